import { IsolationLevel, MikroORM } from '@mikro-orm/postgresql';
import type { EntityManager, EntitySchema } from '@mikro-orm/postgresql';
import type { Pool, PoolClient } from 'pg';
import { AwayError, StartError } from '../../kernel/start-error.ts';
import type { Deadline } from '../../kernel/deadline.ts';
import { operationTimeout } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import { adminWorkspacesOf, userIdOf, workspacesOf } from '../../kernel/actor.ts';
import type { Actor } from '../../kernel/actor.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { ChangeStamper, stampAs } from './change-stamps.ts';
import { isConnectionTrouble, isTransactionConflict } from './connection-trouble.ts';
import { joinBegins } from './joined-begin.ts';
import { PreparedTransactions } from './prepared-transactions.ts';
import type { Transactions } from './prepared-transactions.ts';
import { ReadPool } from './read-pool.ts';
import { timeLimits } from './scope.ts';
import type { ClientInfo, Scope, ScopeOptions } from './scope.ts';
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
const RETRY_MS = 500;
/** How often a transaction is repeated after conflicts with others. */
const MAX_CONFLICTS = 5;
/** Maximum milliseconds before the first repetition; doubled each time. */
const CONFLICT_PAUSE_MS = 10;

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

interface Snapshot {
  readonly em: Promise<EntityManager>;
  /** Reads that use the snapshot now. */
  readonly reads: Set<Promise<unknown>>;
}

class DatabaseScope implements Scope {
  readonly actor: Actor;
  readonly requestId: string;
  readonly client: ClientInfo | undefined;
  readonly signal: AbortSignal;
  readonly #deadline: Deadline | undefined;
  readonly #derived: Scope[] = [];
  #snapshot: Snapshot | undefined;
  /** Number of running calls of `outside`. */
  #outside = 0;

  constructor(
    private readonly root: EntityManager,
    { actor, requestId, client, signal, deadline }: ScopeOptions,
    private readonly patienceMs: number,
  ) {
    this.actor = actor;
    this.requestId = requestId;
    this.client = client;
    this.signal = signal;
    this.#deadline = deadline;
  }

  /**
   * Repeats a transaction that never began, because it has done nothing, and one that the database rolled back because of others. The
   * caller decides about a transaction that broke in the middle.
   */
  async tx<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const givingUpAt = performance.now() + this.patienceMs;
    for (let conflicts = 0; ;) {
      let begun = false;
      try {
        return await this.#fork().transactional((em) => {
          begun = true;
          stampAs(em, this.actor);
          return work(em);
        });
      } catch (error) {
        if (isTransactionConflict(error) && conflicts < MAX_CONFLICTS && !this.signal.aborted) {
          conflicts += 1;
          // Random pause, so that conflicting transactions do not collide again.
          await pause(Math.random() * CONFLICT_PAUSE_MS * 2 ** conflicts, undefined, { signal: this.signal });
          continue;
        }
        if (begun || this.signal.aborted || performance.now() + RETRY_MS > givingUpAt || !isConnectionTrouble(error))
          throw this.#explained(error);
        await pause(RETRY_MS, undefined, { signal: this.signal });
      }
    }
  }

  async read<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const snapshot = (this.#snapshot ??= { em: this.#openSnapshot(), reads: new Set() });
    const reading = snapshot.em.then(work);
    snapshot.reads.add(reading);
    try {
      return await reading;
    } catch (error) {
      throw this.#explained(error);
    } finally {
      snapshot.reads.delete(reading);
      if (this.#outside > 0 && snapshot.reads.size === 0 && this.#snapshot === snapshot) await this.#endSnapshot();
    }
  }

  async outside<T>(work: () => Promise<T>): Promise<T> {
    this.#outside += 1;
    try {
      await this.#endSnapshot();
      return await work();
    } finally {
      this.#outside -= 1;
    }
  }

  async lookUp<Row extends object>(text: string, values: readonly unknown[]): Promise<Row | undefined> {
    const [row] = await this.root.fork().execute<Row[]>(text, [...values]);
    return row;
  }

  as(actor: Actor): Scope {
    const derived = new DatabaseScope(
      this.root,
      { actor, requestId: this.requestId, client: this.client, signal: this.signal, deadline: this.#deadline },
      this.patienceMs,
    );
    this.#derived.push(derived);
    return derived;
  }

  async close(): Promise<void> {
    await this.#endSnapshot();
    await Promise.all(this.#derived.splice(0).map((scope) => scope.close()));
  }

  async #endSnapshot(): Promise<void> {
    const snapshot = this.#snapshot;
    this.#snapshot = undefined;
    if (!snapshot) return;
    await Promise.allSettled(snapshot.reads);
    // A snapshot that never opened has nothing to end, and the reader already has its error.
    const em = await snapshot.em.catch(() => undefined);
    // Not awaited: it changes nothing, and the connection returns to the pool after it. A dead connection has nothing to roll back.
    if (em?.isInTransaction()) em.rollback().catch(() => undefined);
  }

  /** The error to throw: TIMEOUT when the time is used up, because the database may have ended the connection for it. */
  #explained(error: unknown): unknown {
    return this.#deadline?.isOver && isConnectionTrouble(error) ? operationTimeout(error) : error;
  }

  #fork(): EntityManager {
    const em = this.root.fork();
    em.setSessionContext({
      variables: {
        ...timeLimits(this.#deadline),
        'app.user_id': userIdOf(this.actor) ?? '',
        'app.workspace_ids': workspacesOf(this.actor).join(','),
        'app.admin_workspace_ids': adminWorkspacesOf(this.actor).join(','),
      },
    });
    return em;
  }

  async #openSnapshot(): Promise<EntityManager> {
    const em = this.#fork();
    await em.begin({ isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true });
    return em;
  }
}
