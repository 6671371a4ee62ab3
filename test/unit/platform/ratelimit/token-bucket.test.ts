import { expect, test, vi } from 'vitest';
import type { RateLimit, RateLimiter, SpentPermits } from '../../../../src/platform/ratelimit/rate-limiter.ts';
import { TokenBucket } from '../../../../src/platform/ratelimit/token-bucket.ts';

const HUNDRED: RateLimit = { name: 'api', atMost: 100, windowSeconds: 60 };

/** Counts as the database does. */
function counting({ atMost }: RateLimit) {
  let taken = 0;
  const spend = vi.fn(async (_: RateLimit, __: string, permits: number): Promise<SpentPermits> => {
    if (taken + permits > atMost) return { wait: 42, remaining: 0, endsInSeconds: 42 };
    taken += permits;
    return { wait: 0, remaining: atMost - taken, endsInSeconds: 42 };
  });
  return { spend, bucket: new TokenBucket({ spend } as unknown as RateLimiter) };
}

test('asks the database for a twentieth of the limit at a time', async () => {
  const { bucket, spend } = counting(HUNDRED);
  for (let index = 0; index < 10; index += 1) expect(await bucket.take(HUNDRED, 'somebody')).toBe(0);
  expect(spend.mock.calls.map(([, , permits]) => permits)).toEqual([5, 5]);
});

test('lets through exactly the limit, also all at once, and says when to come back', async () => {
  const { bucket, spend } = counting(HUNDRED);
  const waits = await Promise.all(Array.from({ length: 130 }, () => bucket.take(HUNDRED, 'somebody')));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(100);
  expect(waits.filter((wait) => wait === 42)).toHaveLength(30);
  expect(spend).toHaveBeenCalledTimes(21);
});

test('a refusal costs nothing until the window ends', async () => {
  const { bucket, spend } = counting({ ...HUNDRED, atMost: 0 });
  await bucket.take(HUNDRED, 'somebody');
  await bucket.take(HUNDRED, 'somebody');
  expect(spend).toHaveBeenCalledTimes(1);
});

test('counts each by themselves, and nobody where there is no limit', async () => {
  const { bucket, spend } = counting(HUNDRED);
  await bucket.take(HUNDRED, 'one');
  await bucket.take(HUNDRED, 'other');
  expect(spend).toHaveBeenCalledTimes(2);
  await bucket.take({ ...HUNDRED, atMost: 0 }, 'one');
  expect(spend).toHaveBeenCalledTimes(2);
});

test('a database that does not answer is asked again by the next', async () => {
  const { bucket, spend } = counting(HUNDRED);
  spend.mockRejectedValueOnce(new Error('away'));
  await expect(bucket.take(HUNDRED, 'somebody')).rejects.toThrow('away');
  expect(await bucket.take(HUNDRED, 'somebody')).toBe(0);
});

test('knows what is left, with the unspent rest of its share', async () => {
  const { bucket } = counting(HUNDRED);
  expect(bucket.budget(HUNDRED, 'somebody')).toBeUndefined();
  await bucket.take(HUNDRED, 'somebody');
  expect(bucket.budget(HUNDRED, 'somebody')).toEqual({ limit: 100, remaining: 99, resetsInSeconds: 42 });
  for (let index = 0; index < 120; index += 1) await bucket.take(HUNDRED, 'somebody');
  expect(bucket.budget(HUNDRED, 'somebody')).toMatchObject({ remaining: 0 });
});
