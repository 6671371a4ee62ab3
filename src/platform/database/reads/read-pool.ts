import { LRUCache } from 'lru-cache';
import { Pool } from 'pg';
import type { Connection, PoolClient } from 'pg';
import { errorCode } from '../../../kernel/error-code.ts';
import { causesOf } from '../connection-trouble.ts';
import type { OnStatement } from '../../metrics/statement-watch.ts';
import { SessionRead } from './session-read.ts';
import type { NamedStatement } from './session-read.ts';

/**
 * Settings of a session. force_generic_plan: PostgreSQL plans each statement once per connection; by default it would plan it every time,
 * because parameters make custom plans look cheaper. TimeZone: the statements take timestamps apart.
 */
const SESSION =
  '-c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan -c jit=off -c TimeZone=UTC -c idle_in_transaction_session_timeout=10s';

/** Maximum seconds of a read by default. */
const READ_SECONDS = 30;

export interface ReadPoolOptions {
  readonly poolSize: number;
  /** Maximum seconds of a read; 30 by default. */
  readonly readSeconds?: number | undefined;
  /** Receives the seconds of each statement. */
  readonly onStatement?: OnStatement | undefined;
}

/** Maximum prepared statements per connection; each plan takes 50 to 100 kB of the server process. */
const KEPT = 200;

/** A statement of `inSession`. */
export interface Read {
  readonly statement: NamedStatement;
  /** Of the query's own parameters. */
  readonly values: readonly string[];
  /** The only workspace of which it reads rows, if there is one: row-level security compares each row with all workspaces of the scope. */
  readonly workspaceId?: string | undefined;
}

/** Names of the statements prepared on a connection, least recently used first. */
type Known = LRUCache<string, string>;

/**
 * Reads on behalf of a session in one round trip. The statement opens the scope in its implicit transaction, with which the scope ends.
 * Connections are read-only and use prepared statements.
 */
export class ReadPool {
  readonly #pool: Pool;
  readonly #known = new WeakMap<Connection, Known>();
  readonly #onStatement: OnStatement | undefined;

  /** `url` connects as the application role, which `openDatabase` has checked. */
  constructor(url: string, { poolSize, readSeconds = READ_SECONDS, onStatement }: ReadPoolOptions) {
    this.#onStatement = onStatement;
    this.#pool = new Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: 10_000,
      application_name: 'reelwright reads',
      options: `${SESSION} -c statement_timeout=${readSeconds}s`,
    });
    // A broken idle connection leaves the pool, and the next read opens another one.
    this.#pool.on('error', () => undefined);
  }

  /** The text of the row, if the session's workspaces contain it. Null without a row, and for a revoked or unknown session. */
  async read(sessionId: string, read: Read): Promise<string | null> {
    const client = await this.#pool.connect();
    // The pool listens only while the connection is idle. An error event without a listener would end the process.
    client.on('error', ignoreError);
    const startedAt = performance.now();
    try {
      const text = await this.#run(client, sessionId, read).catch((error: unknown) => {
        if (!isStale(error)) throw error;
        return this.#run(client, sessionId, read, true);
      });
      client.off('error', ignoreError);
      client.release();
      return text;
    } catch (error) {
      client.release(error instanceof Error ? error : true);
      throw error;
    } finally {
      this.#onStatement?.('READS', (performance.now() - startedAt) / 1_000);
    }
  }

  get state(): { readonly total: number; readonly idle: number; readonly waiting: number } {
    const { totalCount: total, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { total, idle, waiting };
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  #run(client: PoolClient, sessionId: string, { statement, values, workspaceId }: Read, again = false): Promise<string | null> {
    const known = this.#known.get(client.connection) ?? new LRUCache<string, string>({ max: KEPT });
    this.#known.set(client.connection, known);
    const dropped = again ? [...known.keys()] : [];
    if (again) known.clear();
    const { name } = statement;
    const isNew = !known.has(name);
    // The oldest statement is closed before the new one is parsed, so that the connection never has more.
    const oldest = isNew && known.size >= KEPT ? known.pop() : undefined;
    if (oldest) dropped.push(oldest);
    known.set(name, name);
    const bound = { ...statement, values: [...values, sessionId, workspaceId ?? null], isNew };
    return new Promise((resolve, reject) => {
      client.query(new SessionRead(bound, dropped, (error, row) => (error ? reject(error) : resolve(row))));
    });
  }
}

/** Ignores an error event of the connection, because the running read receives the error too. */
const ignoreError = (): void => undefined;

/** Whether the connection does not know the statement, or a migration changed its result type. Preparing it again helps. */
const isStale = (error: unknown): boolean => causesOf(error).some((cause) => errorCode(cause) === '26000' || errorCode(cause) === '0A000');
