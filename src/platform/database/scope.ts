import type { EntityManager } from '@mikro-orm/postgresql';
import type { Actor } from '../../kernel/actor.ts';
import type { Deadline } from '../../kernel/deadline.ts';

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
   * deadlock or a serialization failure, and by workers whose first statement finds no database, so it must not change anything outside of
   * the transaction.
   */
  tx<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Runs a read in the request's shared read-only snapshot, which opens on the first read and ends with `close`. */
  read<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Runs work outside of the database between reads, without holding the snapshot meanwhile. Later reads use a newer one. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /**
   * The first row of one statement that is a transaction of its own, without an actor. For the functions that identify the caller and count
   * calls, which take one round trip this way instead of three. Repeated after conflicts only.
   */
  executeAlone<Row extends object>(text: string, values: readonly unknown[]): Promise<Row | undefined>;
  /** The same request as another actor, for example the user who has just signed in. Closed together with this one. */
  as(actor: Actor): Scope;
  /** The same caller without a limit of time, for reads after the operation, such as those of a subscription. Closed together with this one. */
  withoutDeadline(): Scope;
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
  /** Then a running statement is canceled, and no transaction begins. Undefined for work without a limit of time. */
  readonly deadline?: Deadline | undefined;
}

/** Milliseconds after a deadline in which a canceled statement ends by itself. */
const CANCEL_WITHIN_MS = 200;

/**
 * Settings of PostgreSQL that end a transaction at its deadline. The first one cancels the statement and keeps the connection. The second
 * one counts from the begin of the transaction, and ends it with its connection in a later statement or between two of them. @throws
 * ReelwrightError TIMEOUT after the deadline
 */
export function timeLimits(deadline: Deadline | undefined): Readonly<Record<string, string>> {
  if (!deadline) return {};
  const left = deadline.left();
  return { statement_timeout: String(left), transaction_timeout: String(left + CANCEL_WITHIN_MS) };
}
