import type { EntityManager } from '@mikro-orm/postgresql';
import type { CachedValue } from '../../../platform/public-cache/cached-value.ts';
import type { BillingSettings, CreditPack, PlanPrice } from '../billing-settings.ts';
import { PlanEntity } from './plan.entity.ts';
import type { PlanRow } from './plan.entity.ts';

export interface OfferedPlan extends Omit<PlanRow, 'weight' | 'position'> {
  readonly forSale: boolean;
  /** Empty for a plan that is not sold. */
  readonly prices: readonly Pick<PlanPrice, 'interval' | 'currency'>[];
}

/** All plans, in the order of the operator. */
export const findPlans = (em: EntityManager): Promise<PlanRow[]> => em.find(PlanEntity, {}, { orderBy: { position: 'asc', name: 'asc' } });

/** What the installation offers: the same for everybody. */
export class PlanService {
  constructor(
    private readonly settings: BillingSettings,
    private readonly stored: CachedValue<readonly PlanRow[]>,
  ) {}

  /** All plans, in the order of the operator. */
  async plans(): Promise<readonly OfferedPlan[]> {
    const { stripe, planPrices } = this.settings;
    return (await this.stored.get()).map((row) => {
      const prices = stripe === undefined ? [] : planPrices.filter(({ plan }) => plan === row.name);
      return Object.assign({}, row, { forSale: prices.length > 0, prices });
    });
  }

  /** Packs of credits that are for sale, by number; none where nothing is sold. */
  creditPacks(): readonly CreditPack[] {
    return this.settings.stripe ? this.settings.creditPacks.toSorted((one, other) => one.credits - other.credits) : [];
  }
}
