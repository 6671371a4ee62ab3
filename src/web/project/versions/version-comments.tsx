import type { RefObject } from 'react';
import { Link } from 'wouter';
import { CommentList } from '../../review/comment-list.tsx';
import { useReview } from '../../review/use-review.ts';
import { useText } from '../../shared/messages/text.ts';
import { Problem } from '../../shared/parts/problem.tsx';
import { useViewer } from '../../shared/state/viewer.tsx';

interface VersionCommentsProps {
  /** The film of the version, whose comments belong to no other version. */
  readonly assetId: string;
  readonly number: number;
  readonly player: RefObject<HTMLVideoElement | null>;
}

const nothing = (): void => undefined;

/** The comments on the film of a version. */
export function VersionComments({ assetId, number, player }: VersionCommentsProps) {
  const say = useText();
  const viewer = useViewer();
  const { comments, error, refresh } = useReview(assetId, nothing);
  const seek = (atMs: number): void => {
    if (player.current) player.current.currentTime = atMs / 1_000;
  };
  return (
    <section className="versions-comments" aria-labelledby="versions-comments">
      <h3 id="versions-comments">{say('versions.comments', { number, count: comments?.length ?? 0 })}</h3>
      <Problem error={error} />
      {comments && comments.length > 0 && (
        <CommentList
          assetId={assetId}
          comments={comments}
          canManage={viewer?.can('MANAGE_COMMENTS') ?? false}
          onSeek={seek}
          onChanged={refresh}
        />
      )}
      <Link href={`/assets/${assetId}/review`}>{say('versions.review', { number })}</Link>
    </section>
  );
}
