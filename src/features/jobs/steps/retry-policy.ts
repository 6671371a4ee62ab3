import type { Failure } from '../../../kernel/failure.ts';

/** Maximum attempts that end in an error. */
export const MAX_FAILURES = 3;
/**
 * Maximum attempts that meet an outage of the store or the database. A step waits several minutes for its end each time: about a day in
 * all.
 */
const MAX_OUTAGES = 250;
/** Maximum attempts that end in a missed heartbeat: such a step may itself crash the workers. */
export const MAX_CRASHES = 3;
/** Longest pause in seconds; the first is 2, and each is twice the one before. */
const MAX_BACKOFF_SECONDS = 30;

/** Longest pause in seconds that a provider may request. For a longer one the job fails, and the message names the time. */
const MAX_REQUESTED_SECONDS = 900;

const OUTAGES: readonly string[] = ['UNAVAILABLE', 'DATABASE_UNAVAILABLE', 'TARGET_UNAVAILABLE'];

/** Whether the store, the database or the target of a publication is unavailable: no attempt of the step can succeed, and none counts as its failure. */
export const isOutage = ({ code }: Failure): boolean => OUTAGES.includes(code);

interface Attempts {
  readonly failures: number;
  readonly outages: number;
}

/** Counts this failure with those of the step's earlier attempts. */
export const countFailure = ({ failures, outages }: Attempts, failure: Failure): Attempts =>
  isOutage(failure) ? { failures, outages: outages + 1 } : { failures: failures + 1, outages };

/**
 * Seconds until the next attempt, at least as long as the provider requested, with up to 50 % jitter, so that steps that failed together do
 * not retry together. Undefined when there is no further attempt.
 */
export function retryAfterSeconds({ failures, outages }: Attempts, failure: Failure): number | undefined {
  if (!failure.retryable || failures >= MAX_FAILURES || outages >= MAX_OUTAGES) return undefined;
  const { retryAfterSeconds: requested = 0 } = failure;
  if (requested > MAX_REQUESTED_SECONDS) return undefined;
  const count = isOutage(failure) ? outages : failures;
  return Math.ceil(Math.max(requested, Math.min(2 ** count, MAX_BACKOFF_SECONDS)) * (1 + Math.random() / 2));
}
