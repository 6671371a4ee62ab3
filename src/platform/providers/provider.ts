import type { Log } from '../../kernel/log.ts';
import type { Attribution } from '../provenance/provenance.ts';

/** What every provider call carries. */
export interface ProviderCall {
  readonly signal: AbortSignal;
  /** Private temporary folder of this step; results are written there. */
  readonly workDir: string;
  readonly report: (fraction: number) => void;
  /**
   * Stores the vendor's id of the work before waiting for it: a repeated step asks for that result instead of paying twice. Built-in
   * providers have none.
   */
  readonly rememberRemote: (remoteId: string) => Promise<void>;
  readonly remoteId: string | undefined;
  /** The record of calls that may cost money; missing where nothing may be spent, for example in previews. */
  readonly attempts?: ProviderAttempts | undefined;
  /** The key of the workspace for this provider; without one the key of the installation counts. */
  readonly apiKey?: string | undefined;
  readonly log: Log;
}

/** Calls of one step to one provider that may cost money. Each method commits before it resolves. */
export interface ProviderAttempts {
  /** The newest call of this key that was sent and whose answer this step does not have. */
  unanswered(key: string): Promise<SentAttempt | undefined>;
  /** Records a call that is about to be made; returns its id. */
  prepare(attempt: { readonly key: string; readonly model: string; readonly isFree: boolean }): Promise<string>;
  sent(id: string): Promise<void>;
  /** The answer is here; books its cost. */
  done(id: string, cost: ProviderCost | undefined): Promise<void>;
  /** The vendor refused it, never received it, or answered with something else than the work; books what that cost. */
  failed(id: string, code: string, cost?: ProviderCost): Promise<void>;
  /** Nobody can tell; left to the user. */
  uncertain(id: string): Promise<void>;
}

/** A call that was sent by an earlier attempt of the step. */
export interface SentAttempt {
  readonly id: string;
  readonly sentAt: Date;
}

export interface ProviderIdentity {
  /** Stable, lower case: `builtin`, `elevenlabs`. */
  readonly id: string;
  /** Changes whenever the same request would give a different result; part of every artifact's hash. */
  readonly revision: string;
}

/** What a call cost at the vendor, in its own unit (`characters`, `credits`, `USD`); nothing for built-in providers. */
export interface ProviderCost {
  readonly unit: string;
  readonly amount: number;
  /** US dollars, where the price is known; an estimate, the bill of the vendor counts. */
  readonly usd?: number;
}

/** What every answer of a provider carries, whatever its kind. */
export interface ProviderResult {
  /** Left out where the call was free. */
  readonly cost?: ProviderCost;
  /** How it was made, where that is more than the request says. */
  readonly made?: { readonly prompt?: string; readonly seed?: string; readonly attribution?: Attribution };
}
