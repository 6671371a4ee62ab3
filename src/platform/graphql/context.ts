import type { Deadline } from '../../kernel/deadline.ts';
import type { ClientInfo, Scope } from '../database/scope.ts';
import type { Budget } from '../ratelimit/token-bucket.ts';

export type Class<T> = abstract new (...args: never[]) => T;

/** What resolvers receive besides arguments. Created for each request and for each event of a subscription. */
export interface Context {
  /**
   * The scope of the request. It changes at most once: after a sign-in to that of the new user, and after a change of one's own membership
   * to one with the new role, so that the selection shows what they may see.
   */
  scope: Scope;
  /** The instance of a resolver class, for places where Type-GraphQL provides no `this`. */
  readonly instance: <T>(resolver: Class<T>) => T;
  /** Set for a valid access token whose session has not been looked up yet; until then `scope` is anonymous. */
  readonly unidentified?: UnidentifiedCaller | undefined;
  /** Operations that the caller may still run in this window; undefined when they are not limited. */
  readonly budget?: Budget | undefined;
}

/** What is known of an operation besides its caller. */
export interface ContextDetails {
  readonly client?: ClientInfo | undefined;
  readonly budget?: Budget | undefined;
  readonly deadline?: Deadline | undefined;
}

export interface UnidentifiedCaller {
  readonly sessionId: string;
  /** The user that the token names, for logs. */
  readonly userId: string;
  /** Looks up the session. Returns an anonymous scope when it was revoked. @throws when the database is unavailable */
  identify(): Promise<Scope>;
}
