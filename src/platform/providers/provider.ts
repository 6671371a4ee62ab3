import type { Log } from '../../kernel/log.ts';
import type { Usage } from '../catalogue/providers/costs/prices.ts';
import type { Attribution } from '../provenance/provenance.ts';

/** The context of every call to a provider. */
export interface ProviderCall {
  readonly signal: AbortSignal;
  /** Private temporary folder of this step, to which results are written. */
  readonly workDir: string;
  readonly report: (fraction: number) => void;
  /** The record of calls that may cost money; missing where nothing may be spent, for example in previews. */
  readonly attempts?: ProviderAttempts | undefined;
  /** The workspace's key for this provider; without one, the key of the installation is used. */
  readonly apiKey?: string | undefined;
  readonly log: Log;
}

/** Records calls of one step to one provider that may cost money. Each method commits before it resolves. */
export interface ProviderAttempts {
  /** The newest call of this key that was sent and whose answer this step does not have. */
  unanswered(key: string): Promise<SentAttempt | undefined>;
  /** Records a call that is about to be made; returns its id. */
  prepare(attempt: PreparedAttempt): Promise<string>;
  /** Records that the call is sent now, and reserves what it is expected to cost. @throws Failure SPEND_LIMIT_REACHED; nothing is sent then */
  sent(id: string): Promise<void>;
  /** Stores the vendor's id of the work that a sent call has submitted, so that it is found again. */
  submitted(id: string, taskId: string): Promise<void>;
  /** How the job has ended, if it has: nobody needs the work of a canceled job; one that has failed may be retried. */
  jobEnd(): Promise<'CANCELED' | 'FAILED' | undefined>;
  /** Records that the answer has arrived, with its cost. */
  done(id: string, cost: ProviderCost | undefined): Promise<void>;
  /** Records that the vendor refused the call, never received it, or answered with something else than the work, with the cost of that. */
  failed(id: string, code: string, cost?: ProviderCost | 'UNKNOWN'): Promise<void>;
  /** Records that the outcome is unknown; the user decides what to do. */
  uncertain(id: string): Promise<void>;
}

export interface PreparedAttempt {
  /** Identifies the call within the step. */
  readonly key: string;
  readonly model: string;
  readonly isFree: boolean;
  /** What the call is expected to use at most; undefined where the adapter cannot tell. */
  readonly expected?: Usage | undefined;
}

/** A call that was sent by an earlier attempt of the step. */
export interface SentAttempt {
  readonly id: string;
  readonly sentAt: Date;
  readonly model: string;
  /** The vendor's id of the work; missing when the vendor's answer to the submission was lost, and for vendors without such ids. */
  readonly taskId?: string | undefined;
  /** The key, and with it the account at the vendor, may be another one than that of the call: what its lists lack was not lost. */
  readonly hasOtherKey?: boolean;
}

/** A call whose job has ended while no worker waited for its answer. */
export interface LeftCall extends Pick<ProviderCall, 'signal' | 'apiKey'> {
  readonly earlier: SentAttempt;
  /** Whether a retry of the job would use the result. Work that nobody wants is canceled. */
  readonly isWanted: boolean;
}

/**
 * How such a call has ended. `failure` is missing when the result can be fetched. RUNNING: the work has not ended. UNKNOWN: the vendor
 * cannot tell.
 */
export type LeftEnd =
  | { readonly taskId: string; readonly failure?: string; readonly cost: ProviderCost | 'UNKNOWN' | undefined }
  | 'RUNNING'
  | 'NEVER_ARRIVED'
  | 'UNKNOWN';

export interface ProviderIdentity {
  /** Stable name in lower case: `builtin`, `elevenlabs`. */
  readonly id: string;
  /** Changes whenever the same request would give a different result; part of every artifact's hash. */
  readonly revision: string;
  /** Learns or brings about the end of a call that nobody waits for. Missing where the vendor cannot report it. @throws Failure */
  readonly settle?: (left: LeftCall) => Promise<LeftEnd>;
}

/** The cost of a call in the vendor's unit (`characters`, `credits`, `USD`); built-in providers have none. */
export interface ProviderCost {
  readonly unit: string;
  readonly amount: number;
  /** Estimated US dollars, if the price is known; the vendor's bill counts. */
  readonly usd?: number;
}

/** The common part of every provider's result. */
export interface ProviderResult {
  /** Missing when the call was free. */
  readonly cost?: ProviderCost;
  /** How it was made, where that is more than the request says. */
  readonly made?: { readonly prompt?: string; readonly seed?: string; readonly attribution?: Attribution };
}
