import { useState } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Problem } from '../../shared/parts/problem.tsx';
import { Question } from '../../shared/parts/question.tsx';
import { useAction } from '../../shared/state/use-action.ts';
import { EndShareDocument, SwitchReviewDocument } from './film.generated.ts';
import type { Film } from './film-row.ts';

interface ShareLinksProps {
  readonly links: NonNullable<Film['video']>['shareLinks'];
  readonly refresh: () => Promise<void>;
}

/** The links of a film that work: whether people may comment with each, and its end. */
export function ShareLinks({ links, refresh }: ShareLinksProps) {
  const say = useText();
  const review = useAction(SwitchReviewDocument);
  const [asked, setAsked] = useState<{ readonly id: string; readonly number: number }>();
  return (
    <>
      <Problem error={review.error} />
      {links.length > 0 && (
        <section className="share-links">
          <h3>{say('share.existing', { count: links.length })}</h3>
          {links.map(({ id, reviewEnabled }, index) => (
            <fieldset key={id}>
              <legend className="visually-hidden">{say('share.number', { number: index + 1 })}</legend>
              <span aria-hidden="true">{say('share.number', { number: index + 1 })}</span>
              <label>
                <input
                  type="checkbox"
                  checked={reviewEnabled}
                  disabled={review.isBusy}
                  onChange={() => void review.run({ id, reviewEnabled: !reviewEnabled }, refresh)}
                />
                {say('share.reviewShort')}
              </label>
              <button type="button" className="danger small" onClick={() => setAsked({ id, number: index + 1 })}>
                {say('share.end')}
              </button>
            </fieldset>
          ))}
        </section>
      )}
      {asked && (
        <EndQuestion key={asked.id} {...asked} refresh={refresh} onClose={() => setAsked((now) => (now === asked ? undefined : now))} />
      )}
    </>
  );
}

interface EndQuestionProps {
  readonly id: string;
  readonly number: number;
  readonly refresh: () => Promise<void>;
  readonly onClose: () => void;
}

function EndQuestion({ id, number, refresh, onClose }: EndQuestionProps) {
  const say = useText();
  const { error, isBusy, run } = useAction(EndShareDocument);
  return (
    <Question
      title={say('share.endTitle', { number })}
      action={say('share.end')}
      isBusy={isBusy}
      error={error}
      onConfirm={() => void run({ id }, ({ data }) => data && refresh().then(onClose))}
      onClose={onClose}
    >
      {say('share.endHint')}
    </Question>
  );
}
