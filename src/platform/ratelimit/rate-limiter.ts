import { contentHash } from '../text/content-hash.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import { NEVER_ABORTED } from '../../kernel/signals.ts';
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
  take(limit: RateLimit, who: string): Promise<void> {
    return this.takeInTurn([{ limit, who }]);
  }

  /**
   * Counts a call in one window after the other, until one is used up; those after it do not count it. @throws ReelwrightError as `take`
   */
  async takeInTurn(windows: readonly { readonly limit: RateLimit; readonly who: string }[]): Promise<void> {
    const counted = windows.filter(({ limit }) => limit.atMost > 0);
    if (counted.length === 0) return;
    const asked = counted.map(({ limit, who }) => ({ key: keyOf(limit, who), at_most: limit.atMost, window_seconds: limit.windowSeconds }));
    const row = await this.#execute<{ wait: number }>('select spend_in_turn(?::jsonb) as wait', [JSON.stringify(asked)]);
    const wait = Math.ceil(row?.wait ?? 0);
    if (wait > 0) throw rateLimited(wait);
  }

  /** Takes all permits or none. Returns 0, or the whole seconds to wait. */
  async tryTake(limit: RateLimit, who: string, permits: number): Promise<number> {
    return limit.atMost === 0 ? 0 : (await this.spend(limit, who, permits)).wait;
  }

  /** Takes all permits or none of a limit that is not 0. */
  async spend(limit: RateLimit, who: string, permits: number): Promise<SpentPermits> {
    const row = await this.#execute<{ wait: number; remaining: number; ends_in: number }>('select * from spend_permits(?, ?, ?, ?)', [
      keyOf(limit, who),
      permits,
      limit.atMost,
      limit.windowSeconds,
    ]);
    return { wait: Math.ceil(row?.wait ?? 0), remaining: row?.remaining ?? 0, endsInSeconds: row?.ends_in ?? limit.windowSeconds };
  }

  /** Returns a permit for a call that does not count. */
  async giveBack(limit: RateLimit, who: string): Promise<void> {
    if (limit.atMost > 0) await this.#execute('select return_permit(?)', [keyOf(limit, who)]);
  }

  /** In a transaction of its own, because a refusal that rolls back must not undo the count. */
  #execute<Row extends object>(text: string, values: readonly unknown[]): Promise<Row | undefined> {
    return this.database.systemScope(NEVER_ABORTED).executeAlone<Row>(text, values);
  }
}

const keyOf = ({ name, windowSeconds }: RateLimit, who: string): string => contentHash({ name, windowSeconds, who });
