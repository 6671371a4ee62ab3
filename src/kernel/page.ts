import { badInput } from './errors.ts';
import { isId } from './id.ts';

/** Connection arguments of the Relay cursor specification: forward (`first`, `after`) or backward (`last`, `before`). */
export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** Arguments of a list: a page, a filter, and an order. */
export interface ListArgs<Filter = object, Field extends string = string> extends PageArgs {
  readonly filter?: Filter | null | undefined;
  readonly orderBy?: { readonly field: Field; readonly direction: 'ASC' | 'DESC' } | null | undefined;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** A page with the cursors of its rows and the number of all matching rows. */
export interface ListPage<Row> extends Page<Row> {
  readonly cursorOf: (row: Row) => string;
  readonly count: () => Promise<number>;
}

/**
 * What to read for a page: at most `limit` rows plus one, starting after `beyond` (an id unless the list defines another key), backward
 * when `reverse`.
 */
export interface PageWindow<Place = string> {
  readonly limit: number;
  readonly beyond: Place | undefined;
  readonly reverse: boolean;
}

/** A row's position in a list ordered by a value and then by id. */
export interface Keyset {
  readonly value: string;
  readonly id: string;
}

/**
 * Matches a sequence number: as many digits as every safe integer may have. The column is smaller, but PostgreSQL compares it with larger
 * numbers without error.
 */
const SEQUENCE = /^\d{1,15}$/;

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;

/**
 * Converts arguments to a window. `read` decodes a cursor and returns undefined for a cursor of another list. @throws ReelwrightError
 * BAD_USER_INPUT for contradictory arguments or more than 100 items.
 */
export function pageWindow(args: PageArgs): PageWindow;
export function pageWindow<Place>(args: PageArgs, read: (key: string) => Place | undefined): PageWindow<Place>;
export function pageWindow(args: PageArgs, read: (key: string) => unknown = readId): PageWindow<unknown> {
  const backwards = args.last != null || args.before != null;
  if (backwards && (args.first != null || args.after != null)) {
    throw badInput('last', 'Use first and after, or last and before, not both.');
  }
  const limit = (backwards ? args.last : args.first) ?? DEFAULT_PAGE;
  if (limit < 1 || limit > MAX_PAGE) throw badInput(backwards ? 'last' : 'first', `Must be between 1 and ${MAX_PAGE}.`);
  const cursor = backwards ? args.before : args.after;
  if (cursor == null) return { limit, beyond: undefined, reverse: backwards };
  const beyond = read(readCursor(cursor));
  if (beyond === undefined) throw badCursor(backwards ? 'before' : 'after');
  return { limit, beyond, reverse: backwards };
}

/** Builds the page from the rows of a window (`limit` plus one when more exist). */
export function pageOf<Row>(window: PageWindow<unknown>, read: readonly Row[]): Page<Row> {
  const more = read.length > window.limit;
  const rows = read.slice(0, window.limit);
  return window.reverse
    ? { rows: rows.toReversed(), hasNextPage: window.beyond !== undefined, hasPreviousPage: more }
    : { rows, hasNextPage: more, hasPreviousPage: window.beyond !== undefined };
}

/** Cursors are opaque to clients so that their content can change. */
export const writeCursor = (key: string | number): string => Buffer.from(`1:${key}`).toString('base64url');

/** The position in a list ordered by id. */
const readId = (key: string): string | undefined => (isId(key) ? key : undefined);

/** Cursor content of a list with several orders. `order` names the order, so that the cursor is rejected in another one. */
export const keysetKey = (order: string, { value, id }: Keyset): string => `${order}:${id}:${value}`;

/** Decodes the cursor content of `keysetKey` for `pageWindow`; the list validates the value. */
export const readKeyset =
  (order: string, isValue: (value: string) => boolean) =>
  (key: string): Keyset | undefined => {
    const { id = '', value = '' } = /^\w+:(?<id>[^:]{36}):(?<value>.*)$/s.exec(key)?.groups ?? {};
    return key.startsWith(`${order}:`) && isId(id) && isValue(value) ? { id, value } : undefined;
  };

/** The position in a log ordered by a number. */
export function readSequence(cursor: string, path: string): number {
  const text = readCursor(cursor);
  if (!SEQUENCE.test(text)) throw badCursor(path);
  return Number(text);
}

/**
 * The position in a log whose positions exceed the safe integers. They have at least 19 digits, so that a cursor of another log is not
 * accepted.
 */
export function readPlace(cursor: string, path: string): bigint {
  const text = readCursor(cursor);
  if (!/^\d{19,37}$/.test(text)) throw badCursor(path);
  return BigInt(text);
}

/** Maximum characters of a cursor: longer than any valid one, which has a position and the longest name that a list is ordered by. */
const MAX_CURSOR_LENGTH = 4_000;

const readCursor = (cursor: string): string =>
  cursor.length > MAX_CURSOR_LENGTH ? '' : (/^1:(.*)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1] ?? '');

const badCursor = (path: string): Error => badInput(path, 'Invalid cursor. Pass back a cursor that this list returned.');
