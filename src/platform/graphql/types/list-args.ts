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
  Field(() => [type], {
    nullable: true,
    description: `Only {items} with one of these ${what}; at most 50 values. When omitted or null, all ${what} match.`,
  });

export const TextField = (what: string): Decorator =>
  Field(() => String, {
    nullable: true,
    description: `Only {items} whose ${what} contains this text; at most 200 characters, without regard to upper and lower case. When omitted or null, any text matches.`,
  });

export const ReferenceField = (what: string): Decorator =>
  Field(() => ID, {
    nullable: true,
    description: `Only {items} ${what} with this id; an unknown id matches none. When omitted or null, this does not restrict the list.`,
  });

/** The fields of a time range, for filters to extend. */
@InputType()
export abstract class TimeRangeInput implements TimeRange {
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'Start of the time range, inclusive: only {items} {dated} at this time or later. When omitted or null, the range has no start.',
  })
  from?: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'End of the time range, exclusive: only {items} {dated} before this time. When omitted or null, the range has no end.',
  })
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
    @Field(() => OrderField, { description: 'The value to order by. Equal values are ordered by id.' }) field!: Order;
    @Field(() => OrderDirectionEnum, { description: 'Whether the smallest or the greatest value comes first.' })
    direction!: 'ASC' | 'DESC';
  }

  @ArgsType()
  class Args extends PageArgsType {
    @Field(() => filter, {
      nullable: true,
      description: 'Lists only {items} that match all given fields. When omitted or null, no filter applies.',
    })
    filter?: Filter | null;
    @Field(() => OrderInput, { nullable: true, description: `The order of the {items}. Default \`${names[0] ?? ''} ${direction}\`.` })
    orderBy?: OrderInput | null;
  }
  return Args;
}
