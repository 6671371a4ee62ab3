/** A row as it was given, before it is compared with the template. */
export interface GivenRow {
  /** Counts from 1; the header of a CSV is not a row. */
  readonly number: number;
  /** Values of the variables by name; undefined for a row with a `fault`. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** The problem with the row itself, for example invalid JSON. */
  readonly fault?: string;
}

/** Maximum rows of a batch, and bytes of one row. */
export const MAX_ROWS = 10_000;
export const MAX_ROW_BYTES = 256 * 1024;

export const TOO_MANY_ROWS = `A batch has at most ${MAX_ROWS.toLocaleString('en-US')} rows; these are more. Divide them among several batches.`;

/** Thrown when the file as a whole cannot be read; the message is for the field that names it. */
export class UnreadableRows extends Error {
  override readonly name = 'UnreadableRows';
}

/** The row for a value: an object has the values, anything else is a fault. */
export const rowOf = (number: number, value: unknown): GivenRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { number, values: value as Readonly<Record<string, unknown>> }
    : { number, fault: 'Must be an object with a value for each variable, for example { "name": "value" }.' };

export function* rowsOfItems(items: readonly unknown[]): Generator<GivenRow> {
  let number = 0;
  for (const item of items) yield rowOf((number += 1), item);
}
