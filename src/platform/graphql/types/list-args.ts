import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { ClassType } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import type { TimeRange } from '../../database/lists/list-filter.ts';
import { OrderDirectionEnum, enumType } from './enum.ts';
import { PageArgsType } from './page-args.ts';

type Decorator = PropertyDecorator;

/** A field `[Type!]` of a filter that matches one of these values. A single value may be written without brackets. */
export const OneOfField = (type: object, what: string): Decorator =>
  Field(() => [type], { nullable: true, description: `Only items with one of these ${what}; at most 50 values. All when omitted.` });

export const TextField = (what: string): Decorator =>
  Field(() => String, {
    nullable: true,
    description: `Only items whose ${what} contains this text, in upper or lower case; at most 200 characters, without wildcards.`,
  });

export const ReferenceField = (what: string): Decorator =>
  Field(() => ID, { nullable: true, description: `Only items ${what} with this id. An id of another workspace matches nothing.` });

/** The fields of a time range, for filters to extend. */
@InputType()
export abstract class TimeRangeInput implements TimeRange {
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Only items created, or events that happened, at or after this time.' })
  from?: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Only items created, or events that happened, before this time.' })
  to?: Date | null;
}

/**
 * Arguments of the list `<name>Connection`: a page, a filter and an order. `fields` describes each order that clients may choose; the
 * first one is the default.
 */
export function listArgs<Filter extends object, Order extends string>(
  name: string,
  filter: ClassType<Filter>,
  fields: Readonly<Record<Order, string>>,
  direction = 'DESC',
): ClassType<ListArgs<Filter, Order>> {
  const names = Object.keys(fields) as Order[];
  const OrderField = enumType(names, `${name}OrderField`, `What a list of ${name} objects can be ordered by.`, fields);

  @InputType(`${name}Order`, { description: `The order of a list of ${name} objects.` })
  class OrderInput {
    @Field(() => OrderField, { description: 'What to order by. Items with equal values are ordered by their id.' }) field!: Order;
    @Field(() => OrderDirectionEnum, { description: 'Whether the smallest or the greatest value comes first.' })
    direction!: 'ASC' | 'DESC';
  }

  @ArgsType()
  class Args extends PageArgsType {
    @Field(() => filter, { nullable: true, description: 'Which items to list. All fields given must match; all items when omitted.' })
    filter?: Filter | null;
    @Field(() => OrderInput, { nullable: true, description: `The order of the items. Default \`${names[0] ?? ''} ${direction}\`.` })
    orderBy?: OrderInput | null;
  }
  return Args;
}
