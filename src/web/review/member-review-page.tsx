import { useCallback } from 'react';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { Problem } from '../shared/parts/problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { useViewer } from '../shared/state/viewer.tsx';
import { MemberReviewDocument } from './review.generated.ts';
import { ReviewRoom } from './review-room.tsx';

/** `/assets/ID/review`: the comments on a file for the members of its workspace, who resolve and delete them. */
export function MemberReviewPage() {
  const { id } = useParams<{ id: string }>();
  const viewer = useViewer();
  const [{ data, error }, read] = useQuery({ query: MemberReviewDocument, variables: { id } });
  const readAgain = useCallback(() => read({ requestPolicy: 'network-only' }), [read]);
  const asset = data?.asset;
  if (!asset) return error ? <Problem error={error} /> : <Waiting />;
  const { previewUrl, inlineUrl, job, thumbnailUrl, ...shown } = asset;
  const newest = job?.project?.latestVideo;
  const reviewed = {
    ...shown,
    version: job?.projectVersion ?? null,
    newestVersion: newest?.job?.projectVersion ?? null,
    inlineUrl: previewUrl ?? inlineUrl,
    posterUrl: job?.thumbnail?.url ?? thumbnailUrl,
    captionsUrl: job?.captions?.url ?? null,
    downloadUrl: asset.downloadUrl ?? '',
  };
  return (
    <ReviewRoom
      key={reviewed.id}
      asset={reviewed}
      newestId={newest?.id}
      readAgain={readAgain}
      canManage={viewer?.can('MANAGE_COMMENTS') ?? false}
    />
  );
}
