import type { Log } from '../../kernel/log.ts';

/** What every call to a provider carries, whatever its kind. */
export interface ProviderCall {
  readonly signal: AbortSignal;
  /** Private temporary folder of this step: results are written there. */
  readonly workDir: string;
  readonly report: (fraction: number) => void;
  /**
   * Stores the id that a vendor gave to work of ours before we wait for it: a step that runs again asks for that result instead of paying twice.
   * Built-in providers have none.
   */
  readonly rememberRemote: (remoteId: string) => Promise<void>;
  readonly remoteId: string | undefined;
  readonly log: Log;
}

export interface ProviderIdentity {
  /** Stable, lower case: `builtin`, `elevenlabs`. */
  readonly id: string;
  /** Changes whenever the same request would give another result; part of every artifact's hash. */
  readonly revision: string;
}

/** What a call cost at the vendor, in its own unit (`characters`, `credits`, `USD`); nothing for built-in providers. */
export interface ProviderCost {
  readonly unit: string;
  readonly amount: number;
}

/** What every answer of a provider carries, whatever its kind. */
export interface ProviderResult {
  /** Left out where the call was free. */
  readonly cost?: ProviderCost;
}
