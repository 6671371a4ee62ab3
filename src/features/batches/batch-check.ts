import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { ReelwrightError, badInput } from '../../kernel/errors.ts';
import type { PlanFilm, PlannedFilm } from '../renders/template-films.service.ts';
import type { BatchVariables } from './batch.states.ts';
import { MAX_ROWS, TOO_MANY_ROWS, UnreadableRows } from './rows/row-source.ts';
import type { GivenRow } from './rows/row-source.ts';

/** A reason why a row cannot become a film. */
export interface RowProblem {
  /** Number of the row, from 1. */
  readonly row: number;
  /** The variable; null when the problem concerns the whole row. */
  readonly column: string | null;
  readonly message: string;
}

export interface CheckedRow {
  readonly number: number;
  readonly variables: BatchVariables;
  /** Maximum cost of the row's film. */
  readonly credits: number;
}

/** Rows after they were compared with the template and its options. */
export interface CheckedRows {
  readonly total: number;
  /** Rows without a problem, in their order. */
  readonly rows: readonly CheckedRow[];
  /** The first problems, at most MAX_PROBLEMS. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  /** Maximum cost of `rows`. */
  readonly credits: number;
  /** The film of one of the rows, with the options that all rows share; undefined when every row has a problem. */
  readonly example: PlannedFilm | undefined;
}

/** Number of problems that are described; all others are only counted. */
const MAX_PROBLEMS = 100;
/** Rows that are checked before other requests are served; takes about ten milliseconds. */
const ROWS_AT_ONCE = 25;
const VARIABLE_PATH = 'input.variables.';

/**
 * Checks rows against a template. @throws ReelwrightError BAD_USER_INPUT at `path` for no rows, too many rows, and a file that cannot be
 * read
 */
export async function checkRows(plan: PlanFilm, given: AsyncIterable<GivenRow> | Iterable<GivenRow>, path: string): Promise<CheckedRows> {
  const rows: CheckedRow[] = [];
  const problems: RowProblem[] = [];
  let [total, problemCount, credits] = [0, 0, 0];
  let example: PlannedFilm | undefined;
  try {
    for await (const row of given) {
      total += 1;
      if (total > MAX_ROWS) throw badInput(path, TOO_MANY_ROWS);
      if (total % ROWS_AT_ONCE === 0) await yieldToOthers();
      const planned = planRow(plan, row);
      if (Array.isArray(planned)) {
        problemCount += planned.length;
        problems.push(...planned.slice(0, MAX_PROBLEMS - problems.length));
        continue;
      }
      example ??= planned;
      credits += planned.credits;
      rows.push({ number: row.number, variables: row.values ?? {}, credits: planned.credits });
    }
  } catch (error) {
    throw error instanceof UnreadableRows ? badInput(path, error.message) : error;
  }
  if (total === 0) throw badInput(path, 'Must have at least one row.');
  return { total, rows, problems, problemCount, credits, example };
}

/** The film of a row, or the problem that prevents it. */
export function planRow(plan: PlanFilm, { number: row, values, fault }: GivenRow): PlannedFilm | RowProblem[] {
  if (fault !== undefined) return [{ row, column: null, message: fault }];
  try {
    return plan(values);
  } catch (error) {
    if (!(error instanceof ReelwrightError) || error.code !== 'BAD_USER_INPUT') throw error;
    return (error.fields ?? []).map(({ path, message }) => ({
      row,
      column: path.startsWith(VARIABLE_PATH) ? path.slice(VARIABLE_PATH.length) : null,
      message,
    }));
  }
}

/** Throws if a row has a problem. @throws ReelwrightError BAD_USER_INPUT with the problems in `details.problems` */
export function assertNoProblems({ problems, problemCount }: CheckedRows, path: string): void {
  const [first] = problems;
  if (!first) return;
  const fields = problems.map(({ row, column, message }) => ({
    path,
    message: `Row ${row}${column === null ? '' : `, column ${column}`}: ${message}`,
  }));
  const more = problemCount > 1 ? ` ${problemCount - 1} more problems; checkBatch lists the first ${MAX_PROBLEMS}.` : '';
  throw new ReelwrightError('BAD_USER_INPUT', `${path}: ${fields[0]?.message}${more}`, { fields, details: { problems, problemCount } });
}

/** Number of rows, counted from the first, that these credits pay for. */
export function rowsThatFit(rows: readonly CheckedRow[], available: number): number {
  let left = available;
  const unpaid = rows.findIndex(({ credits }) => (left -= credits) < 0);
  return unpaid < 0 ? rows.length : unpaid;
}
