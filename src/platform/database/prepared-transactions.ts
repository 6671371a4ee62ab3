import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import { named } from './reads/session-read.ts';
import type { NamedStatement } from './reads/session-read.ts';

/**
 * Runs a statement of the transaction, prepared once per connection. Statements run in the order of the calls, whether they are awaited or
 * not.
 */
export type RunStatement = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** A transaction of the engine, which may work for several workspaces at once. */
export interface PreparedTransaction {
  readonly run: RunStatement;
  /** Makes only the rows of these workspaces visible to the following statements; before that, none are. Need not be awaited. */
  see(workspaceIds: readonly string[]): Promise<void>;
  /**
   * Sends the commit behind the statements that are under way, so that it shares their round trip. The caller awaits both; a statement that
   * fails makes it a rollback. Nothing may follow. Without it, the transaction is committed when `work` returns.
   */
  commit(): Promise<void>;
}

/** The methods of `PreparedTransactions` that a loop needs. */
export type Transactions = Pick<PreparedTransactions, 'transaction' | 'close'>;

/**
 * One connection for a loop that runs one transaction after the other. Its statements are prepared, so PostgreSQL neither parses nor plans
 * them again. Unlike `Scope.tx` it does not wait for an unavailable database; the loop decides that.
 */
export class PreparedTransactions {
  readonly #pool: Pool;
  readonly #statements = new Map<string, NamedStatement>();

  /** `url` connects as the application role, which `openDatabase` has checked. `options` are the settings of the session. */
  constructor(url: string, options: string) {
    this.#pool = new Pool({
      connectionString: url,
      max: 1,
      // Statements are sent without waiting for the results of earlier ones, so that they share round trips.
      pipeline: true,
      connectionTimeoutMillis: 10_000,
      application_name: 'reelwright',
      options,
    });
    // A broken idle connection leaves the pool, and the next transaction opens another one.
    this.#pool.on('error', () => undefined);
  }

  /**
   * Runs a transaction, which is committed when `work` returns. Any failure closes the connection, because its prepared statements may be
   * lost or outdated.
   */
  async transaction<T>(work: (transaction: PreparedTransaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    // Without a listener, an error between two statements would end the process. The next statement reports it.
    const onError = (): void => undefined;
    client.on('error', onError);
    try {
      const begun = client.query('begin');
      let committing: Promise<unknown> | undefined;
      const commit = async (): Promise<void> => {
        await (committing ??= client.query('commit'));
      };
      const [result] = await Promise.all([work({ ...this.#open(client), commit }), begun]);
      await commit();
      client.off('error', onError);
      client.release();
      return result;
    } catch (error) {
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  #open(client: PoolClient): Omit<PreparedTransaction, 'commit'> {
    const run: RunStatement = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
      (await client.query<Row>({ ...this.#named(text), values: [...values] })).rows;
    return {
      run,
      see: async (workspaceIds) => {
        await run(`select set_config('app.workspace_ids', $1, true)`, [workspaceIds.join(',')]);
      },
    };
  }

  #named(text: string): NamedStatement {
    const known = this.#statements.get(text) ?? named(text);
    this.#statements.set(text, known);
    return known;
  }
}
