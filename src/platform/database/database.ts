import { MikroORM } from '@mikro-orm/postgresql';
import type { EntityManager, EntitySchema } from '@mikro-orm/postgresql';
import type { Pool, PoolClient } from 'pg';
import { AwayError, StartError } from '../../kernel/start-error.ts';
import { newId } from '../../kernel/id.ts';
import { ChangeStamper } from './change-stamps.ts';
import { isConnectionTrouble } from './connection-trouble.ts';
import { DatabaseScope } from './database-scope.ts';
import { joinBegins } from './joined-begin.ts';
import { PreparedTransactions } from './prepared-transactions.ts';
import type { Transactions } from './prepared-transactions.ts';
import { ReadPool } from './reads/read-pool.ts';
import type { Scope, ScopeOptions } from './scope.ts';
import { watchStatements } from '../metrics/statement-watch.ts';
import type { OnStatement } from '../metrics/statement-watch.ts';
import { assertServerVersion } from './server-version.ts';

/** Maximum seconds of a statement. Reads are bounded by page sizes, so a longer one waits for a lock or has a bad plan. */
const STATEMENT_SECONDS = 30;
/**
 * Maximum idle seconds in a transaction. Transactions are short: an idle one was abandoned, or its process is frozen. Its locks block
 * others (rounds take the scheduler's lock), so it must end before another worker takes over the step of a silent one.
 */
const IDLE_SECONDS = 7;
/** Settings of a session. JIT compilation costs several milliseconds, more than these statements take. */
const SESSION = `-c jit=off -c statement_timeout=${STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout=${IDLE_SECONDS}s`;

/**
 * For statements that run again and again: PostgreSQL plans each once per connection, also those inside functions. By default it would plan
 * most of them every time, a sixth of its work for a step.
 */
const PLAN_ONCE = '-c plan_cache_mode=force_generic_plan';

/** Milliseconds that running work waits for an unavailable database. */
const PATIENCE_MS = 180_000;

/** Connections of a pool, and callers that wait for one. */
export interface PoolState {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

export interface Database {
  scope(options: ScopeOptions): Scope;
  /** Planned reads; has `poolSize` connections of its own. */
  readonly reads: ReadPool;
  /** A connection for a loop of transactions; the caller closes it. */
  openTransactions(): Transactions;
  /** A scope of the engine itself, for one workspace or for the whole installation. */
  systemScope(signal: AbortSignal, workspaceId?: string): Scope;
  /** The connections of this process now, without those of queue, LISTEN and rounds. */
  pools(): { readonly main: PoolState; readonly reads: PoolState };
  /** Resolves when the database answers; used for readiness. */
  ping(): Promise<void>;
  /** Identifies the version to which the database was migrated; null before, and while a migration is reverted. */
  migrationStamp(): Promise<string | null>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** URL of the application role, which owns nothing. */
  readonly url: string;
  readonly entities: readonly EntitySchema[];
  readonly poolSize: number;
  /** Maximum seconds of a planned read; 30 by default. */
  readonly readSeconds?: number;
  /** Whether to wait for an unavailable database. Workers wait; the API answers its clients with an error. */
  readonly patient?: boolean;
  /** Receives the seconds of each statement; nothing is measured without it. */
  readonly onStatement?: OnStatement | undefined;
}

/** Opens the pool. Refuses a role that bypasses row-level security, because with it every tenant would see all rows. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  let main: Pool | undefined;
  const orm = await MikroORM.init({
    entities: [...options.entities],
    subscribers: [new ChangeStamper()],
    clientUrl: options.url,
    pool: { min: 0, max: options.poolSize },
    ensureDatabase: false,
    driverOptions: {
      connectionTimeoutMillis: 10_000,
      application_name: 'reelwright',
      options: SESSION,
      // A beginning and a statement with parameters, which are two messages, share a round trip.
      pipeline: true,
      onPoolCreated(pool: Pool) {
        main = pool;
        destroyBrokenClients(pool);
        joinBegins(pool);
        if (options.onStatement) watchStatements(pool, options.onStatement);
      },
    },
  });
  try {
    await assertServerVersion(orm.em.fork());
    await assertRestrictedRole(orm.em.fork());
  } catch (error) {
    await orm.close(true);
    throw error instanceof StartError ? error : explainNoDatabase(error, 'DATABASE_URL', options.url);
  }
  const reads = new ReadPool(options.url, options);
  const scope = (scopeOptions: ScopeOptions): Scope => new DatabaseScope(orm.em, scopeOptions, options.patient ? PATIENCE_MS : 0);
  return {
    reads,
    scope,
    openTransactions: () => new PreparedTransactions(options.url, `${SESSION} ${PLAN_ONCE}`),
    systemScope: (signal, workspaceId) =>
      scope({ actor: workspaceId === undefined ? { kind: 'system' } : { kind: 'worker', workspaceId }, requestId: newId(), signal }),
    pools: () => ({ main: stateOf(main), reads: reads.state }),
    ping: async () => void (await orm.em.fork().execute('select 1')),
    migrationStamp: async () => {
      const [row] = await orm.em
        .fork()
        .execute<{ stamp: string | null }[]>(`select obj_description(to_regclass('public.migrations'), 'pg_class') as stamp`);
      return row?.stamp ?? null;
    },
    close: async () => {
      await reads.close();
      await orm.close(true);
    },
  };
}

const stateOf = (pool: Pool | undefined): PoolState => ({
  total: pool?.totalCount ?? 0,
  idle: pool?.idleCount ?? 0,
  waiting: pool?.waitingCount ?? 0,
});

/**
 * Releases clients whose connection died. Kysely releases only after the rollback, which fails on a dead connection, so each would cost the
 * pool a connection. If the holder releases it, it does so earlier, within microtasks.
 */
function destroyBrokenClients(pool: Pool): void {
  const held = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => held.add(client));
  pool.on('release', (_, client) => held.delete(client));
  pool.on('connect', (client) => client.once('end', () => setImmediate(() => held.has(client) && client.release(true))));
}

async function assertRestrictedRole(em: EntityManager): Promise<void> {
  const [row] = await em.execute<{ powerful: boolean }[]>(
    `select r.rolsuper or r.rolbypassrls or exists (select from pg_tables t where t.schemaname = 'public' and pg_has_role(r.rolname, t.tableowner, 'member')) as powerful
     from pg_roles r where r.rolname = current_user`,
  );
  if (row?.powerful !== false) {
    throw new StartError(
      'DATABASE_URL connects as a role that bypasses row-level security (superuser, BYPASSRLS or table owner). Use an unprivileged role; DATABASE_OWNER_URL is for migrations.',
    );
  }
}

/**
 * Explains a failed first query to the operator: host and port, never user or password. AwayError when a retry may help; a rejected login
 * or an unknown database is a plain StartError.
 */
export function explainNoDatabase(error: unknown, variable: string, url: string): StartError {
  const { hostname, port, pathname } = new URL(url);
  const reason = error instanceof Error ? error.message : String(error);
  const Reason = isConnectionTrouble(error) ? AwayError : StartError;
  return new Reason(`${variable}: no database at ${decodeURIComponent(hostname)}:${port || 5432}${pathname} (${reason.split('\n')[0]}).`, {
    cause: error,
  });
}
