import { getNamedType, isObjectType } from 'graphql';
import type { GraphQLObjectType, GraphQLOutputType, GraphQLSchema } from 'graphql';
import { plannedRoots } from '../../src/app/reads/planned-reads.ts';
import type { PlannedRows } from '../../src/platform/database/lists/row-mapper.ts';
import { newId } from '../../src/kernel/id.ts';

/** A type and the rows that plans read it from. The same type may be read from several kinds of rows. */
export interface PlannedPlace {
  readonly type: GraphQLObjectType;
  readonly mapper: PlannedRows['mapper'];
  /** Fields that plans read from other rows. */
  readonly included: readonly string[];
  /** An operation that selects `inner` of it. */
  readonly ask: (inner: string) => string;
}

type Reached = Pick<PlannedPlace, 'type' | 'mapper' | 'ask'> & { readonly tables: readonly string[] };

/** Everything that plans can read, from the declarations; a place by its shortest path. */
export function plannedPlaces(schema: GraphQLSchema): readonly PlannedPlace[] {
  const queries = schema.getQueryType()?.getFields() ?? {};
  const places: PlannedPlace[] = [];
  const waiting: Reached[] = [...plannedRoots()].map(([name, { mapper }]) => ({
    type: rowsOf(queries[name]!.type).type,
    mapper,
    ask: (inner) => `{ ${name}(id: "${newId()}") { ${inner} } }`,
    tables: [mapper.table],
  }));
  for (const { type, mapper, ask, tables } of waiting) {
    if (places.some((known) => known.type === type && known.mapper === mapper)) continue;
    const fields = includedFields(type, mapper);
    places.push({ type, mapper, included: fields.map(({ name }) => name), ask });
    for (const { name, rows } of fields) {
      // A plan does not read a table within itself.
      if (tables.includes(rows.mapper.table)) continue;
      const below = rowsOf(type.getFields()[name]!.type);
      const askBelow = (inner: string): string => ask(`${name} { ${below.isPage ? `nodes { ${inner} }` : inner} }`);
      waiting.push({ type: below.type, mapper: rows.mapper, ask: askBelow, tables: [...tables, rows.mapper.table] });
    }
  }
  return places;
}

/** The fields of a type whose rows plans include. */
export const includedFields = (type: GraphQLObjectType, mapper: PlannedRows['mapper']): { name: string; rows: PlannedRows }[] =>
  Object.keys(type.getFields()).flatMap((name) => {
    const included = mapper.planned(name);
    return included ? [{ name, rows: included.rows }] : [];
  });

/** The type of the rows of a field: of the nodes, for a connection. */
export function rowsOf(type: GraphQLOutputType): { readonly type: GraphQLObjectType; readonly isPage: boolean } {
  const named = getNamedType(type);
  if (!isObjectType(named)) throw new Error(`${named.name} has no rows`);
  const nodes = named.getFields()['nodes'];
  return nodes ? { ...rowsOf(nodes.type), isPage: true } : { type: named, isPage: false };
}
