import { Query, Resolver } from 'type-graphql';
import type { CreditPack } from '../billing-settings.ts';
import type { OfferedPlan, PlanService } from './plan.service.ts';
import { CreditPackType, PlanType } from './plan.type.ts';

@Resolver()
export class PlanResolver {
  readonly #plans: PlanService;

  constructor(plans: PlanService) {
    this.#plans = plans;
  }

  @Query(() => [PlanType], { description: 'All plans of this installation. Needs no sign-in.' })
  plans(): Promise<readonly OfferedPlan[]> {
    return this.#plans.plans();
  }

  @Query(() => [CreditPackType], {
    description: 'The packs of credits that are for sale, smallest first. Empty where nothing is sold. Needs no sign-in.',
  })
  creditPacks(): readonly CreditPack[] {
    return this.#plans.creditPacks();
  }
}
