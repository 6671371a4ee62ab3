import { getNamedType, isEnumType, isListType, isNonNullType } from 'graphql';
import type { GraphQLEnumType, GraphQLOutputType } from 'graphql';
import { sql } from 'kysely';
import type { ReadableColumn } from '../../database/readable-column.ts';
import type { Sql } from '../../database/lists/row-mapper.ts';

/**
 * JSON in place of a number that the scalar SafeInt rejects; resolvers then answer the operation. PostgreSQL text contains no NUL, so no
 * value of the database has this JSON.
 */
export const UNSAFE_NUMBER = String.raw`"\u0000"`;

/** Kinds of columns whose JSON text equals that of the scalar. */
const SCALARS: Readonly<Record<string, readonly ReadableColumn['kind'][]>> = {
  ID: ['TEXT'],
  String: ['TEXT', 'ENUM'],
  Int: ['INTEGER'],
  Float: ['FLOAT', 'INTEGER'],
  Boolean: ['BOOLEAN'],
  SafeInt: ['INTEGER', 'BIGINT'],
  DateTime: ['MOMENT'],
};

/** An expression whose JSON text equals the serialized value of the field; undefined where they may differ. */
export function columnValue(column: Sql, { kind, nullable, words }: ReadableColumn, type: GraphQLOutputType): Sql | undefined {
  const inner = getNamedType(type);
  if (isListType(isNonNullType(type) ? type.ofType : type) || (nullable && isNonNullType(type))) return undefined;
  if (isEnumType(inner)) return kind === 'ENUM' && publishes(inner, words) ? column : undefined;
  if (!SCALARS[inner.name]?.includes(kind)) return undefined;
  if (kind === 'MOMENT') return momentAsJson(column);
  if (kind !== 'BIGINT') return column;
  return sql`case when ${column} not between ${sql.lit(Number.MIN_SAFE_INTEGER)} and ${sql.lit(Number.MAX_SAFE_INTEGER)}
    then ${sql.lit(UNSAFE_NUMBER)}::json else to_json(${column}) end`;
}

/**
 * `2026-11-30T14:50:44.250Z` of a column in milliseconds. PostgreSQL leaves out zeros at the end of a fraction; with one microsecond added
 * there are none. This takes half the time of `to_char`, which was a tenth of the work for a page of jobs.
 */
const momentAsJson = (column: Sql): Sql => sql`replace(left((${column} + interval '1 us')::text, 23), ' ', 'T') || 'Z'`;

/** Whether every value of the column is an enum value with the same name. */
const publishes = (type: GraphQLEnumType, words: readonly string[]): boolean =>
  words.length > 0 && words.every((word) => type.getValue(word)?.value === word);
