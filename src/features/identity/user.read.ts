import DataLoader from 'dataloader';
import type { Scope } from '../../platform/database/scope.ts';
import { UserEntity } from './identity.entity.ts';
import type { UserRow } from './identity.entity.ts';

const loaders = new WeakMap<Scope, DataLoader<string, UserRow | null>>();

/** People whom the actor may see (fellow members), loaded together for all fields of one request. */
export function loadUser(scope: Scope, id: string): Promise<UserRow | null> {
  const loader =
    loaders.get(scope) ??
    new DataLoader<string, UserRow | null>(async (ids) => {
      const rows = await scope.read((em) => em.find(UserEntity, { id: { $in: [...ids] } }));
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((wanted) => byId.get(wanted) ?? null);
    });
  loaders.set(scope, loader);
  return loader.load(id);
}
