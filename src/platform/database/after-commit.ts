import type { EntityManager } from '@mikro-orm/postgresql';

const waiting = new WeakMap<EntityManager, (() => void)[]>();

/** Runs `then` after the transaction of `em` (from `Scope.tx`) commits, never after a rollback. `then` must not throw. */
export function afterCommit(em: EntityManager, then: () => void): void {
  const others = waiting.get(em);
  if (!others) throw new Error('afterCommit() called outside scope.tx()');
  others.push(then);
}

/** For the owner of the transaction: opens the list of callbacks to run after the commit. */
export function openAfterCommit(em: EntityManager): readonly (() => void)[] {
  const list: (() => void)[] = [];
  waiting.set(em, list);
  return list;
}
