import { isCharged, modelOf } from '../../../platform/catalogue/provider-settings.ts';
import type { ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import { expectedUse } from '../../../platform/catalogue/providers/costs/expected-use.ts';
import type { Work } from '../../../platform/catalogue/providers/costs/expected-use.ts';
import { Prices } from '../../../platform/catalogue/providers/costs/prices.ts';
import type { Usage } from '../../../platform/catalogue/providers/costs/prices.ts';

/** Calls of one kind to one provider, before they are made. */
export interface PlannedCalls {
  readonly kind: ProviderKind;
  readonly provider: string;
  /** How many calls, and what each of them is asked to do. */
  readonly calls: number;
  readonly work: Work;
}

/** What they are expected to cost at most. */
export interface ProviderEstimate {
  readonly kind: ProviderKind;
  readonly provider: string;
  readonly model: string | null;
  readonly calls: number;
  readonly isFree: boolean;
  /** Null for free calls, and where the amount is not known. */
  readonly charge: Usage | null;
}

/** What providers are expected to charge, by the settings and prices of the installation. */
export class ProviderCosts {
  readonly #prices: Prices;

  constructor(private readonly settings: ProviderSettings) {
    this.#prices = new Prices(settings.prices);
  }

  estimate({ kind, provider, calls, work }: PlannedCalls): ProviderEstimate {
    const model = work.model ?? modelOf(this.settings, provider, kind) ?? null;
    const isFree = !isCharged(this.settings, provider, kind);
    const each = isFree ? undefined : expectedUse(kind, provider, { ...work, model });
    return {
      kind,
      provider,
      model,
      calls,
      isFree,
      charge: each ? this.#priced(kind, provider, { ...each, amount: calls * each.amount }) : null,
    };
  }

  #priced(kind: ProviderKind, provider: string, use: Usage): Usage {
    const usd = this.#prices.usdOf({ kind, provider }, use);
    return usd === undefined ? use : { ...use, usd };
  }
}
