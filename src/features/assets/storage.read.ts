import type { EntityManager } from '@mikro-orm/postgresql';
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
  const [row] = await em.execute<Record<keyof StorageUse, string | number>[]>('select used, reserved, quota from storage_of(?)', [
    workspaceId,
  ]);
  if (!row) throw notFound('Workspace');
  return { used: Number(row.used), reserved: Number(row.reserved), quota: Number(row.quota) };
}
