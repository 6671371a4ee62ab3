import { contentHash } from '../text/content-hash.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import { NEVER_ABORTED } from '../../kernel/signals.ts';
import type { Scope } from '../database/scope.ts';
import type { Database } from '../database/database.ts';

/** A fixed window: at most this many calls from the first call until the window ends. */
export interface RateLimit {
  /** Part of the key; clients do not see it. */
  readonly name: string;
  /** 0 disables the limit. */
  readonly atMost: number;
  readonly windowSeconds: number;
}

/** The state of a window after a call. */
export interface SpentPermits {
  /** 0 when the permits were taken, else whole seconds until the window ends. */
  readonly wait: number;
  /** Permits that nobody has taken yet. */
  readonly remaining: number;
  readonly endsInSeconds: number;
}

export const rateLimited = (retryAfterSeconds: number): ReelwrightError =>
  new ReelwrightError(
    'RATE_LIMITED',
    `Rate limit exceeded. Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`,
    {
      details: { retryAfterSeconds },
    },
  );

/**
 * Counts calls in PostgreSQL by its clock, so that all API processes share one count. A count is kept whatever happens to the request. Keys
 * are hashed, so the table names no person.
 */
export class RateLimiter {
  constructor(private readonly database: Pick<Database, 'systemScope'>) {}

  /** Counts a call. @throws ReelwrightError RATE_LIMITED with `retryAfterSeconds` when the window is used up */
  async take(limit: RateLimit, who: string): Promise<void> {
    const wait = await this.tryTake(limit, who, 1);
    if (wait > 0) throw rateLimited(wait);
  }

  /** Takes all permits or none. Returns 0, or the whole seconds to wait. */
  async tryTake(limit: RateLimit, who: string, permits: number): Promise<number> {
    return limit.atMost === 0 ? 0 : (await this.spend(limit, who, permits)).wait;
  }

  /** Takes all permits or none of a limit that is not 0. */
  async spend(limit: RateLimit, who: string, permits: number): Promise<SpentPermits> {
    const [row] = await this.#scope().tx((em) =>
      em.execute<{ wait: number; remaining: number; ends_in: number }[]>('select * from spend_permits(?, ?, ?, ?)', [
        keyOf(limit, who),
        permits,
        limit.atMost,
        limit.windowSeconds,
      ]),
    );
    return { wait: Math.ceil(row?.wait ?? 0), remaining: row?.remaining ?? 0, endsInSeconds: row?.ends_in ?? limit.windowSeconds };
  }

  /** Returns a permit for a call that does not count. */
  async giveBack(limit: RateLimit, who: string): Promise<void> {
    if (limit.atMost > 0) await this.#scope().tx((em) => em.execute('select return_permit(?)', [keyOf(limit, who)]));
  }

  /** A scope for a transaction of its own, because a refusal that rolls back must not undo the count. */
  #scope(): Scope {
    return this.database.systemScope(NEVER_ABORTED);
  }
}

const keyOf = ({ name, windowSeconds }: RateLimit, who: string): string => contentHash({ name, windowSeconds, who });
