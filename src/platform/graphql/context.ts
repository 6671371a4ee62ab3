import type { Scope } from '../database/scope.ts';

export type Class<T> = abstract new (...args: never[]) => T;

/** What resolvers get beside their arguments; made anew for each request and for each event of a subscription. */
export interface Context {
  /**
   * Changes once at most: a sign-in goes on as the person who signed in, a change of one's own membership as the member one is then,
   * so that the selection shows what they see.
   */
  scope: Scope;
  /** The one instance of a resolver class, for places where Type-GraphQL gives no `this`. */
  readonly instance: <T>(resolver: Class<T>) => T;
}
