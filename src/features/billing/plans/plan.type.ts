import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { PLAN_INTERVALS } from '../billing-settings.ts';
import type { CreditPack, PlanInterval, PlanPrice } from '../billing-settings.ts';
import type { OfferedPlan } from './plan.service.ts';

export const PlanIntervalEnum = enumType(PLAN_INTERVALS, 'PlanInterval', 'How often a plan is paid.', {
  MONTH: 'The plan is paid each month, and each payment grants the credits of a month.',
  YEAR: 'The plan is paid each year, and each payment grants the credits of twelve months at once, which expire a day after the year.',
});

@ObjectType('PlanPrice', { description: 'One of the prices at which `createCheckout` sells a plan. The page of Stripe shows the amount.' })
class PlanPriceType implements Pick<PlanPrice, 'interval' | 'currency'> {
  @Field(() => PlanIntervalEnum, { description: 'How often the price is paid.' }) interval!: PlanInterval;
  @Field(() => String, {
    nullable: true,
    description:
      'The currency by ISO 4217 in lower case, for example `usd`. Null for a price whose currency the operator did not name: Stripe chooses it.',
  })
  currency!: string | null;
}

@ObjectType('Plan', { description: 'What a workspace may use and is granted each month.' })
export class PlanType implements OfferedPlan {
  @Field(() => String, { description: 'The name of the plan, for example `standard`, which every workspace has without another one.' })
  name!: string;
  @Field(() => Boolean, { description: 'Whether the plan can be bought with `createCheckout`.' }) forSale!: boolean;
  @Field(() => [PlanPriceType], { description: 'The prices of the plan, in the order of the operator. Empty for a plan that is not sold.' })
  prices!: readonly PlanPriceType[];
  @Field(() => Int, { description: 'Credits that each paid month grants. The unused ones expire a day after the month.' })
  monthlyCredits!: number;
  @Field(() => Int, { description: 'Days of the trial of a workspace that has never had one. 0 for a plan without a trial.' })
  trialDays!: number;
  @Field(() => Int, { description: 'Credits that a trial grants.' }) trialCredits!: number;
  @Field(() => Int, { description: 'Maximum number of steps of all jobs of the workspace that run at the same time.' })
  concurrentSteps!: number;
  @Field(() => GraphQLSafeInt, { description: 'The storage of the workspace in bytes.' }) storageBytes!: number;
  @Field(() => Int, { description: 'Maximum number of members of the workspace.' }) members!: number;
  @Field(() => Int, { description: 'Maximum number of rows of a batch.' }) batchRows!: number;
  @Field(() => Int, { description: 'The highest resolution of films, by the pixels of the short side.' }) maxShortSide!: number;
}

@ObjectType('CreditPack', { description: 'A number of credits that can be bought with `createCheckout`. They do not expire.' })
export class CreditPackType implements Pick<CreditPack, 'id' | 'credits'> {
  @Field(() => ID, { description: 'The id of the pack, for example `credits-100`.' }) id!: string;
  @Field(() => Int, { description: 'The number of credits.' }) credits!: number;
}
