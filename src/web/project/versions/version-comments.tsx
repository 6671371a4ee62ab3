import { Link } from 'wouter';
import { CommentList } from '../../review/comment-list.tsx';
import { useReview } from '../../review/use-review.ts';
import { useText } from '../../shared/messages/text.ts';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';

interface VersionCommentsProps {
  /** The film of the version, whose comments belong to no other version. */
  readonly assetId: string;
  readonly number: number;
  readonly canManage: boolean;
  /** Shows a moment of the film. */
  readonly onSeek: (atMs: number) => void;
}

const nothing = (): void => undefined;

/** The comments on the film of a version. */
export function VersionComments({ assetId, number, canManage, onSeek }: VersionCommentsProps) {
  const say = useText();
  const { comments, error, refresh } = useReview(assetId, nothing);
  return (
    <section className="versions-comments" aria-labelledby="versions-comments">
      <h3 id="versions-comments">{say('versions.comments', { number, count: comments?.length ?? 0 })}</h3>
      <ReadProblem error={error} onRetry={refresh} />
      {comments && comments.length > 0 && (
        <CommentList assetId={assetId} comments={comments} canManage={canManage} onSeek={onSeek} onChanged={refresh} />
      )}
      <Link href={`/assets/${assetId}/review`}>{say('versions.review', { number })}</Link>
    </section>
  );
}
