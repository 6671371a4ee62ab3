import type { EntityManager } from '@mikro-orm/postgresql';
import type { Actor } from '../../kernel/scope.ts';

/**
 * Who acts, in which request: the first argument of every verb. A value; it holds no connection until one is used.
 * Inside `tx` and `read` there is no network, no hashing, no vendor and no second connection.
 */
export interface Scope {
  readonly actor: Actor;
  readonly requestId: string;
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

export interface ScopeOptions {
  readonly actor: Actor;
  readonly requestId: string;
  readonly signal: AbortSignal;
}
