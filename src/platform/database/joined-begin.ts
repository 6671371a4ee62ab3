import type { Pool, PoolClient, QueryResult } from 'pg';

const NOTHING: QueryResult = { command: '', rowCount: null, oid: 0, fields: [], rows: [] };

const isBegin = (text: unknown): text is string => typeof text === 'string' && (text === 'begin' || text.startsWith('start transaction'));
const isEnd = (text: unknown): boolean => text === 'commit' || text === 'rollback';

type Query = (text: unknown, ...rest: readonly unknown[]) => unknown;

/**
 * Sends the beginning of each transaction in one message with its first statement, which sets the actor: one round trip less for every
 * transaction. A transaction that ends without a statement is never begun. MikroORM awaits both, so the driver's own pipelining would not
 * help.
 */
export function joinBegins(pool: Pool): void {
  const held = new WeakMap<PoolClient, string>();
  pool.on('release', (_, client) => held.delete(client));
  pool.on('connect', (client) => {
    // Looked up at each call, because tools that watch statements replace the method of the class.
    const send: Query = (...call) => (Object.getPrototypeOf(client) as { readonly query: Query }).query.apply(client, call);
    const query: Query = (text, ...rest) => {
      if (isBegin(text)) {
        held.set(client, text);
        return Promise.resolve(NOTHING);
      }
      const begin = held.get(client);
      if (begin === undefined) return send(text, ...rest);
      held.delete(client);
      if (isEnd(text)) return Promise.resolve(NOTHING);
      if (typeof text === 'string' && !hasValues(rest)) return lastOf(send(`${begin}; ${text}`));
      // A statement with parameters cannot share a message with another. Both are sent in order; if the first fails, so does the second.
      Promise.resolve(send(begin)).catch(() => undefined);
      return send(text, ...rest);
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
