import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { Scope } from './scope.ts';
import type { Sql } from './shape.ts';

type Loaders = Map<string, DataLoader<string, unknown>>;

const loaders = new WeakMap<object, WeakMap<EntityManager, Loaders>>();

/**
 * Answers questions about single rows together: what a request asks for at the same time is one statement, and what it has read it
 * does not read again in the same snapshot. `owner` is who asks, `question` what all of a statement have in common.
 */
export function loadTogether<Value>(
  scope: Scope,
  { owner, question, id }: { readonly owner: object; readonly question: string; readonly id: string },
  load: (em: EntityManager, ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): Promise<Value | undefined> {
  return scope.read((em) => {
    const ofSnapshot = ensure(
      ensure(loaders, owner, () => new WeakMap<EntityManager, Loaders>()),
      em,
      () => new Map(),
    );
    const loader = ensure(
      ofSnapshot,
      question,
      () =>
        new DataLoader<string, unknown>(async (ids) => {
          const found = await load(em, ids);
          return ids.map((wanted) => found.get(wanted));
        }),
    );
    return loader.load(id) as Promise<Value | undefined>;
  });
}

/** For each of the ids what `query` selects as `value`, a JSON value; `query` gets an SQL expression of one of them. */
export async function valuesOf<Value>(em: EntityManager, ids: readonly string[], query: (key: Sql) => Sql): Promise<Map<string, Value>> {
  const statement = sql<{ key: string; value: Value }>`select asked.key, found.value from unnest(${ids}::uuid[]) as asked (key)
    left join lateral (${query(sql.ref('asked.key'))}) as found on true`;
  const { rows } = await statement.execute(em.getKysely());
  return new Map(rows.map(({ key, value }) => [key, value]));
}

function ensure<Key extends object | string, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
