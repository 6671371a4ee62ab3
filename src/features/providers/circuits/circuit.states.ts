/** The state of a provider, derived from its last calls. */
export const PROVIDER_STATES = ['AVAILABLE', 'FAILING', 'PROBING'] as const;
export type ProviderState = (typeof PROVIDER_STATES)[number];

/** Calls that failed one after the other. */
export interface Circuit {
  readonly failures: number;
  /** Code of the last failure, or of the refusal before it; null when there is none. */
  readonly failure: string | null;
  /** Since the last failed call, or since a film was last allowed to try the provider again. */
  readonly quietSeconds: number;
}

/** Failed calls in a row after which films pass a provider over. */
export const FAILURES_TO_OPEN = 5;
/** Seconds until the next film tries the provider again. */
export const PROBE_AFTER_SECONDS = { outage: 60, refusal: 300 } as const;

/** Every further call fails in the same way until somebody does something: one is enough. */
export const REFUSALS: readonly (string | null)[] = ['BAD_KEY', 'BILLING', 'QUOTA', 'MODEL_RETIRED', 'MODEL_NOT_INSTALLED'];
const OUTAGES: readonly string[] = ['VENDOR_DOWN', 'TIMEOUT', 'GARBAGE', 'RATE_LIMITED', 'UNCERTAIN', 'NOT_CONFIGURED'];
/** The provider works; it is the content that it does not take. */
const ANSWERS: readonly string[] = ['REFUSED', 'INVALID_INPUT', 'CONTEXT_TOO_LONG', 'INCOMPLETE'];

/**
 * What a call says about its provider; `failure` is undefined for one that succeeded. A model that is loading, a full disk of the worker
 * and the like say nothing.
 */
export function verdictOf(failure: string | undefined): 'WORKS' | 'FAILS' | 'UNKNOWN' {
  if (failure === undefined || ANSWERS.includes(failure)) return 'WORKS';
  return REFUSALS.includes(failure) || OUTAGES.includes(failure) ? 'FAILS' : 'UNKNOWN';
}

/** Whether films pass the provider over, unless it is time to try it again. */
export const isOpen = ({ failures, failure }: Pick<Circuit, 'failures' | 'failure'>): boolean =>
  failures >= FAILURES_TO_OPEN || (failures > 0 && REFUSALS.includes(failure));

/**
 * The circuit after one more failed call. An outage does not replace a refusal, because the key or the account is still refused after it.
 * `record_provider_call` counts in the same way.
 */
export const afterFailure = ({ failures, failure }: Pick<Circuit, 'failures' | 'failure'>, code: string) => ({
  failures: failures + 1,
  failure: REFUSALS.includes(failure) && !REFUSALS.includes(code) ? failure : code,
});

/** Seconds for which films pass a failing provider over. */
export const waitOf = (failure: string | null): number =>
  REFUSALS.includes(failure) ? PROBE_AFTER_SECONDS.refusal : PROBE_AFTER_SECONDS.outage;

/** The failure of several circuits that matters most: an open one before others, then the one with the most failed calls. */
export const worstOf = <C extends Pick<Circuit, 'failures' | 'failure'>>(circuits: readonly C[]): C | undefined =>
  circuits.toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.failures - a.failures)[0];

/** The state of a provider; one without a circuit has not failed. */
export function stateOf(circuit: Circuit | undefined): ProviderState {
  if (!circuit || !isOpen(circuit)) return 'AVAILABLE';
  return circuit.quietSeconds < waitOf(circuit.failure) ? 'FAILING' : 'PROBING';
}
