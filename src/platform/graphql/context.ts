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
  /** Set for a valid access token whose session has not been looked up yet; until then `scope` is anonymous. */
  readonly unidentified?: UnidentifiedCaller | undefined;
}

export interface UnidentifiedCaller {
  readonly sessionId: string;
  /** Looks up the session. Returns an anonymous scope for a revoked one. @throws when the database is unavailable. */
  identify(): Promise<Scope>;
}
