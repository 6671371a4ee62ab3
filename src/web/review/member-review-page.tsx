import { useMemo } from 'react';
import { useParams } from 'wouter';
import { useKeptQuery } from '../shared/api/use-kept-query.ts';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { MemberReviewDocument } from './review.generated.ts';
import type { MemberReviewQuery } from './review.generated.ts';
import { ReviewRoom } from './review-room.tsx';
import type { ReviewedAsset } from './use-review.ts';

/** `/assets/ID/review`: the comments on a file for the members of its workspace, who resolve and delete them. */
export function MemberReviewPage() {
  const { id } = useParams<{ id: string }>();
  return <MemberReview key={id} id={id} />;
}

function MemberReview({ id }: { readonly id: string }) {
  const { data, error, isReading, refresh } = useKeptQuery({ query: MemberReviewDocument, variables: { id } });
  const asset = data?.asset;
  const reviewed = useMemo(() => asset && reviewedAsset(asset), [asset]);
  if (!asset || !reviewed) return error ? <ReadProblem error={error} onRetry={refresh} /> : <Waiting />;
  return (
    <ReviewRoom
      asset={reviewed}
      newestId={asset.job?.project?.latestVideo?.id}
      readAgain={refresh}
      isReading={isReading}
      canManage={asset.workspace.viewerCan.includes('MANAGE_COMMENTS')}
    />
  );
}

/** The asset as reviewers of a share link see it. */
function reviewedAsset({
  previewUrl,
  inlineUrl,
  job,
  thumbnailUrl,
  workspace: _,
  ...shown
}: NonNullable<MemberReviewQuery['asset']>): ReviewedAsset {
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
