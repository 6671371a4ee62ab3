import { expect, test } from 'vitest';
import { bucketTarget } from '../../../../src/features/publishing/targets/bucket/bucket-target.ts';
import type { BucketTargetParts } from '../../../../src/features/publishing/targets/bucket/bucket-target.ts';
import type { PublishWork } from '../../../../src/features/publishing/targets/publish-target.ts';
import { BucketError } from '../../../../src/platform/bucket/bucket-client.ts';

const RECONNECT = 'RECONNECT_NEEDED';

/** The code of the failure of an upload whose first call the bucket answers like this. */
async function codeFor(status: number, code: string): Promise<unknown> {
  const parts = {
    access: { bucketKeys: async () => ({ accessKey: 'a', secretKey: 'b' }), demandReconnect: () => Promise.reject({ code: RECONNECT }) },
    client: { begin: () => Promise.reject(new BucketError(status, code)) },
  } as unknown as BucketTargetParts;
  const work = {
    run: { scope: { tx: async () => ({ fileName: 'film.mp4', byteSize: 1 }) } },
    ...{ channel: { id: 'c', settings: {} }, publication: { id: 'p', assetId: 'a', uploadSession: null } },
  } as unknown as PublishWork;
  return bucketTarget(parts)
    .UPLOAD(work)
    .then(
      () => undefined,
      (error: { code?: string }) => error.code,
    );
}

test.each([
  [403, 'RequestTimeTooSkewed', 'TARGET_UNAVAILABLE'],
  [400, 'RequestTimeout', 'TARGET_UNAVAILABLE'],
  [503, 'SlowDown', 'TARGET_UNAVAILABLE'],
  [0, 'unreachable', 'TARGET_UNAVAILABLE'],
  [403, 'AccessDenied', RECONNECT],
  [403, 'SignatureDoesNotMatch', RECONNECT],
  [401, 'unknown', RECONNECT],
  [403, 'InvalidObjectState', 'TARGET_REFUSED'],
  [400, 'EntityTooLarge', 'TARGET_REFUSED'],
])('a bucket that answers %i %s makes %s', async (status, code, expected) => {
  expect(await codeFor(status, code)).toBe(expected);
});
