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

  async #fill(key: string, limit: RateLimit, who: string): Promise<void> {
    try {
      const permits = Math.max(1, Math.floor(limit.atMost * SHARE));
      const wait = await this.limiter.tryTake(limit, who, permits);
      const seconds = wait > 0 ? wait : limit.windowSeconds;
      this.#buckets.set(key, { left: wait > 0 ? 0 : permits, until: performance.now() + seconds * 1_000, refused: wait > 0 });
    } finally {
      this.#filling.delete(key);
    }
  }
}
