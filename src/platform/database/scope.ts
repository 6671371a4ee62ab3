import type { EntityManager } from '@mikro-orm/postgresql';
import type { Actor } from '../../kernel/actor.ts';

/**
 * Who acts, in which request: the first argument of every service method. A value that holds no connection until one is needed. Inside
 * `tx` and `read` there is no network call, no hashing and no second connection.
 */
export interface Scope {
  readonly actor: Actor;
  readonly requestId: string;
  /** The client of the request; undefined for the engine's own work. */
  readonly client: ClientInfo | undefined;
  /** Aborted when the caller no longer waits for the answer. */
  readonly signal: AbortSignal;
  /**
   * A short transaction of its own, bound to the actor's workspaces, committed when `work` returns. `work` runs again after a deadlock or a
   * serialization failure, so that it may change nothing outside of the transaction.
   */
  tx<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Runs a read in the request's shared read-only snapshot, which opens on the first read and ends with `close`. */
  read<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Calls something outside of the database in the middle of reads: no snapshot is held meanwhile. Reads afterwards see a newer one. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /**
   * The first row of one statement outside of transactions, with no actor set: for the functions that find out who acts, which take one
   * round trip this way and not three.
   */
  lookUp<Row extends object>(text: string, values: readonly unknown[]): Promise<Row | undefined>;
  /** The same request as another actor, for example the user who has just signed in. Closed together with this one. */
  as(actor: Actor): Scope;
  /** Ends the shared snapshot when the reads that use it have ended; the next read opens a new one. Safe to call twice. */
  close(): Promise<void>;
}

/** Information about the client, as far as it can be trusted. */
export interface ClientInfo {
  /** IPv4 or IPv6 address of the last hop that is not a trusted proxy. */
  readonly address: string;
  /** Reported by the client; cut to 300 characters. */
  readonly userAgent: string | undefined;
}

export interface ScopeOptions {
  readonly actor: Actor;
  readonly requestId: string;
  readonly client?: ClientInfo | undefined;
  readonly signal: AbortSignal;
}
