import { sql } from 'kysely';
import type { Sql } from '../../database/lists/row-mapper.ts';

/** JSON as pieces: a text is JSON itself, an expression has JSON as its text. */
export type JsonText = readonly (string | Sql)[];

/** PostgreSQL's limit of arguments for one function. */
const MAX_ARGUMENTS = 100;

/**
 * The expression of the whole text. PostgreSQL's own JSON functions look the type of every value up in the catalog for each row; `concat`
 * does so once for a statement.
 */
export function concatenated(pieces: JsonText): Sql {
  const merged: (string | Sql)[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  if (merged.length <= MAX_ARGUMENTS)
    return sql`concat(${sql.join(merged.map((piece) => (typeof piece === 'string' ? sql.lit(piece) : piece)))})`;
  const parts = Array.from({ length: Math.ceil(merged.length / MAX_ARGUMENTS) }, (_, index) =>
    concatenated(merged.slice(index * MAX_ARGUMENTS, (index + 1) * MAX_ARGUMENTS)),
  );
  return concatenated(parts);
}
