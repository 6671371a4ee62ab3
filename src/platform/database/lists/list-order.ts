import { sql } from 'kysely';
import { isId } from '../../../kernel/id.ts';
import { keysetKey, readKeyset, writeCursor } from '../../../kernel/page.ts';
import type { Keyset } from '../../../kernel/page.ts';
import type { Sql } from './row-mapper.ts';

/**
 * For each type of column: how values are written into cursors and read back. A forged cursor must never reach the database as an invalid
 * value.
 */
const TYPES = {
  uuid: isId,
  text: (text: string) => !text.includes('\0'),
  int: (text: string) => /^-?\d{1,9}$/.test(text),
  bigint: (text: string) => /^-?\d{1,15}$/.test(text),
  timestamptz: (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text)),
} as const;

/** A column that a list can be ordered by. It must not be null. Rows with equal values are ordered by the list's key. */
export interface ListOrder {
  readonly property: string;
  readonly type: keyof typeof TYPES;
}

/** The position of a row: a value of the key only, or of another column and then the key. */
export type Position = string | Keyset;

/** Decodes the content of a cursor; undefined for a cursor of another order. */
export const readPosition =
  (name: string, { property, type }: ListOrder, key: string) =>
  (content: string): Position | undefined => {
    if (property !== key) return readKeyset(name, TYPES[type])(content);
    return TYPES[type](content) ? content : undefined;
  };

/** The cursor of a row in this order. */
export function cursorOf(row: object, name: string, { property }: ListOrder, key: string): string {
  const { [property]: value, [key]: id } = row as Record<string, unknown>;
  return writeCursor(property === key ? String(id) : keysetKey(name, { value: textOf(value), id: String(id) }));
}

const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));

/**
 * The condition for rows after a position, in ascending or descending order. It is one row comparison, so that an index on both columns can
 * be used.
 */
export function beyond(position: Position, { type }: ListOrder, columns: { readonly value: Sql; readonly key: Sql }, isDown: boolean): Sql {
  const operator = sql.raw(isDown ? '<' : '>');
  if (typeof position === 'string') return sql`${columns.key} ${operator} ${position}::${sql.raw(type)}`;
  return sql`(${columns.value}, ${columns.key}) ${operator} (${position.value}::${sql.raw(type)}, ${position.id}::uuid)`;
}
