import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useSubscription } from 'urql';
import type { Client, CombinedError } from 'urql';
import { FollowReviewDocument, ReviewCommentsDocument } from './review.generated.ts';
import type { CommentFieldsFragment, ReviewedAssetQuery } from './review.generated.ts';

export type Comment = CommentFieldsFragment;
/** The file under review, for members and for reviewers alike. */
export type ReviewedAsset = ReviewedAssetQuery['reviewedAsset'];

interface Review {
  readonly comments: readonly Comment[] | undefined;
  readonly error: CombinedError | undefined;
  /** Reads everything again, also the signed URLs. */
  readonly refresh: () => void;
}

/** The comments on an asset, read again after every change, together with the asset. */
export function useReview(assetId: string, readAsset: () => void): Review {
  const client = useClient();
  const [comments, setComments] = useState<readonly Comment[]>();
  const [error, setError] = useState<CombinedError>();
  // One after the other: the client answers a query that is already running with its result, which may lack the newest change.
  const reads = useRef({ areRunning: false, isOutdated: false });
  const readComments = useCallback(async () => {
    reads.current.isOutdated = true;
    if (reads.current.areRunning) return;
    reads.current.areRunning = true;
    while (reads.current.isOutdated) {
      reads.current.isOutdated = false;
      const { read, failed } = await allComments(client, assetId);
      if (read) setComments(read);
      setError(failed);
    }
    reads.current.areRunning = false;
  }, [client, assetId]);
  const refresh = useCallback(() => {
    readAsset();
    void readComments();
  }, [readAsset, readComments]);
  const [{ data: event }] = useSubscription({ query: FollowReviewDocument, variables: { assetId } });
  const cursor = event?.reviewEvents.cursor;
  // Events that arrive together cause one read.
  useEffect(() => {
    const timer = setTimeout(() => (cursor === undefined ? void readComments() : refresh()));
    return () => clearTimeout(timer);
  }, [cursor, readComments, refresh]);
  return { comments, error, refresh };
}

/** Every comment on the asset, of which there are at most 1,000. */
async function allComments(client: Client, assetId: string): Promise<{ read?: readonly Comment[]; failed?: CombinedError | undefined }> {
  const read: Comment[] = [];
  for (let after: string | null = null; ;) {
    const { data, error }: Awaited<ReturnType<typeof readPage>> = await readPage(client, assetId, after);
    if (!data) return { failed: error };
    read.push(...data.comments.nodes);
    const { hasNextPage, endCursor } = data.comments.pageInfo;
    if (!hasNextPage || endCursor == null) return { read };
    after = endCursor;
  }
}

const readPage = (client: Client, assetId: string, after: string | null) =>
  client.query(ReviewCommentsDocument, { assetId, after }, { requestPolicy: 'network-only' }).toPromise();
