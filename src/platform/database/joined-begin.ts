import type { Pool, PoolClient, QueryResult } from 'pg';
import { causesOf } from './connection-trouble.ts';

const NOTHING: QueryResult = { command: '', rowCount: null, oid: 0, fields: [], rows: [] };

export const isBegin = (text: unknown): text is string =>
  typeof text === 'string' && (text === 'begin' || text.startsWith('start transaction'));
/** Whether a statement sets actor and limits of a transaction, which MikroORM does after its beginning. */
export const isContext = (text: unknown): text is string => typeof text === 'string' && text.startsWith('select set_config(');
const isEnd = (text: unknown): boolean => text === 'commit' || text === 'rollback';

type Query = (text: unknown, ...rest: readonly unknown[]) => unknown;

/** Whether a transaction failed in the message that begins it. It may not have begun, and has changed nothing. */
export const failedAtBegin = (error: unknown): boolean => causesOf(error).some((cause) => 'failedAtBegin' in cause);

/**
 * Sends the beginning of each transaction and its settings in one message with its first statement: two round trips less for every
 * transaction. A transaction that ends without a statement is never begun. MikroORM awaits all three, so the driver's own pipelining would
 * not help.
 */
export function joinBegins(pool: Pool): void {
  const held = new WeakMap<PoolClient, string>();
  pool.on('release', (_, client) => held.delete(client));
  pool.on('connect', (client) => {
    // Looked up at each call, because tools that watch statements replace the method of the class.
    const send: Query = (...call) => (Object.getPrototypeOf(client) as { readonly query: Query }).query.apply(client, call);
    const query: Query = (text, ...rest) => {
      const begin = held.get(client);
      if (isBegin(text) || (begin !== undefined && isContext(text))) {
        held.set(client, begin === undefined ? text : `${begin}; ${text}`);
        return Promise.resolve(NOTHING);
      }
      if (begin === undefined) return send(text, ...rest);
      held.delete(client);
      if (isEnd(text)) return Promise.resolve(NOTHING);
      if (typeof text === 'string' && !hasValues(rest)) return noted(lastOf(send(`${begin}; ${text}`)));
      // A statement with parameters cannot share a message with another. Both are sent in order; it may run although the beginning has failed.
      return noted(Promise.all([send(begin), send(text, ...rest)]).then(([, result]) => result));
    };
    client.query = query as typeof client.query;
  });
}

const hasValues = ([values]: readonly unknown[]): boolean => Array.isArray(values) && values.length > 0;

/** The result of the last of several statements. */
async function lastOf(results: unknown): Promise<unknown> {
  const all = await results;
  return Array.isArray(all) ? all.at(-1) : all;
}

/** Notes a failure for `failedAtBegin`, in a property: MikroORM throws another error, which has the properties of this one. */
const noted = <T>(result: Promise<T>): Promise<T> =>
  result.catch((error: unknown) => {
    if (error instanceof Error) Object.assign(error, { failedAtBegin: true });
    throw error;
  });
