/** A row as it was given, before it is compared with the template. */
export interface GivenRow {
  /** From 1; the header of a CSV does not count. */
  readonly number: number;
  /** Values of the variables by name; undefined when the row itself is wrong. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** What is wrong with the row itself. */
  readonly fault?: string;
}

/** Rows of a batch, and bytes of one row. */
export const MAX_ROWS = 10_000;
export const MAX_ROW_BYTES = 256 * 1024;

export const TOO_MANY_ROWS = `A batch has at most ${MAX_ROWS.toLocaleString('en-US')} rows; these are more. Divide them among several batches.`;

/** The file as a whole cannot be read: a message for its field. */
export class UnreadableRows extends Error {
  override readonly name = 'UnreadableRows';
}

/** A row that is an object; anything else is a fault of it. */
export const rowOf = (number: number, value: unknown): GivenRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { number, values: value as Readonly<Record<string, unknown>> }
    : { number, fault: 'Must be an object with a value for each variable, for example { "name": "value" }.' };

export function* rowsOfItems(items: readonly unknown[]): Generator<GivenRow> {
  let number = 0;
  for (const item of items) yield rowOf((number += 1), item);
}
