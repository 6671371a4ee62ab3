import { getArgumentValues, getNamedType, getNullableType, isListType, isNullableType, isObjectType } from 'graphql';
import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { sql } from 'kysely';
import { isId } from '../../../kernel/id.ts';
import type { PlannedRows, Sql } from '../../database/lists/row-mapper.ts';
import { collectFields } from './collected-fields.ts';
import type { CollectedFields, Fragments } from './collected-fields.ts';
import { columnValue } from './column-value.ts';
import { concatenated } from './json-text.ts';
import type { JsonText } from './json-text.ts';
import { NoPlan } from './no-plan.ts';

/** The declarations that plans are derived from. */
export interface PlanSource {
  readonly schema: GraphQLSchema;
  /** Rows by the name of the query, which takes an `id`. */
  readonly roots: ReadonlyMap<string, PlannedRows>;
  /** `Type.field` of every field with a resolver method, whose value may differ from the column. */
  readonly resolved: ReadonlySet<string>;
}

export interface PlanQuestion {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  /** Variables with their defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The whole operation as one statement. */
export interface ReadPlan {
  /** Response key of the operation's only field. */
  readonly key: string;
  /** A query of one row with one text, which is null for a missing object. */
  readonly statement: Sql;
  /** The workspace of all its rows, where the query names one: an id, or `ID_OF_REQUEST`. */
  readonly workspaceId: unknown;
}

/** Placeholder of the id of the query, so that one plan serves every id. */
export const ID_OF_REQUEST = Object.freeze({});

/** The table whose rows all tenant data belongs to. */
const WORKSPACES = 'workspaces';

/** Arguments of pages; a field with any other argument has no plan. */
const PAGE_ARGUMENTS: ReadonlySet<string> = new Set(['first', 'after', 'last', 'before']);

/** The plan of an operation. @throws NoPlan, or ReelwrightError for invalid page arguments: resolvers must then answer the operation */
export function planRead(source: PlanSource, { operation, fragments, variables }: PlanQuestion): ReadPlan {
  const query = source.schema.getQueryType();
  if (operation.operation !== 'query' || !query) throw new NoPlan('not a query');
  if (operation.directives?.length) throw new NoPlan('a directive');
  const [first, ...others] = collectFields(query, [operation], fragments);
  if (!first || others.length > 0) throw new NoPlan('not one field');
  const [key, nodes] = first;
  const planner = new Planner(source, fragments, variables);
  return { key, ...planner.root(query, key, nodes) };
}

class Planner {
  constructor(
    private readonly source: PlanSource,
    private readonly fragments: Fragments,
    private readonly variables: Readonly<Record<string, unknown>>,
  ) {}

  root(query: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): Omit<ReadPlan, 'key'> {
    const { field, args } = this.#field(query, nodes);
    const rows = this.source.roots.get(field.name);
    const { id, ...others } = args;
    const isKey = id === ID_OF_REQUEST || (typeof id === 'string' && isId(id));
    if (!rows || !isKey || Object.keys(others).length > 0) throw new NoPlan(key);
    const statement = sql`select ${this.#rows(rows, sql`${id}::uuid`, field, nodes, {}, []).rows}`;
    return { statement, workspaceId: rows.mapper.table === WORKSPACES ? id : undefined };
  }

  /** The JSON of a field that returns rows, and what a LIST or PAGE has around it. `tables` are the tables in which it is nested. */
  #rows(
    rows: PlannedRows,
    key: Sql,
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    args: Readonly<Record<string, unknown>>,
    tables: readonly string[],
  ): { readonly rows: Sql; readonly around?: readonly [string, string] } {
    const type = getNamedType(field.type);
    // A table nested in itself would hide the outer one, whose columns the inner query references.
    if (!isObjectType(type) || tables.includes(rows.mapper.table)) throw new NoPlan(field.name);
    const within = [...tables, rows.mapper.table];
    const selected = collectFields(type, nodes, this.fragments);
    if (rows.kind !== 'PAGE') {
      // A missing row of a non-null field is an error, which resolvers report.
      const fits =
        rows.kind === 'LIST' ? isListType(getNullableType(field.type)) : isNullableType(field.type) || rows.neverMissing === true;
      if (!fits || Object.keys(args).length > 0) throw new NoPlan(field.name);
      const json = rows.json(key, args, this.#item(type, rows, selected, within));
      return rows.kind === 'LIST' ? { rows: json, around: ['[', ']'] } : { rows: json };
    }
    const [page, ...others] = selected;
    const node = page && page[1][0]?.name.value === 'nodes' && getNamedType(type.getFields()['nodes']?.type);
    if (others.length > 0 || !node || !isObjectType(node)) throw new NoPlan(`more of ${field.name} than its nodes`);
    if (Object.keys(args).some((name) => !PAGE_ARGUMENTS.has(name))) throw new NoPlan(`${field.name} with a filter or an order`);
    const item = this.#item(node, rows, collectFields(node, page[1], this.fragments), within);
    return { rows: rows.json(key, args, item), around: [`{"${page[0]}":[`, ']}'] };
  }

  /** The JSON of one object, with its fields in the order of the response. */
  #item(type: GraphQLObjectType, { mapper }: PlannedRows, selected: CollectedFields, tables: readonly string[]): Sql {
    const pieces: (string | Sql)[] = [];
    for (const [key, nodes] of selected)
      pieces.push(`${pieces.length > 0 ? ',' : '{'}"${key}":`, ...this.#value(type, mapper, nodes, tables));
    return concatenated([...pieces, '}']);
  }

  #value(type: GraphQLObjectType, mapper: PlannedRows['mapper'], nodes: readonly FieldNode[], tables: readonly string[]): JsonText {
    if (nodes[0]?.name.value === '__typename') return [`"${type.name}"`];
    const { field, args } = this.#field(type, nodes);
    const included = mapper.planned(field.name);
    if (included) {
      const { rows, around } = this.#rows(included.rows, included.key, field, nodes, args, tables);
      return around ? [around[0], rows, around[1]] : [sql`coalesce(${rows}, 'null')`];
    }
    const column = this.source.resolved.has(`${type.name}.${field.name}`) ? undefined : mapper.readable(field.name);
    const value = column && columnValue(mapper.column(field.name), column, field.type);
    if (!value) throw new NoPlan(`${type.name}.${field.name}`);
    return value;
  }

  #field(type: GraphQLObjectType, nodes: readonly FieldNode[]): { field: GraphQLField<unknown, unknown>; args: Record<string, unknown> } {
    const [node] = nodes;
    const field = node && type.getFields()[node.name.value];
    if (!node || !field) throw new NoPlan(`${type.name}.${node?.name.value}`);
    const args = Object.entries(getArgumentValues(field, node, this.variables)).filter(([, value]) => value != null);
    return { field, args: Object.fromEntries(args) };
  }
}
