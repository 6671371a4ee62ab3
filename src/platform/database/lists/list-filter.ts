import { sql } from 'kysely';
import { badInput } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import type { RowMapper, Sql } from './row-mapper.ts';

/** Maximum characters of a text, and maximum number of values, in a filter. */
const MAX_FILTER_TEXT = 200;
const MAX_FILTER_VALUES = 50;

/** Gives a column by property name; the mapper of any row can be used. */
type Columns = Pick<RowMapper<unknown>, 'column'>;

/** The condition of one field of a filter, when it is given. `path` names the field in errors. */
export type FilterField<Value> = (value: Value, path: string, columns: Columns) => Sql;

/** A declared filter: for each of its fields, how it restricts the rows. */
export type FilterFields<Filter> = { readonly [Name in keyof Filter]-?: FilterField<NonNullable<Filter[Name]>> };

/** Rows whose column has one of these values. An empty list matches nothing. */
export const oneOf =
  (property: string): FilterField<readonly string[]> =>
  (values, path, columns) => {
    if (values.length > MAX_FILTER_VALUES) throw badInput(path, `Must have at most ${MAX_FILTER_VALUES} values.`);
    return sql`${columns.column(property)} = any (${[...values]})`;
  };

/** Rows that reference this id. An id of another workspace matches nothing. */
export const references =
  (property: string): FilterField<string> =>
  (id, path, columns) => {
    if (!isId(id)) throw badInput(path, 'Must be an id (UUID).');
    return sql`${columns.column(property)} = ${id}`;
  };

/** Rows with this text in one of these columns, without regard to case or wildcards. Blank text matches everything. */
export const containsText =
  (...properties: readonly string[]): FilterField<string> =>
  (text, path, columns) => {
    // With coalesce, a column that is null does not hide the others.
    const each = properties.map((property) => sql`coalesce(${columns.column(property)}, '')`);
    return includesText(sql`fold_text(${sql.join(each, sql` || chr(10) || `)})`, text, path);
  };

/** Like `containsText`, for an expression that was already folded. */
export function includesText(folded: Sql, text: string, path: string): Sql {
  if (text.length > MAX_FILTER_TEXT) throw badInput(path, `Must have at most ${MAX_FILTER_TEXT} characters.`);
  return sql`strpos(${folded}, fold_text(${text.trim()}::text) collate "C") > 0`;
}

/** Rows whose array column has all of these values. */
export const hasAll =
  (property: string): FilterField<readonly string[]> =>
  (values, path, columns) => {
    if (values.length > MAX_FILTER_VALUES) throw badInput(path, `Must have at most ${MAX_FILTER_VALUES} values.`);
    return sql`${columns.column(property)} @> ${[...values]}::text[]`;
  };

/** Rows whose JSON column, an object of texts, has all of these entries. */
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

/** Rows in a time range: `from` is inclusive, `to` exclusive. */
export const timeRange = (property: string) =>
  ({
    from: (time: Date, _path: string, columns: Columns) => sql`${columns.column(property)} >= ${time}`,
    to: (time: Date, _path: string, columns: Columns) => sql`${columns.column(property)} < ${time}`,
  }) satisfies FilterFields<TimeRange>;

export interface TimeRange {
  /** Earliest time, inclusive. */
  readonly from?: Date | null | undefined;
  /** Latest time, exclusive. */
  readonly to?: Date | null | undefined;
}

/** The conditions of a filter. @throws ReelwrightError BAD_USER_INPUT that names the field */
export function conditionsOf<Filter>(fields: FilterFields<Filter>, filter: Filter | null | undefined, columns: Columns): Sql[] {
  const { from, to } = (filter ?? {}) as TimeRange;
  if (from && to && from >= to) throw badInput('filter.to', 'Must be after `from`.');
  return Object.entries(fields).flatMap(([name, condition]) => {
    const value = (filter as Record<string, unknown> | null | undefined)?.[name];
    return value == null ? [] : [(condition as FilterField<unknown>)(value, `filter.${name}`, columns)];
  });
}
