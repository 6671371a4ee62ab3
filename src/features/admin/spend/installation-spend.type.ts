import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ObjectType } from 'type-graphql';
import { SpendStateEnum } from '../../billing/spend/spend.type.ts';
import type { SpendState } from '../../billing/spend/spend.states.ts';

@ObjectType('AdminSpend', {
  description:
    'What calls to providers with keys of the installation cost in the current calendar month, in US dollars. Calls with keys of workspaces are not counted.',
})
export class AdminSpendType {
  @Field(() => Float, {
    nullable: true,
    description: 'The limit for a calendar month in US dollars, the setting `spendLimit`. Null for no limit.',
  })
  limit!: number | null;
  @Field(() => Float, { description: 'What the calls of this month cost in US dollars, as far as their prices are known.' }) spent!: number;
  @Field(() => Float, { description: 'What calls of this month may cost at most, in US dollars, that have no known end.' })
  reserved!: number;
  @Field(() => SpendStateEnum, { description: 'How much of the limit is spent.' }) state!: SpendState;
  @Field(() => GraphQLDateTime, { description: 'The time at which the next month begins (UTC); `spent` is 0 then.' }) resetsAt!: Date;
}
