import { Field, Int, ObjectType } from 'type-graphql';
import type { ClassType } from 'type-graphql';
import type { ListPage } from '../../../kernel/page.ts';

@ObjectType('PageInfo', { description: 'The position of a page in its list, by the Relay cursor specification.' })
class PageInfoType {
  @Field(() => Boolean, { description: 'Whether the list continues after this page.' }) hasNextPage!: boolean;
  @Field(() => Boolean, { description: 'Whether the list has more before this page.' }) hasPreviousPage!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first object of the page. Pass it as `before` to read the page before. Null for an empty page.',
  })
  startCursor!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last object of the page. Pass it as `after` to read the next page. Null for an empty page.',
  })
  endCursor!: string | null;
}

/** A page as the schema exposes it. `count` runs only when `totalCount` is selected. */
export interface Connection<Row> {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly nodes: readonly Row[];
  readonly pageInfo: PageInfoType;
  readonly count: () => Promise<number>;
}

/** Creates the types `<name>Connection` and `<name>Edge` by the Relay cursor specification, with `nodes` and `totalCount`. */
export function connectionType(name: string, node: () => ClassType): ClassType {
  @ObjectType(`${name}Edge`, { description: `One ${name} object of a list, with its cursor.` })
  class EdgeType {
    @Field(() => String, {
      description: 'Position of the {item} in the list. Pass it as `after` or `before` to the same list in the same order.',
    })
    cursor!: string;
    @Field(node, { description: 'The {item} at this position of the list.' }) node!: object;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name} objects, by the Relay cursor specification.` })
  class ConnectionType {
    @Field(() => [EdgeType], {
      description: 'The {items} of the page in the requested order, each with its cursor. Empty when none match.',
    })
    edges!: EdgeType[];
    @Field(() => [node()], { description: 'The {items} of the page in the requested order, without cursors. Empty when none match.' })
    nodes!: object[];
    @Field(() => PageInfoType, { description: 'Whether there are pages before and after this one, and the cursors to read them.' })
    pageInfo!: PageInfoType;
    count!: () => Promise<number>;

    @Field(() => Int, { description: 'Number of all {items} that match the filter, on all pages.' })
    totalCount(): Promise<number> {
      return this.count();
    }
  }
  return ConnectionType;
}

export function connectionOf<Row>({ cursorOf, count, ...page }: ListPage<Row>): Connection<Row> {
  const edges = page.rows.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes: page.rows,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count,
  };
}
