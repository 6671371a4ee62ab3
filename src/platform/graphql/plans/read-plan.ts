import { getArgumentValues, getNamedType, getNullableType, isListType, isNullableType, isObjectType } from 'graphql';
import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { sql } from 'kysely';
import { isId } from '../../../kernel/id.ts';
import type { PlannedItem, PlannedRows, Sql } from '../../database/lists/row-mapper.ts';
import { collectFields } from './collected-fields.ts';
import type { CollectedFields, Fragments } from './collected-fields.ts';
import { columnValue } from './column-value.ts';
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
  /** The query `select … as value`. */
  readonly statement: Sql;
}

/** Placeholder of the id of the query, so that one plan serves every id. */
export const ID_OF_REQUEST = Object.freeze({});

/** Arguments of pages; a field with any other argument has no plan. */
const PAGE_ARGUMENTS: ReadonlySet<string> = new Set(['first', 'after', 'last', 'before']);
/** Maximum characters of an identifier; PostgreSQL truncates longer ones. */
const MAX_NAME_LENGTH = 63;

/** The plan of an operation. @throws NoPlan, or ReelwrightError for invalid page arguments: resolvers must then answer the operation */
export function planRead(source: PlanSource, { operation, fragments, variables }: PlanQuestion): ReadPlan {
  const query = source.schema.getQueryType();
  if (operation.operation !== 'query' || !query) throw new NoPlan('not a query');
  if (operation.directives?.length) throw new NoPlan('a directive');
  const [first, ...others] = collectFields(query, [operation], fragments);
  if (!first || others.length > 0) throw new NoPlan('not one field');
  const [key, nodes] = first;
  const planner = new Planner(source, fragments, variables);
  return { key, statement: planner.root(query, key, nodes) };
}

class Planner {
  constructor(
    private readonly source: PlanSource,
    private readonly fragments: Fragments,
    private readonly variables: Readonly<Record<string, unknown>>,
  ) {}

  root(query: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): Sql {
    const { field, args } = this.#field(query, nodes);
    const rows = this.source.roots.get(field.name);
    const { id, ...others } = args;
    const isKey = id === ID_OF_REQUEST || (typeof id === 'string' && isId(id));
    if (!rows || !isKey || Object.keys(others).length > 0) throw new NoPlan(key);
    return this.#rows(rows, sql`${id}::uuid`, field, nodes, {}, []);
  }

  /** The statement of a field that returns rows. `tables` are the tables in which it is nested. */
  #rows(
    rows: PlannedRows,
    key: Sql,
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    args: Readonly<Record<string, unknown>>,
    tables: readonly string[],
  ): Sql {
    const type = getNamedType(field.type);
    // A table nested in itself would hide the outer one, whose columns the inner statement references.
    if (!isObjectType(type) || tables.includes(rows.mapper.table)) throw new NoPlan(field.name);
    const within = [...tables, rows.mapper.table];
    const selected = collectFields(type, nodes, this.fragments);
    if (rows.kind !== 'PAGE') {
      // A missing row of a non-null field is an error, which resolvers report.
      const fits =
        rows.kind === 'LIST' ? isListType(getNullableType(field.type)) : isNullableType(field.type) || rows.neverMissing === true;
      if (!fits || Object.keys(args).length > 0) throw new NoPlan(field.name);
      return rows.select(key, args, this.#item(type, rows, selected, within));
    }
    const [page, ...others] = selected;
    const node = page && page[1][0]?.name.value === 'nodes' && getNamedType(type.getFields()['nodes']?.type);
    if (others.length > 0 || !node || !isObjectType(node)) throw new NoPlan(`more of ${field.name} than its nodes`);
    if (Object.keys(args).some((name) => !PAGE_ARGUMENTS.has(name))) throw new NoPlan(`${field.name} with a filter or an order`);
    const item = this.#item(node, rows, collectFields(node, page[1], this.fragments), within);
    return rows.select(key, args, item, (all) => sql`json_build_object(${sql.lit(page[0])}, ${all})`);
  }

  /** The columns and joined includes of one object, in the order of the response. */
  #item(type: GraphQLObjectType, { mapper }: PlannedRows, selected: CollectedFields, tables: readonly string[]): PlannedItem {
    const columns: Sql[] = [];
    const joins: Sql[] = [];
    for (const [key, nodes] of selected) {
      if (key.length > MAX_NAME_LENGTH) throw new NoPlan('a long alias');
      columns.push(sql`${this.#value(type, mapper, nodes, tables, joins)} as ${sql.id(key)}`);
    }
    return { columns: sql.join(columns), joins: sql.join(joins, sql``) };
  }

  #value(
    type: GraphQLObjectType,
    mapper: PlannedRows['mapper'],
    nodes: readonly FieldNode[],
    tables: readonly string[],
    joins: Sql[],
  ): Sql {
    if (nodes[0]?.name.value === '__typename') return sql`${sql.lit(type.name)}::text`;
    const { field, args } = this.#field(type, nodes);
    const included = mapper.planned(field.name);
    if (included) {
      // GraphQL names contain no dollar sign, so the alias cannot collide with one.
      const alias = sql.id(`$${joins.length}`);
      joins.push(sql` left join lateral (${this.#rows(included.rows, included.key, field, nodes, args, tables)}) as ${alias} on true`);
      return sql`${alias}.value`;
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
