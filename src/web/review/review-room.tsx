import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { Download } from '../shared/media/download.tsx';
import { SignedLinks } from '../shared/media/signed-links.tsx';
import { useText } from '../shared/messages/text.ts';
import { Icon } from '../shared/parts/icon.tsx';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { useTitle } from '../shared/state/use-title.ts';
import { CommentForm } from './comment-form.tsx';
import { CommentList } from './comment-list.tsx';
import { Decision } from './decision.tsx';
import { ReviewPlayer } from './review-player.tsx';
import { useReview } from './use-review.ts';
import type { ReviewedAsset } from './use-review.ts';

interface Props {
  readonly asset: ReviewedAsset;
  /** Id of the film of the newest version, for members: reviewers of a share link see one file. */
  readonly newestId?: string | undefined;
  /** Reads the asset again, with new signed URLs. */
  readonly readAgain: () => unknown;
  readonly isReading: boolean;
  /** Whether the person resolves comments, and deletes those of others. */
  readonly canManage: boolean;
}

/** The file with its comments beside it, and the decision. */
export function ReviewRoom({ asset, newestId, readAgain, isReading, canManage }: Props) {
  const say = useText();
  useTitle(asset.name);
  const { comments, error, refresh } = useReview(asset.id, readAgain);
  const media = useRef<HTMLMediaElement>(null);
  const [atMs, setAtMs] = useState(0);
  const isOlder = asset.version != null && asset.newestVersion != null && asset.version < asset.newestVersion;
  // The preview that is played may be a little longer than the file.
  const moment = asset.durationMs == null ? undefined : Math.min(atMs, asset.durationMs);
  const seek = (to: number): void => {
    if (!media.current) return;
    media.current.currentTime = to / 1_000;
    media.current.focus({ preventScroll: true });
    media.current.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="review">
      <SignedLinks answer={asset} isReading={isReading} read={readAgain}>
        <section className="review-stage" aria-labelledby="review-title">
          <header className="review-head">
            <h1 id="review-title">{asset.name}</h1>
            {asset.version != null && <span className="tag">{say('review.version', { version: asset.version })}</span>}
            <Download className="button secondary small" href={asset.downloadUrl}>
              <Icon name="download-simple" />
              {say('review.download')}
            </Download>
          </header>
          {isOlder && (
            <p className="review-older">
              <Icon name="warning-circle" />
              <span>{say('review.older', { version: asset.version ?? 0, newest: asset.newestVersion ?? 0 })}</span>
              {newestId !== undefined && <Link href={`/assets/${newestId}/review`}>{say('review.toNewest')}</Link>}
            </p>
          )}
          <ReviewPlayer asset={asset} media={media} comments={comments ?? []} onTime={setAtMs} onSeek={seek} />
          <Decision asset={asset} onDecided={() => void refresh()} />
        </section>
      </SignedLinks>
      <section className="review-comments card" aria-labelledby="review-comments">
        <h2 id="review-comments">
          {say('review.comments', { count: comments?.length ?? 0 })}
          {isOlder && <span className="tag">{say('review.version', { version: asset.version ?? 0 })}</span>}
        </h2>
        <CommentForm assetId={asset.id} atMs={moment} onWritten={() => void refresh()} />
        <ReadProblem error={error} onRetry={refresh} />
        {comments ? (
          <CommentList assetId={asset.id} comments={comments} canManage={canManage} onSeek={seek} onChanged={refresh} />
        ) : (
          <Waiting />
        )}
      </section>
    </div>
  );
}
