import { IsolationLevel } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { setTimeout as pause } from 'node:timers/promises';
import { adminWorkspacesOf, userIdOf, workspacesOf } from '../../kernel/actor.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Deadline } from '../../kernel/deadline.ts';
import { ReelwrightError, operationTimeout } from '../../kernel/errors.ts';
import { stampAs } from './change-stamps.ts';
import { isConnectionTrouble, isTransactionConflict } from './connection-trouble.ts';
import { failedAtBegin } from './joined-begin.ts';
import { timeLimits } from './scope.ts';
import type { ClientInfo, Scope, ScopeOptions } from './scope.ts';

/** Milliseconds between attempts while the database is unavailable. */
const RETRY_MS = 500;
/** How often a transaction is repeated after conflicts with others. */
const MAX_CONFLICTS = 5;
/** Maximum milliseconds before the first repetition; doubled each time. */
const CONFLICT_PAUSE_MS = 10;

interface Snapshot {
  readonly em: Promise<EntityManager>;
  /** Reads that use the snapshot now. */
  readonly reads: Set<Promise<unknown>>;
}

/** A scope on the connections of one pool. */
export class DatabaseScope implements Scope {
  readonly actor: Actor;
  readonly requestId: string;
  readonly client: ClientInfo | undefined;
  readonly signal: AbortSignal;
  readonly #deadline: Deadline | undefined;
  /** Derived scopes that have opened a snapshot since the last `close`. */
  readonly #derived = new Set<DatabaseScope>();
  #snapshot: Snapshot | undefined;
  /** Number of running calls of `outside`. */
  #outside = 0;

  constructor(
    private readonly root: EntityManager,
    { actor, requestId, client, signal, deadline }: ScopeOptions,
    private readonly patienceMs: number,
    private readonly origin?: DatabaseScope,
  ) {
    this.actor = actor;
    this.requestId = requestId;
    this.client = client;
    this.signal = signal;
    this.#deadline = deadline;
  }

  tx<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.#repeat((begin) =>
      this.#fork().transactional((em) => {
        begin();
        stampAs(em, this.actor);
        return work(em);
      }),
    );
  }

  /**
   * Repeats a transaction that never began, because it has done nothing, and one that the database rolled back because of others. The
   * caller decides about a transaction that broke in the middle.
   */
  async #repeat<T>(transaction: (begin: () => void) => Promise<T>): Promise<T> {
    const givingUpAt = performance.now() + this.patienceMs;
    for (let conflicts = 0; ;) {
      let begun = false;
      try {
        return await transaction(() => void (begun = true));
      } catch (error) {
        if (isTransactionConflict(error) && conflicts < MAX_CONFLICTS && !this.signal.aborted) {
          conflicts += 1;
          // Random pause, so that conflicting transactions do not collide again.
          await this.#pause(Math.random() * CONFLICT_PAUSE_MS * 2 ** conflicts);
          continue;
        }
        if (
          (begun && !failedAtBegin(error)) ||
          this.signal.aborted ||
          performance.now() + RETRY_MS > givingUpAt ||
          !isConnectionTrouble(error)
        )
          throw this.#explained(error);
        await this.#pause(RETRY_MS);
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

  async executeAlone<Row extends object>(text: string, values: readonly unknown[]): Promise<Row | undefined> {
    const [row] = await this.#repeat((begin) => {
      begin();
      return this.root.fork().execute<Row[]>(text, [...values]);
    });
    return row;
  }

  as(actor: Actor): Scope {
    return this.#derive(actor, this.#deadline);
  }

  withoutDeadline(): Scope {
    return this.#derive(this.actor, undefined);
  }

  #derive(actor: Actor, deadline: Deadline | undefined): Scope {
    const { requestId, client, signal } = this;
    return new DatabaseScope(this.root, { actor, requestId, client, signal, deadline }, this.patienceMs, this);
  }

  async close(): Promise<void> {
    await this.#endSnapshot();
    const derived = [...this.#derived];
    this.#derived.clear();
    await Promise.all(derived.map((scope) => scope.close()));
  }

  /** Notes at the scope from which this one was derived that it has something to close. */
  #register(): void {
    if (!this.origin) return;
    this.origin.#derived.add(this);
    this.origin.#register();
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

  /** @throws the reason of the signal, such as TIMEOUT, when the caller stops waiting */
  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.signal }).catch((error: unknown) => {
      const reason: unknown = this.signal.reason;
      throw reason instanceof ReelwrightError ? reason : error;
    });
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
    this.#register();
    const em = this.#fork();
    await em.begin({ isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true });
    return em;
  }
}
