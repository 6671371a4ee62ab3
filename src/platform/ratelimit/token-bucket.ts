import { LRUCache } from 'lru-cache';
import type { RateLimit, RateLimiter } from './rate-limiter.ts';

/** Share of the limit that a process takes at a time and then spends locally. */
const SHARE = 1 / 20;
/** Number of keys that are kept; an evicted key only takes permits sooner than necessary. */
const MAX_KEYS = 10_000;

interface Bucket {
  /** Permits taken from the shared count in advance and not used yet. */
  left: number;
  /** Milliseconds of the monotonic clock after which unspent permits and refusals expire. */
  until: number;
  refused: boolean;
  /** Permits that no process had taken when this process took its last share. */
  readonly shared: number;
  /** Milliseconds of the monotonic clock at which the shared window ends. */
  readonly endsAt: number;
}

/** What is left of a limit. */
export interface Budget {
  readonly limit: number;
  /** Other processes may have taken more since this process last took a share: too high by a twentieth for each of them. */
  readonly remaining: number;
  readonly resetsInSeconds: number;
}

/**
 * Rate limit for calls that are too frequent to count each in the database. A process takes a twentieth of the limit at a time and spends
 * it within one window, so the error is at most a twentieth per process. A refused key costs nothing until its window ends.
 */
export class TokenBucket {
  readonly #buckets = new LRUCache<string, Bucket>({ max: MAX_KEYS });
  readonly #filling = new Map<string, Promise<void>>();

  constructor(private readonly limiter: RateLimiter) {}

  /** Takes a permit. Returns 0, or the whole seconds to wait. */
  async take(limit: RateLimit, who: string): Promise<number> {
    if (limit.atMost === 0) return 0;
    const key = `${limit.name} ${who}`;
    for (;;) {
      const bucket = this.#buckets.get(key);
      const now = performance.now();
      if (bucket && bucket.until > now) {
        if (bucket.refused) return Math.ceil((bucket.until - now) / 1_000);
        if (bucket.left > 0) {
          bucket.left -= 1;
          return 0;
        }
      }
      // One database call at a time per key; concurrent callers share its result.
      const filling = this.#filling.get(key) ?? this.#fill(key, limit, who);
      this.#filling.set(key, filling);
      await filling;
    }
  }

  /** What is left after the last `take`; undefined when there is no limit. */
  budget({ name, atMost }: RateLimit, who: string): Budget | undefined {
    const bucket = this.#buckets.peek(`${name} ${who}`);
    if (!bucket) return undefined;
    const resetsInSeconds = Math.max(0, Math.ceil((bucket.endsAt - performance.now()) / 1_000));
    return { limit: atMost, remaining: bucket.shared + bucket.left, resetsInSeconds };
  }

  async #fill(key: string, limit: RateLimit, who: string): Promise<void> {
    try {
      const permits = Math.max(1, Math.floor(limit.atMost * SHARE));
      const { wait, remaining, endsInSeconds } = await this.limiter.spend(limit, who, permits);
      const now = performance.now();
      this.#buckets.set(key, {
        left: wait > 0 ? 0 : permits,
        until: now + (wait > 0 ? wait : limit.windowSeconds) * 1_000,
        refused: wait > 0,
        shared: remaining,
        endsAt: now + endsInSeconds * 1_000,
      });
    } finally {
      this.#filling.delete(key);
    }
  }
}
