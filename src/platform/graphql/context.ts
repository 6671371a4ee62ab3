import type { Scope } from '../database/scope.ts';

export type Class<T> = abstract new (...args: never[]) => T;

/** What resolvers get beside their arguments; made anew for each request and for each event of a subscription. */
export interface Context {
  readonly scope: Scope;
  /** The one instance of a resolver class, for places where Type-GraphQL gives no `this`. */
  readonly instance: <T>(resolver: Class<T>) => T;
}
