import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { loadTogether, valuesOf } from '../../platform/database/batch.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { notFound } from '../../kernel/errors.ts';

/** Bytes of a workspace in object storage. */
export interface StorageUse {
  /** By assets that are there, with what was made of them; those that are deleted and not purged count too. */
  readonly used: number;
  /** Announced by uploads that are open. */
  readonly reserved: number;
  /** At most, by the plan. Films may go beyond it: what was paid for is always delivered. */
  readonly quota: number;
}

/** NOT_FOUND for workspaces that are not the actor's. */
export async function storageOf(em: EntityManager, workspaceId: string): Promise<StorageUse> {
  const [row] = await em.execute<Record<keyof StorageUse, string | number>[]>('select used, reserved, quota from storage_usage(?)', [
    workspaceId,
  ]);
  if (!row) throw notFound('Workspace');
  return { used: Number(row.used), reserved: Number(row.reserved), quota: Number(row.quota) };
}

const owner = {};

/** The same for whoever asks about many workspaces at once. */
export async function loadStorage(scope: Scope, workspaceId: string): Promise<StorageUse> {
  const use = await loadTogether(scope, { owner, question: 'storage', id: workspaceId }, (em, ids) =>
    valuesOf<StorageUse | null>(em, ids, (id) => sql`select row_to_json(one) as value from storage_usage(${id}) as one`),
  );
  if (!use) throw notFound('Workspace');
  return use;
}
