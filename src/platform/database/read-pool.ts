import { LRUCache } from 'lru-cache';
import { Pool } from 'pg';
import type { Connection, PoolClient } from 'pg';
import { causesOf, codeIn } from './connection-trouble.ts';
import { PipelinedRead, named } from './pipelined-read.ts';
import type { BoundStatement, NamedStatement } from './pipelined-read.ts';

/**
 * Plans are made once a connection (`force_generic_plan`: the limits of nested pages make custom plans look cheaper for ever). Texts of
 * dates are made by the statements, in UTC.
 */
const SESSION =
  '-c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan -c jit=off -c TimeZone=UTC -c statement_timeout=30s -c idle_in_transaction_session_timeout=10s';

/** Statements kept by each connection: a plan takes 50 to 100 kB of its server process. */
const KEPT = 200;

const OPEN_SESSION = named('select open_session_scope($1)');

/** One read: a statement with one row of one text, or no row. */
export interface Read {
  readonly statement: NamedStatement;
  readonly values: readonly string[];
}

/** Names of the statements that a connection has been given. */
type Known = LRUCache<string, string>;

/**
 * Reads on behalf of a session in one trip: the scope is opened and the statement run in one implicit transaction, with which the scope
 * ends. Read only, with prepared statements.
 */
export class ReadPool {
  readonly #pool: Pool;
  readonly #known = new WeakMap<Connection, Known>();

  /** `url` is that of the application's role, which `openDatabase` has checked. */
  constructor(url: string, poolSize: number) {
    this.#pool = new Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: 10_000,
      application_name: 'reelwright reads',
      options: SESSION,
    });
    // An idle connection that breaks leaves the pool; the next read opens another one.
    this.#pool.on('error', () => undefined);
  }

  /** The text of the row, as the session may see it; null without a row and for a session that has ended. */
  async read(sessionId: string, read: Read): Promise<string | null> {
    const client = await this.#pool.connect();
    try {
      const text = await this.#run(client, sessionId, read).catch((error: unknown) => {
        if (!isStale(error)) throw error;
        this.#known.delete(client.connection);
        return this.#run(client, sessionId, read);
      });
      client.release();
      return text;
    } catch (error) {
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  #run(client: PoolClient, sessionId: string, { statement, values }: Read): Promise<string | null> {
    const known = this.#known.get(client.connection) ?? new LRUCache<string, string>({ max: KEPT });
    this.#known.set(client.connection, known);
    const dropped: string[] = [];
    const use = (used: NamedStatement, withValues: readonly string[]): BoundStatement => {
      const isNew = !known.has(used.name);
      // Its oldest goes first, so that the connection never holds more.
      const oldest = isNew && known.size >= KEPT ? known.pop() : undefined;
      if (oldest) dropped.push(oldest);
      known.set(used.name, used.name);
      return { ...used, values: withValues, isNew };
    };
    // The scope last, so that it is never the oldest.
    const read = use(statement, values);
    const scope = use(OPEN_SESSION, [sessionId]);
    return new Promise((resolve, reject) => {
      client.query(new PipelinedRead([scope, read], dropped, (error, row) => (error ? reject(error) : resolve(row))));
    });
  }
}

/** The statement is unknown to the connection, or a migration changed what it answers: once more, parsed anew. */
const isStale = (error: unknown): boolean => causesOf(error).some((cause) => codeIn(cause) === '26000' || codeIn(cause) === '0A000');
