import { LRUCache } from 'lru-cache';
import type { RateLimit, RateLimiter } from './rate-limiter.ts';

/** Permits that a process takes at a time, as a share of the limit: it spends them without asking again. */
const SHARE = 1 / 20;
/** Keys that are remembered; who is forgotten only takes permits sooner than needed. */
const KEYS_AT_MOST = 10_000;

interface Purse {
  /** Permits taken and not spent. */
  left: number;
  /** Milliseconds of the monotonic clock: permits that were not spent are worth nothing after it, and refusals end with it. */
  until: number;
  refused: boolean;
}

/**
 * Counts what comes too often to be counted one by one in the database. A process takes a twentieth of the limit at a time and spends it
 * within the length of a window; what it holds when it is refused elsewhere is the error, at most a twentieth a process. Once refused, a
 * key costs nothing until its window ends.
 */
export class TokenBucket {
  readonly #purses = new LRUCache<string, Purse>({ max: KEYS_AT_MOST });
  readonly #asking = new Map<string, Promise<void>>();

  constructor(private readonly limiter: RateLimiter) {}

  /** Returns 0, or the whole seconds to wait. */
  async take(limit: RateLimit, who: string): Promise<number> {
    if (limit.atMost === 0) return 0;
    const key = `${limit.name} ${who}`;
    for (;;) {
      const bucket = this.#purses.get(key);
      const now = performance.now();
      if (bucket && bucket.until > now) {
        if (bucket.refused) return Math.ceil((bucket.until - now) / 1_000);
        if (bucket.left > 0) {
          bucket.left -= 1;
          return 0;
        }
      }
      // One question at a time for each key: those who come meanwhile spend what it brings.
      const asking = this.#asking.get(key) ?? this.#fill(key, limit, who);
      this.#asking.set(key, asking);
      await asking;
    }
  }

  async #fill(key: string, limit: RateLimit, who: string): Promise<void> {
    try {
      const permits = Math.max(1, Math.floor(limit.atMost * SHARE));
      const wait = await this.limiter.tryTake(limit, who, permits);
      const seconds = wait > 0 ? wait : limit.windowSeconds;
      this.#purses.set(key, { left: wait > 0 ? 0 : permits, until: performance.now() + seconds * 1_000, refused: wait > 0 });
    } finally {
      this.#asking.delete(key);
    }
  }
}
