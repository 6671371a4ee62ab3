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
  /** A short transaction of its own, bound to the actor's workspaces, committed when `work` returns. */
  tx<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Reads of one request share one lazy read-only snapshot, from the first read to `close`. */
  read<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** The same request in another's name, for example of the person who has just signed in. Closed with this one. */
  as(actor: Actor): Scope;
  /** Ends the shared snapshot; the next read opens a new one. Safe to call twice. */
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
