import type { Pool } from 'pg';
import { isBegin, isContext } from '../database/joined-begin.ts';

type Query = (...call: readonly unknown[]) => unknown;

/** Receives the seconds of each statement. */
export type OnStatement = (pool: 'MAIN' | 'READS', seconds: number) => void;

/** Measures the statements of a pool, except the beginnings of transactions and their settings, which are sent with the next statement. */
export function watchStatements(pool: Pool, onStatement: OnStatement): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as Query;
    const watched: Query = (...call) => {
      const startedAt = performance.now();
      const result = query(...call);
      if (!(result instanceof Promise) || isBegin(call[0]) || isContext(call[0])) return result;
      const end = (): void => onStatement('MAIN', (performance.now() - startedAt) / 1_000);
      result.then(end, end);
      return result;
    };
    client.query = watched as typeof client.query;
  });
}
