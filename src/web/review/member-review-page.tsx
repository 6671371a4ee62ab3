import { useCallback } from 'react';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { Problem } from '../shared/parts/problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { useViewer } from '../shared/state/viewer.tsx';
import { MemberReviewDocument } from './review.generated.ts';
import type { MemberReviewQuery } from './review.generated.ts';
import { ReviewRoom } from './review-room.tsx';
import type { ReviewedAsset } from './use-review.ts';

/** `/assets/ID/review`: the comments on a file for the members of its workspace, who resolve and delete them. */
export function MemberReviewPage() {
  const { id } = useParams<{ id: string }>();
  const viewer = useViewer();
  const [{ data, error }, read] = useQuery({ query: MemberReviewDocument, variables: { id } });
  const readAgain = useCallback(() => read({ requestPolicy: 'network-only' }), [read]);
  const asset = data?.asset;
  if (!asset) return error ? <Problem error={error} /> : <Waiting />;
  return (
    <ReviewRoom
      key={asset.id}
      asset={reviewedAsset(asset)}
      newestId={asset.job?.project?.latestVideo?.id}
      readAgain={readAgain}
      canManage={viewer?.can('MANAGE_COMMENTS') ?? false}
    />
  );
}

/** The asset as reviewers of a share link see it. */
function reviewedAsset({ previewUrl, inlineUrl, job, thumbnailUrl, ...shown }: NonNullable<MemberReviewQuery['asset']>): ReviewedAsset {
  return {
    ...shown,
    version: job?.projectVersion ?? null,
    newestVersion: job?.project?.latestVideo?.job?.projectVersion ?? null,
    inlineUrl: previewUrl ?? inlineUrl,
    posterUrl: job?.thumbnail?.url ?? thumbnailUrl,
    captionsUrl: job?.captions?.url ?? null,
    downloadUrl: shown.downloadUrl ?? '',
  };
}
