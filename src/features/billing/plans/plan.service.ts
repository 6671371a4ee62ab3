import type { Scope } from '../../../platform/database/scope.ts';
import type { BillingSettings, CreditPack, PlanPrice } from '../billing-settings.ts';
import { PlanEntity } from './plan.entity.ts';
import type { PlanRow } from './plan.entity.ts';

export interface OfferedPlan extends Omit<PlanRow, 'weight' | 'position'> {
  readonly forSale: boolean;
  /** Empty for a plan that is not sold. */
  readonly prices: readonly Pick<PlanPrice, 'interval' | 'currency'>[];
}

/** What the installation offers: the same for everybody. */
export class PlanService {
  constructor(private readonly settings: BillingSettings) {}

  /** All plans, in the order of the operator. */
  async plans(scope: Scope): Promise<readonly OfferedPlan[]> {
    const rows = await scope.read((em) => em.find(PlanEntity, {}, { orderBy: { position: 'asc', name: 'asc' } }));
    const { stripe, planPrices } = this.settings;
    return rows.map((row) => {
      const prices = stripe === undefined ? [] : planPrices.filter(({ plan }) => plan === row.name);
      return Object.assign(row, { forSale: prices.length > 0, prices });
    });
  }

  /** Packs of credits that are for sale, by number; none where nothing is sold. */
  creditPacks(): readonly CreditPack[] {
    return this.settings.stripe ? this.settings.creditPacks.toSorted((one, other) => one.credits - other.credits) : [];
  }
}
