import { useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { useParams } from 'wouter';
import { useKeptQuery } from '../shared/api/use-kept-query.ts';
import { useText } from '../shared/messages/text.ts';
import { Empty } from '../shared/parts/empty.tsx';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { useStore } from '../shared/state/store.ts';
import { NamePrompt } from './name-prompt.tsx';
import { ReviewedAssetDocument } from './review.generated.ts';
import { ReviewRoom } from './review-room.tsx';
import { forgetToken, keepToken, keptToken, openReviewSession } from './review-session.ts';
import type { ReviewSession } from './review-session.ts';

/** `/review/TOKEN`: the file of a share link, with comments by people who have no account. */
export function ReviewPage() {
  const { token: shareToken } = useParams<{ token: string }>();
  const [token, setToken] = useState(() => keptToken(shareToken));
  const session = useMemo(() => (token === undefined ? undefined : openReviewSession(token)), [token]);
  useEffect(() => () => session?.close(), [session]);
  const begin = (started: string): void => {
    keepToken(shareToken, started);
    setToken(started);
  };
  if (token === undefined) return <NamePrompt shareToken={shareToken} onStarted={begin} />;
  return session ? <Reviewing session={session} shareToken={shareToken} /> : null;
}

function Reviewing({ session, shareToken }: { readonly session: ReviewSession; readonly shareToken: string }) {
  const say = useText();
  const ended = useStore(session.ended);
  useEffect(() => {
    if (ended) forgetToken(shareToken);
  }, [ended, shareToken]);
  if (ended)
    return (
      <div role="alert">
        <Empty icon="link" title={say('review.ended')}>
          <p>{say('review.endedHint')}</p>
          <button type="button" className="secondary" onClick={() => location.reload()}>
            {say('review.tryAgain')}
          </button>
        </Empty>
      </div>
    );
  return (
    <Provider value={session.client}>
      <Reviewed />
    </Provider>
  );
}

function Reviewed() {
  const { data, error, isReading, refresh } = useKeptQuery({ query: ReviewedAssetDocument });
  if (!data) return error ? <ReadProblem error={error} onRetry={refresh} /> : <Waiting />;
  return <ReviewRoom asset={data.reviewedAsset} readAgain={refresh} isReading={isReading} canManage={false} />;
}
