import type { EntityProperty } from '@mikro-orm/core';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { merged } from '../../../kernel/selection.ts';
import type { SelectedField, Selection } from '../../../kernel/selection.ts';
import { readableColumn } from '../readable-column.ts';
import type { ReadableColumn } from '../readable-column.ts';

export type Sql = RawBuilder<unknown>;

/** Reads data that belongs to a row of another table, in the statement of that row. */
export interface Include<Value = unknown> {
  /**
   * The query `select … as value`: one row with one JSON value. `key` is the parent's column. Undefined when the arguments do not allow an
   * include.
   */
  query(key: Sql, asked: SelectedField): Sql | undefined;
  /** Converts the JSON value to what other readers get. */
  decode(value: unknown): Value;
  /** The same rows for a read plan, which selects only their JSON text. */
  readonly planned: PlannedRows;
}

/** The rows that a plan reads, and their order; the plan decides what it reads of each row. */
export interface PlannedRows {
  readonly mapper: RowMapper<unknown>;
  /** ONE: an object or null. LIST: an array. PAGE: an array, chosen by page arguments. */
  readonly kind: 'ONE' | 'LIST' | 'PAGE';
  /** For ONE: whether every parent has its row. */
  readonly neverMissing?: boolean;
  /**
   * An expression of the rows' JSON text: ONE is null without a row, the objects of a LIST or PAGE are separated by commas. `item` is the
   * JSON text of a row. @throws ReelwrightError for invalid arguments
   */
  json(key: Sql, args: Readonly<Record<string, unknown>>, item: Sql): Sql;
}

/** An include that rows can be read with. */
export interface IncludeField {
  readonly name: string;
  /** Fields that need the include. */
  readonly fields: readonly string[];
  /** Column of the row that references the included one. */
  readonly key: string;
  readonly nested: Include;
  /** Whether the field of this name returns these rows unchanged, so that a plan may read them without its resolver. */
  readonly planned?: boolean;
}

/** The properties of an entity that a mapper needs. */
interface MappedTable {
  readonly meta: { readonly tableName: string; readonly properties: object };
}

/** A value that is calculated from the columns of the row. */
export interface ComputedValue {
  readonly value: Sql;
  readonly column: ReadableColumn;
}

export interface RowMapperOptions {
  /** Properties that are read only when selected by name. */
  readonly shown?: readonly string[];
  /** Properties that lists never read, besides those that the entity hides. */
  readonly hidden?: readonly string[];
  /** Calculated values by name, besides the properties of the entity. */
  readonly computed?: Readonly<Record<string, ComputedValue>>;
  readonly includes?: readonly IncludeField[];
}

/** Maps rows selected as JSON to entity rows: property names, dates as Date. Its SQL uses the table's own name. */
export class RowMapper<Row> {
  readonly table: string;
  readonly #always: readonly string[];
  readonly #shown: ReadonlySet<string>;
  readonly #dates: readonly string[];
  readonly #includes: readonly IncludeField[];
  readonly #readable: ReadonlyMap<string, ReadableColumn>;
  readonly #computed: Readonly<Record<string, ComputedValue>>;

  constructor(entity: MappedTable, { shown = [], hidden = [], computed = {}, includes = [] }: RowMapperOptions = {}) {
    const { tableName, properties } = entity.meta;
    const all = Object.entries(properties as Record<string, EntityProperty>).filter(
      ([name, property]) => !hidden.includes(name) && !property.hidden,
    );
    this.table = tableName;
    this.#shown = new Set(shown);
    this.#computed = computed;
    this.#always = [...all.map(([name]) => name), ...Object.keys(computed)].filter((name) => !this.#shown.has(name));
    this.#dates = all
      .filter(([, property]) => String((property as { columnType?: string }).columnType).startsWith('timestamptz'))
      .map(([name]) => name);
    this.#includes = includes;
    this.#readable = new Map([
      ...all.flatMap(([name, property]) => {
        const column = readableColumn(property);
        return column ? [[name, column] as const] : [];
      }),
      ...Object.entries(computed).map(([name, { column }]) => [name, column] as const),
    ]);
  }

  /** How a plan can read a property; undefined for a hidden one and for types whose text a plan cannot produce. */
  readable(name: string): ReadableColumn | undefined {
    return this.#readable.get(name);
  }

  /** The planned include for the field of this name, for plans. */
  planned(name: string): { readonly key: Sql; readonly rows: PlannedRows } | undefined {
    const found = this.#includes.find((one) => one.planned && one.name === name);
    return found && { key: sql.ref(`${this.table}.${found.key}`), rows: found.nested.planned };
  }

  /** The query `select … from <table> …` without conditions: the selected columns, or all, and the includes. */
  select(selection: Selection | undefined): Sql {
    const shown = [...this.#shown].filter((name) => !selection || selection[name]);
    const includes = selection ? this.#includes.flatMap((one) => this.#joined(one, selection)) : [];
    const columns = [...this.#always, ...shown].map((name) => sql`${this.column(name)} as ${sql.ref(name)}`);
    const values = includes.map(({ name }) => sql`${sql.ref(`${keyOf(name)}.value`)} as ${sql.ref(keyOf(name))}`);
    const joins = includes.map(({ name, query }) => sql` left join lateral (${query}) as ${sql.ref(keyOf(name))} on true`);
    return sql`select ${sql.join([...columns, ...values])} from ${sql.table(this.table)}${sql.join(joins, sql``)}`;
  }

  /** The SQL of a property's value. */
  column(name: string): Sql {
    return this.#computed[name]?.value ?? sql.ref(`${this.table}.${underscored(name)}`);
  }

  decode(json: unknown): Row {
    const row = json as Record<string, unknown>;
    for (const name of this.#dates) if (typeof row[name] === 'string') row[name] = new Date(row[name]);
    for (const { name, nested } of this.#includes) {
      const key = keyOf(name);
      if (key in row) row[key] = nested.decode(row[key]);
    }
    return row as Row;
  }

  /** Converts a whole row as `to_jsonb` returns it. */
  fromJson(json: unknown): Row {
    const row = json as Record<string, unknown>;
    return this.decode(Object.fromEntries([...this.#always, ...this.#shown].map((name) => [name, row[underscored(name)]])));
  }

  #joined({ name, fields, key, nested }: IncludeField, selection: Selection): { name: string; query: Sql }[] {
    const asked = mergedFields(selection, fields);
    const query = asked && nested.query(sql.ref(`${this.table}.${key}`), asked);
    return query ? [{ name, query }] : [];
  }
}

/** The preloaded value of this name; undefined when the row was read without it. */
export const preloaded = <Value>(row: object, name: string, _nested: Include<Value>): Value | undefined =>
  (row as Record<string, Value>)[keyOf(name)];

/** A copy of the row with this value, as if it had been preloaded. */
export const withIncluded = <Row extends object, Value>(row: Row, name: string, _nested: Include<Value>, value: Value): Row => ({
  ...row,
  [keyOf(name)]: value,
});

/** Key of a preloaded value; the prefix avoids a collision with a property of the row. */
const keyOf = (name: string): string => `$${name}`;

const underscored = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The union of the selections of several fields that need the same include. */
function mergedFields(selection: Selection, fields: readonly string[]): SelectedField | undefined {
  const asked = fields.flatMap((field) => selection[field] ?? []);
  return asked.length > 1 ? { args: {}, subfields: merged(asked.map(({ subfields }) => subfields)) } : asked[0];
}
