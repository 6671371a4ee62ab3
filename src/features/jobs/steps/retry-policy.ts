import type { Failure } from '../../../kernel/failure.ts';

/** Attempts that end in an error. */
export const MAX_FAILURES = 3;
/** Attempts that meet an outage of what all steps need. A step waits for it several minutes each time: about a day in all. */
const MAX_OUTAGES = 250;
/** Attempts that end in a missed heartbeat: such a step may itself crash the workers. */
export const MAX_CRASHES = 3;
/** Seconds; the first pause is 2, and each is twice the one before. */
const MAX_BACKOFF_SECONDS = 30;

/** Longest pause that a provider may ask for; for a longer one the job fails, and the message names the time. */
const MAX_REQUESTED_SECONDS = 900;

const OUTAGES: readonly string[] = ['UNAVAILABLE', 'DATABASE_UNAVAILABLE'];

/** The store or the database is away: no attempt of this step can succeed, and none counts as a failure of it. */
export const isOutage = ({ code }: Failure): boolean => OUTAGES.includes(code);

interface Attempts {
  readonly failures: number;
  readonly outages: number;
}

/** Counts this failure with those of the step's earlier attempts. */
export const countFailure = ({ failures, outages }: Attempts, failure: Failure): Attempts =>
  isOutage(failure) ? { failures, outages: outages + 1 } : { failures: failures + 1, outages };

/**
 * Seconds until the next attempt, with up to 50 % jitter, so that steps that failed together do not retry together; undefined for none.
 * Not sooner than the other side asked for.
 */
export function retryAfterSeconds({ failures, outages }: Attempts, failure: Failure): number | undefined {
  if (!failure.retryable || failures >= MAX_FAILURES || outages >= MAX_OUTAGES) return undefined;
  const { retryAfterSeconds: requested = 0 } = failure;
  if (requested > MAX_REQUESTED_SECONDS) return undefined;
  const count = isOutage(failure) ? outages : failures;
  return Math.ceil(Math.max(requested, Math.min(2 ** count, MAX_BACKOFF_SECONDS)) * (1 + Math.random() / 2));
}
