import type { EntityManager } from '@mikro-orm/postgresql';
import type { Actor } from '../../kernel/actor.ts';

/**
 * The actor and the request: the first argument of every service method. It needs no connection until the first read or transaction. Code
 * inside `tx` and `read` must not call the network, hash passwords or use a second connection.
 */
export interface Scope {
  readonly actor: Actor;
  readonly requestId: string;
  /** The client of the request; undefined for the engine's own work. */
  readonly client: ClientInfo | undefined;
  /** Aborted when the caller no longer waits for the answer. */
  readonly signal: AbortSignal;
  /**
   * Runs a short transaction that is restricted to the actor's workspaces, and commits it when `work` returns. `work` is repeated after a
   * deadlock or a serialization failure, so it must not change anything outside of the transaction.
   */
  tx<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Runs a read in the request's shared read-only snapshot, which opens on the first read and ends with `close`. */
  read<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Runs work outside of the database between reads, without holding the snapshot meanwhile. Later reads use a newer one. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /**
   * The first row of one statement outside of transactions and without an actor. For the functions that identify the caller, which take one
   * round trip this way instead of three.
   */
  lookUp<Row extends object>(text: string, values: readonly unknown[]): Promise<Row | undefined>;
  /** The same request as another actor, for example the user who has just signed in. Closed together with this one. */
  as(actor: Actor): Scope;
  /**
   * Ends the shared snapshot once the reads that use it have ended, without waiting for the database; the next read opens a new one. Can be
   * called twice.
   */
  close(): Promise<void>;
}

/** Information about the client, as far as it can be trusted. */
export interface ClientInfo {
  /** IPv4 or IPv6 address of the last hop that is not a trusted proxy. */
  readonly address: string;
  /** Text from the client, cut to 300 characters. */
  readonly userAgent: string | undefined;
}

export interface ScopeOptions {
  readonly actor: Actor;
  readonly requestId: string;
  readonly client?: ClientInfo | undefined;
  readonly signal: AbortSignal;
}
