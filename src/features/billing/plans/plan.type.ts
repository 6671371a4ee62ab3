import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { CreditPack } from '../billing-settings.ts';
import type { OfferedPlan } from './plan.service.ts';

@ObjectType('Plan', { description: 'What a workspace may use and is granted each month.' })
export class PlanType implements OfferedPlan {
  @Field(() => String, { description: 'The name of the plan, for example `standard`, which every workspace has without another one.' })
  name!: string;
  @Field(() => Boolean, { description: 'Whether the plan can be bought with `createCheckout`.' }) forSale!: boolean;
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
