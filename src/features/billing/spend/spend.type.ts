import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import type { SetSpendLimit } from './spend.service.ts';
import { SPEND_STATES } from './spend.states.ts';
import type { SpendState } from './spend.states.ts';

export const SpendStateEnum = enumType(SPEND_STATES, 'SpendState', 'How much of a limit is spent at providers this month.', {
  NEAR: 'At least 80 % of the limit are spent.',
  OK: 'Less than 80 % of the limit are spent, or there is no limit.',
  REACHED: 'The limit is spent, or a call was refused because it might have cost more than the rest.',
});

@ObjectType('Spend', {
  description:
    'What the jobs of a workspace cost at providers (AI services) in the current calendar month, in US dollars. This is money that the owner of the keys pays, besides the credits of Reelwright.',
})
export class SpendType {
  @Field(() => Float, {
    nullable: true,
    description: 'The limit for a calendar month in US dollars. 0 refuses all calls that cost money. Null for no limit.',
  })
  limit!: number | null;
  @Field(() => Float, {
    description: 'What the calls of this month cost in US dollars, as far as their prices are known; the bills of the providers count.',
  })
  spent!: number;
  @Field(() => Float, {
    description:
      'What calls of this month may cost at most, in US dollars, that have no known end: those under way, and those whose answer was lost.',
  })
  reserved!: number;
  @Field(() => Int, {
    description: 'The number of calls of this month whose cost in money is not known; `spent` counts what they were expected to cost.',
  })
  unpricedCalls!: number;
  @Field(() => SpendStateEnum, { description: 'How much of the limit is spent.' }) state!: SpendState;
  @Field(() => GraphQLDateTime, { description: 'The time at which the next month begins (UTC); `spent` is 0 then.' })
  resetsAt!: Date;
}

@InputType({ description: 'What the jobs of a workspace may cost at providers in a month.' })
export class SetSpendLimitInput implements SetSpendLimit {
  @Field(() => ID, { description: 'The id of the workspace whose spending is limited.' }) workspaceId!: string;
  @Field(() => Float, {
    nullable: true,
    description:
      'The limit for a calendar month (UTC) in US dollars, 0 to 1,000,000. 0 refuses all calls that cost money. When omitted or null, the limit is removed.',
  })
  limit?: number | null;
}
