import { sql } from 'kysely';
import { badInput } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import type { RowMapper, Sql } from './row-mapper.ts';

/** Longest text and most values that a filter accepts. */
const MAX_FILTER_TEXT = 200;
const MAX_FILTER_VALUES = 50;

/** A column by property name; a mapper of any row serves. */
type Columns = Pick<RowMapper<unknown>, 'column'>;

/** The condition that a field of a filter adds when it is given. `path` names the field in errors. */
export type FilterField<Value> = (value: Value, path: string, columns: Columns) => Sql;

/** A declared filter: how each of its fields restricts the rows. */
export type FilterFields<Filter> = { readonly [Name in keyof Filter]-?: FilterField<NonNullable<Filter[Name]>> };

/** One of these values. An empty list matches nothing. */
export const oneOf =
  (property: string): FilterField<readonly string[]> =>
  (values, path, columns) => {
    if (values.length > MAX_FILTER_VALUES) throw badInput(path, `Must have at most ${MAX_FILTER_VALUES} values.`);
    return sql`${columns.column(property)} = any (${[...values]})`;
  };

/** The row that references this id. An id of another workspace matches nothing. */
export const references =
  (property: string): FilterField<string> =>
  (id, path, columns) => {
    if (!isId(id)) throw badInput(path, 'Must be an id (UUID).');
    return sql`${columns.column(property)} = ${id}`;
  };

/** Substring of one of these columns, without regard to case; no wildcards. Blank text matches everything. */
export const containsText =
  (...properties: readonly string[]): FilterField<string> =>
  (text, path, columns) => {
    // A column that is null must not hide the others.
    const each = properties.map((property) => sql`coalesce(${columns.column(property)}, '')`);
    return includesText(sql`fold_text(${sql.join(each, sql` || chr(10) || `)})`, text, path);
  };

/** The same for an expression that was folded already. */
export function includesText(folded: Sql, text: string, path: string): Sql {
  if (text.length > MAX_FILTER_TEXT) throw badInput(path, `Must have at most ${MAX_FILTER_TEXT} characters.`);
  return sql`strpos(${folded}, fold_text(${text.trim()}::text) collate "C") > 0`;
}

/** All of these values in an array column. */
export const hasAll =
  (property: string): FilterField<readonly string[]> =>
  (values, path, columns) => {
    if (values.length > MAX_FILTER_VALUES) throw badInput(path, `Must have at most ${MAX_FILTER_VALUES} values.`);
    return sql`${columns.column(property)} @> ${[...values]}::text[]`;
  };

/** All of these entries in a JSON column that holds an object of texts. */
export const hasEntries =
  (property: string): FilterField<unknown> =>
  (given, path, columns) => {
    const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
    const entries = isObject ? Object.entries(given) : [];
    if (!isObject || entries.some(([, value]) => typeof value !== 'string')) throw badInput(path, 'Must be an object of texts.');
    if (entries.length > MAX_FILTER_VALUES) throw badInput(path, `Must have at most ${MAX_FILTER_VALUES} entries.`);
    const texts = entries.flat() as readonly string[];
    if (texts.some((text) => text.includes('\0') || !text.isWellFormed())) throw badInput(path, 'Must not contain NUL or lone surrogates.');
    return sql`${columns.column(property)} @> ${JSON.stringify(given)}::jsonb`;
  };

/** A time range: `from` is inclusive, `to` is exclusive. */
export const timeRange = (property: string) =>
  ({
    from: (time: Date, _path: string, columns: Columns) => sql`${columns.column(property)} >= ${time}`,
    to: (time: Date, _path: string, columns: Columns) => sql`${columns.column(property)} < ${time}`,
  }) satisfies FilterFields<TimeRange>;

export interface TimeRange {
  /** Inclusive. */
  readonly from?: Date | null | undefined;
  /** Exclusive. */
  readonly to?: Date | null | undefined;
}

/** Conditions of a filter. @throws ReelwrightError BAD_USER_INPUT naming the field */
export function conditionsOf<Filter>(fields: FilterFields<Filter>, filter: Filter | null | undefined, columns: Columns): Sql[] {
  const { from, to } = (filter ?? {}) as TimeRange;
  if (from && to && from >= to) throw badInput('filter.to', 'Must be after `from`.');
  return Object.entries(fields).flatMap(([name, condition]) => {
    const value = (filter as Record<string, unknown> | null | undefined)?.[name];
    return value == null ? [] : [(condition as FilterField<unknown>)(value, `filter.${name}`, columns)];
  });
}
