import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { Scope } from './scope.ts';
import type { Sql } from './row-mapper.ts';

type Loader = DataLoader<string, unknown>;

/** By who asks, then by what is asked. */
const snapshots = new WeakMap<EntityManager, Map<object, Map<string, Loader>>>();

export interface BatchKey {
  /** Who asks. */
  readonly owner: object;
  /** What all that go into one statement have in common. */
  readonly question: string;
  readonly id: string;
}

/**
 * Answers questions about single rows together: what a request asks for at the same time is one statement, and what it has read it
 * does not read again in the same snapshot.
 */
export function loadBatched<Value>(
  scope: Scope,
  { owner, question, id }: BatchKey,
  load: (em: EntityManager, ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): Promise<Value | undefined> {
  return scope.read((em) => {
    const ofSnapshot = snapshots.get(em) ?? new Map<object, Map<string, Loader>>();
    const ofOwner = ofSnapshot.get(owner) ?? new Map<string, Loader>();
    const loader = ofOwner.get(question) ?? loaderOf((ids) => load(em, ids));
    snapshots.set(em, ofSnapshot.set(owner, ofOwner.set(question, loader)));
    return loader.load(id) as Promise<Value | undefined>;
  });
}

const loaderOf = (load: (ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>): Loader =>
  new DataLoader(async (ids) => {
    const found = await load(ids);
    return ids.map((wanted) => found.get(wanted));
  });

/** For each of the ids what `query` selects as `value`, a JSON value; `query` gets an SQL expression of one of them. */
export async function valuesOf<Value>(em: EntityManager, ids: readonly string[], query: (key: Sql) => Sql): Promise<Map<string, Value>> {
  const statement = sql<{ key: string; value: Value }>`select asked.key, found.value from unnest(${ids}::uuid[]) as asked (key)
    left join lateral (${query(sql.ref('asked.key'))}) as found on true`;
  const { rows } = await statement.execute(em.getKysely());
  return new Map(rows.map(({ key, value }) => [key, value]));
}
