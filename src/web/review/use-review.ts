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
  /** Reads everything again, also the signed URLs. Resolves when the comments are those of the call, or later ones. */
  readonly refresh: () => Promise<void>;
}

/** The comments on an asset, read again after every change, together with the asset. */
export function useReview(assetId: string, readAsset: () => void): Review {
  const client = useClient();
  const [comments, setComments] = useState<readonly Comment[]>();
  const [error, setError] = useState<CombinedError>();
  // One after the other: the client answers a query that is already running with its result, which may lack the newest change.
  const reads = useRef<Reads>({ running: undefined, isOutdated: false });
  const readOnce = useCallback(async () => {
    const { read, failed } = await allComments(client, assetId);
    if (read) setComments(read);
    setError(failed);
  }, [client, assetId]);
  const readComments = useCallback(() => {
    const { current } = reads;
    current.isOutdated = true;
    current.running = current.running ?? untilCurrent(current, readOnce);
    return current.running;
  }, [readOnce]);
  const refresh = useCallback(() => {
    readAsset();
    return readComments();
  }, [readAsset, readComments]);
  const [{ data: event }] = useSubscription({ query: FollowReviewDocument, variables: { assetId } });
  const cursor = event?.reviewEvents.cursor;
  // Events that arrive together cause one read.
  useEffect(() => {
    const timer = setTimeout(() => void (cursor === undefined ? readComments() : refresh()));
    return () => clearTimeout(timer);
  }, [cursor, readComments, refresh]);
  return { comments, error, refresh };
}

interface Reads {
  running: Promise<void> | undefined;
  isOutdated: boolean;
}

async function untilCurrent(reads: Reads, read: () => Promise<void>): Promise<void> {
  while (reads.isOutdated) {
    reads.isOutdated = false;
    await read();
  }
  reads.running = undefined;
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
