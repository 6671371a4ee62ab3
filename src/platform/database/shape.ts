import type { EntitySchema } from '@mikro-orm/core';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { merged } from '../../kernel/selection.ts';
import type { Asked, Selection } from '../../kernel/selection.ts';

export type Sql = RawBuilder<unknown>;

/** Reads what belongs to a row of another table, as a part of the statement that reads the row. */
export interface Nested<Value = unknown> {
  /** `select … as value`: one row with one JSON value. `key` is what it belongs to. Undefined when these arguments do not fit. */
  query(key: Sql, asked: Asked): Sql | undefined;
  /** The value as everybody else gets it. */
  revive(value: unknown): Value;
}

/** A nested read that may come along with rows. */
export interface Along {
  readonly name: string;
  /** Fields that are made of it. */
  readonly fields: readonly string[];
  /** Column of the row that it belongs to. */
  readonly key: string;
  readonly nested: Nested;
}

export interface ShapeOptions {
  /** Properties that nobody computes with: read when they are asked for by this name. */
  readonly shown?: readonly string[];
  /** Properties that never come this way. */
  readonly hidden?: readonly string[];
  readonly along?: readonly Along[];
}

/**
 * How rows of a table come out of PostgreSQL as JSON and get the shape that they have as entities: names of properties, dates as Date.
 * In the SQL of a shape the table goes by its own name.
 */
export class Shape<Row> {
  readonly table: string;
  readonly #always: readonly string[];
  readonly #shown: ReadonlySet<string>;
  readonly #dates: readonly string[];
  readonly #along: readonly Along[];

  constructor(entity: EntitySchema, { shown = [], hidden = [], along = [] }: ShapeOptions = {}) {
    const { tableName, properties } = entity.meta;
    const all = Object.entries(properties).filter(([name]) => !hidden.includes(name));
    this.table = tableName;
    this.#shown = new Set(shown);
    this.#always = all.map(([name]) => name).filter((name) => !this.#shown.has(name));
    this.#dates = all
      .filter(([, property]) => String((property as { columnType?: string }).columnType).startsWith('timestamptz'))
      .map(([name]) => name);
    this.#along = along;
  }

  /** `select … from <table> …`, without conditions: what is asked for of a row, or all of it, and what comes along. */
  select(selection: Selection | undefined): Sql {
    const shown = [...this.#shown].filter((name) => !selection || selection[name]);
    const along = selection ? this.#along.flatMap((one) => this.#joined(one, selection)) : [];
    const columns = [...this.#always, ...shown].map((name) => sql`${this.column(name)} as ${sql.ref(name)}`);
    const values = along.map(({ name }) => sql`${sql.ref(`${keyOf(name)}.value`)} as ${sql.ref(keyOf(name))}`);
    const joins = along.map(({ name, query }) => sql` left join lateral (${query}) as ${sql.ref(keyOf(name))} on true`);
    return sql`select ${sql.join([...columns, ...values])} from ${sql.table(this.table)}${sql.join(joins, sql``)}`;
  }

  /** By the name of its property. */
  column(name: string): Sql {
    return sql.ref(`${this.table}.${underscored(name)}`);
  }

  revive(json: unknown): Row {
    const row = json as Record<string, unknown>;
    for (const name of this.#dates) if (typeof row[name] === 'string') row[name] = new Date(row[name]);
    for (const { name, nested } of this.#along) {
      const key = keyOf(name);
      if (key in row) row[key] = nested.revive(row[key]);
    }
    return row as Row;
  }

  #joined({ name, fields, key, nested }: Along, selection: Selection): { name: string; query: Sql }[] {
    const asked = mergedFields(selection, fields);
    const query = asked && nested.query(sql.ref(`${this.table}.${key}`), asked);
    return query ? [{ name, query }] : [];
  }
}

/** What came along with a row under this name, as `nested` reads it; undefined when the row came without it. */
export const cameAlong = <Value>(row: object, name: string, _nested: Nested<Value>): Value | undefined =>
  (row as Record<string, Value>)[keyOf(name)];

/** The row with this value, as if it had come along with it. */
export const withAlong = <Row extends object, Value>(row: Row, name: string, _nested: Nested<Value>, value: Value): Row => ({
  ...row,
  [keyOf(name)]: value,
});

/** So that it is never taken for a property of the row. */
const keyOf = (name: string): string => `$${name}`;

const underscored = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Of several fields that are made of one thing, what is asked for in any of them. */
function mergedFields(selection: Selection, fields: readonly string[]): Asked | undefined {
  const asked = fields.flatMap((field) => selection[field] ?? []);
  return asked.length > 1 ? { args: {}, inside: merged(asked.map(({ inside }) => inside)) } : asked[0];
}
