import { badInput } from './errors.ts';
import { isId } from './id.ts';

/** Arguments of a connection, by the Relay cursor specification: forwards (`first`, `after`) or backwards (`last`, `before`). */
export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Read at most `limit` rows plus one, starting beyond `beyond`, walking backwards when `reverse`. */
export interface PageWindow<Key = string> {
  readonly limit: number;
  readonly beyond: Key | undefined;
  readonly reverse: boolean;
}

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;

/** Turns arguments into a window. BAD_USER_INPUT where they make no sense together or ask for more than 100. */
export const pageWindow = (args: PageArgs): PageWindow => windowOf(args, readIdCursor);

/** The same for logs, whose order is a number. */
export const sequenceWindow = (args: PageArgs): PageWindow<number> => windowOf(args, readSequence);

function windowOf<Key>(args: PageArgs, read: (cursor: string, path: string) => Key): PageWindow<Key> {
  const backwards = args.last != null || args.before != null;
  if (backwards && (args.first != null || args.after != null)) {
    throw badInput('last', 'Page forwards (first, after) or backwards (last, before), not both.');
  }
  const limit = (backwards ? args.last : args.first) ?? DEFAULT_PAGE;
  if (limit < 1 || limit > MAX_PAGE) throw badInput(backwards ? 'last' : 'first', `Ask for 1 to ${MAX_PAGE} at once.`);
  const cursor = backwards ? args.before : args.after;
  return { limit, beyond: cursor == null ? undefined : read(cursor, backwards ? 'before' : 'after'), reverse: backwards };
}

/** Makes the page of rows that were read by a window (one more than `limit` where there is more). */
export function pageOf<Row>(window: PageWindow<unknown>, read: readonly Row[]): Page<Row> {
  const more = read.length > window.limit;
  const rows = read.slice(0, window.limit);
  return window.reverse
    ? { rows: rows.toReversed(), hasNextPage: window.beyond !== undefined, hasPreviousPage: more }
    : { rows, hasNextPage: more, hasPreviousPage: window.beyond !== undefined };
}

/** Cursors are opaque to clients, so that what they point with may change. */
export const writeCursor = (key: string | number): string => Buffer.from(`1:${key}`).toString('base64url');

/** For lists that are ordered by id. */
function readIdCursor(cursor: string, path: string): string {
  const id = readCursor(cursor);
  if (!isId(id)) throw badCursor(path);
  return id;
}

/** For logs that are ordered by a number. */
export function readSequence(cursor: string, path: string): number {
  const text = readCursor(cursor);
  // As many digits as a safe integer surely has; the column is smaller still, and compares with a larger number without complaint.
  if (!/^\d{1,15}$/.test(text)) throw badCursor(path);
  return Number(text);
}

/** For logs whose places are larger than numbers count exactly: 19 digits at least, so that no cursor of another log passes for one. */
export function readPlace(cursor: string, path: string): bigint {
  const text = readCursor(cursor);
  if (!/^\d{19,37}$/.test(text)) throw badCursor(path);
  return BigInt(text);
}

const readCursor = (cursor: string): string => /^1:(.*)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1] ?? '';

const badCursor = (path: string): Error => badInput(path, 'This is not a cursor of this list. Pass one back as it was received.');
