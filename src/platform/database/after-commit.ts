import type { EntityManager } from '@mikro-orm/postgresql';

const waiting = new WeakMap<EntityManager, (() => void)[]>();

/** Runs `then` once the transaction of `em` (that of a `Scope.tx`) is committed, and never when it comes to nothing. It may not throw. */
export function afterCommit(em: EntityManager, then: () => void): void {
  const others = waiting.get(em);
  if (!others) throw new Error('nothing waits for the commit of this: it is no transaction of a scope');
  others.push(then);
}

/** For whoever begins the transaction: opens the list, which is to be run through after the commit. */
export function openAfterCommit(em: EntityManager): readonly (() => void)[] {
  const list: (() => void)[] = [];
  waiting.set(em, list);
  return list;
}
