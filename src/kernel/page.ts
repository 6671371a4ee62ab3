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

/** Read at most `limit` rows plus one, starting beyond `beyond` (an id, where the list says nothing else), walking backwards when `reverse`. */
export interface PageWindow<Place = string> {
  readonly limit: number;
  readonly beyond: Place | undefined;
  readonly reverse: boolean;
}

/** A row's place in a list that is ordered by a value and, where values are equal, by id. */
export interface Keyset {
  readonly value: string;
  readonly id: string;
}

/** As many digits as a safe integer surely has; the column is smaller still, and compares with a larger number without complaint. */
const SEQUENCE = /^\d{1,15}$/;

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;

/**
 * Turns arguments into a window; `read` tells the place from what the list's cursors hold, or undefined when it is none of theirs.
 * BAD_USER_INPUT where they make no sense together or ask for more than 100.
 */
export function pageWindow(args: PageArgs): PageWindow;
export function pageWindow<Place>(args: PageArgs, read: (key: string) => Place | undefined): PageWindow<Place>;
export function pageWindow(args: PageArgs, read: (key: string) => unknown = readId): PageWindow<unknown> {
  const backwards = args.last != null || args.before != null;
  if (backwards && (args.first != null || args.after != null)) {
    throw badInput('last', 'Page forwards (first, after) or backwards (last, before), not both.');
  }
  const limit = (backwards ? args.last : args.first) ?? DEFAULT_PAGE;
  if (limit < 1 || limit > MAX_PAGE) throw badInput(backwards ? 'last' : 'first', `Ask for 1 to ${MAX_PAGE} at once.`);
  const cursor = backwards ? args.before : args.after;
  if (cursor == null) return { limit, beyond: undefined, reverse: backwards };
  const beyond = read(readCursor(cursor));
  if (beyond === undefined) throw badCursor(backwards ? 'before' : 'after');
  return { limit, beyond, reverse: backwards };
}

/** The same for logs, whose order is a number. */
export const sequenceWindow = (args: PageArgs): PageWindow<number> =>
  pageWindow(args, (key) => (SEQUENCE.test(key) ? Number(key) : undefined));

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
const readId = (key: string): string | undefined => (isId(key) ? key : undefined);

/** What a cursor holds in a list that may be ordered by several values: `order` says by which, so that it does not pass for a place in another order. */
export const keysetKey = (order: string, { value, id }: Keyset): string => `${order}:${id}:${value}`;

/** The other way, for `pageWindow`; whether the value is one is for the list to say. */
export const readKeyset =
  (order: string, isValue: (value: string) => boolean) =>
  (key: string): Keyset | undefined => {
    const { id = '', value = '' } = /^\w+:(?<id>[^:]{36}):(?<value>.*)$/s.exec(key)?.groups ?? {};
    return key.startsWith(`${order}:`) && isId(id) && isValue(value) ? { id, value } : undefined;
  };

/** For logs that are ordered by a number. */
export function readSequence(cursor: string, path: string): number {
  const text = readCursor(cursor);
  if (!SEQUENCE.test(text)) throw badCursor(path);
  return Number(text);
}

/** For logs whose places are larger than numbers count exactly: 19 digits at least, so that no cursor of another log passes for one. */
export function readPlace(cursor: string, path: string): bigint {
  const text = readCursor(cursor);
  if (!/^\d{19,37}$/.test(text)) throw badCursor(path);
  return BigInt(text);
}

/** Longer than any cursor of ours: a place and the longest name that a list is ordered by. */
const CURSOR_AT_MOST = 4_000;

const readCursor = (cursor: string): string =>
  cursor.length > CURSOR_AT_MOST ? '' : (/^1:(.*)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1] ?? '');

const badCursor = (path: string): Error => badInput(path, 'This is not a cursor of this list. Pass one back as it was received.');
