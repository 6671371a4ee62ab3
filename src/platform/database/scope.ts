import type { EntityManager } from '@mikro-orm/postgresql';
import type { Actor } from '../../kernel/scope.ts';

/**
 * Who acts, in which request: the first argument of every verb. A value; it holds no connection until one is used.
 * Inside `tx` and `read` there is no network, no hashing, no vendor and no second connection.
 */
export interface Scope {
  readonly actor: Actor;
  readonly requestId: string;
  /** Where the request came from; undefined for what the engine does by itself. */
  readonly client: Client | undefined;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /**
   * A short transaction of its own, bound to the actor's workspaces, committed when `work` returns. `work` runs again after a deadlock or a
   * serialization failure, so that it may change nothing outside of the transaction; `afterCommit` is for that.
   */
  tx<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Reads of one request share one lazy read-only snapshot, from the first read to `close`. */
  read<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Calls something outside of the database in the middle of reads: no snapshot is held meanwhile. Reads afterwards see a newer one. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** The same request in another's name, for example of the person who has just signed in. Closed with this one. */
  as(actor: Actor): Scope;
  /** Ends the shared snapshot when the reads that use it have ended; the next read opens a new one. Safe to call twice. */
  close(): Promise<void>;
}

/** The other end of a request, as far as it can be believed. */
export interface Client {
  /** IPv4 or IPv6, of the last hop that is no trusted proxy. */
  readonly address: string;
  /** As the client says; cut to 300 characters. */
  readonly userAgent: string | undefined;
}

export interface ScopeOptions {
  readonly actor: Actor;
  readonly requestId: string;
  readonly client?: Client | undefined;
  readonly signal: AbortSignal;
}
