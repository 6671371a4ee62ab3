import type { Scope } from '../database/scope.ts';

export type Class<T> = abstract new (...args: never[]) => T;

/** What resolvers receive besides arguments. Created for each request and for each event of a subscription. */
export interface Context {
  /**
   * Changes at most once: after a sign-in to the new user, after a change of one's own membership to the new role, so that the selection
   * shows what they may see.
   */
  scope: Scope;
  /** The one instance of a resolver class, for places where Type-GraphQL gives no `this`. */
  readonly instance: <T>(resolver: Class<T>) => T;
  /** Until the session of a valid access token has been looked up; `scope` is nobody's so far. */
  readonly unidentified?: UnidentifiedCaller | undefined;
}

export interface UnidentifiedCaller {
  readonly sessionId: string;
  /** Looks the session up; nobody's scope for one that has ended. @throws an unavailable database. */
  identify(): Promise<Scope>;
}
