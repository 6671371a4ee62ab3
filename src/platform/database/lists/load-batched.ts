import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { Scope } from '../scope.ts';
import type { Sql } from './row-mapper.ts';

type Loader = DataLoader<string, unknown>;

/** Loaders by the owner and then by the batch, for each snapshot. */
const snapshots = new WeakMap<EntityManager, Map<object, Map<string, Loader>>>();

export interface BatchKey {
  /** Identity of the caller that defines the batch. */
  readonly owner: object;
  /** Identifies the loads that one statement can answer. */
  readonly question: string;
  readonly id: string;
}

/** Batches single-row loads of one tick into one statement; results are cached for the snapshot. */
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
    // PostgreSQL returns ids in lower case.
    return loader.load(id.toLowerCase()) as Promise<Value | undefined>;
  });
}

const loaderOf = (load: (ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>): Loader =>
  new DataLoader(async (ids) => {
    const found = await load(ids);
    return ids.map((wanted) => found.get(wanted));
  });

/** The JSON `value` that `query` selects for each id; `query` receives an SQL expression of one id. */
export async function valuesOf<Value>(em: EntityManager, ids: readonly string[], query: (key: Sql) => Sql): Promise<Map<string, Value>> {
  const statement = sql<{ key: string; value: Value }>`select asked.key, found.value from unnest(${ids}::uuid[]) as asked (key)
    left join lateral (${query(sql.ref('asked.key'))}) as found on true`;
  const { rows } = await statement.execute(em.getKysely());
  return new Map(rows.map(({ key, value }) => [key, value]));
}
