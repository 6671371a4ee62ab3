import { useCallback, useEffect, useState } from 'react';
import { useClient, useQuery, useSubscription } from 'urql';
import type { Client, CombinedError } from 'urql';
import { FollowReviewDocument, ReviewCommentsDocument, ReviewedAssetDocument } from './review.generated.ts';
import type { CommentFieldsFragment, ReviewedAssetQuery } from './review.generated.ts';

export type Comment = CommentFieldsFragment;
export type ReviewedAsset = ReviewedAssetQuery['reviewedAsset'];

export interface Review {
  readonly asset: ReviewedAsset | undefined;
  readonly comments: readonly Comment[] | undefined;
  readonly error: CombinedError | undefined;
  /** Reads everything again, also the signed URLs. */
  readonly refresh: () => void;
}

/** The asset under review and its comments, read again after every change. */
export function useReview(): Review {
  const client = useClient();
  const [{ data, error }, readAsset] = useQuery({ query: ReviewedAssetDocument });
  const asset = data?.reviewedAsset;
  const assetId = asset?.id;
  const [comments, setComments] = useState<readonly Comment[]>();
  const [failed, setFailed] = useState<CombinedError>();
  const readComments = useCallback(async () => {
    if (assetId === undefined) return;
    const read = await allComments(client, assetId);
    if (Array.isArray(read)) setComments(read);
    setFailed(Array.isArray(read) ? undefined : (read as CombinedError));
  }, [client, assetId]);
  const refresh = useCallback(() => {
    readAsset({ requestPolicy: 'network-only' });
    void readComments();
  }, [readAsset, readComments]);
  const [{ data: event }] = useSubscription({
    query: FollowReviewDocument,
    variables: { assetId: assetId ?? '' },
    pause: assetId === undefined,
  });
  const cursor = event?.reviewEvents.cursor;
  useEffect(() => {
    if (cursor !== undefined) refresh();
  }, [cursor, refresh]);
  useEffect(() => void readComments(), [readComments]);
  return { asset, comments, error: error ?? failed, refresh };
}

/** Every comment on the asset, of which there are at most 1,000. */
async function allComments(client: Client, assetId: string): Promise<readonly Comment[] | CombinedError> {
  const comments: Comment[] = [];
  for (let after: string | null = null; ;) {
    const { data, error }: Awaited<ReturnType<typeof readPage>> = await readPage(client, assetId, after);
    if (!data) return error ?? comments;
    comments.push(...data.comments.nodes);
    const { hasNextPage, endCursor } = data.comments.pageInfo;
    if (!hasNextPage || endCursor == null) return comments;
    after = endCursor;
  }
}

const readPage = (client: Client, assetId: string, after: string | null) =>
  client.query(ReviewCommentsDocument, { assetId, after }).toPromise();
