import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import { AssetEntity } from '../asset.entity.ts';

/**
 * Records in the caller's transaction that a job reads these assets, which are then not purged while the job is open. @throws
 * ReelwrightError NOT_FOUND unless all are READY assets of the workspace
 */
export async function useAssets(
  em: EntityManager,
  { id: jobId, workspaceId }: { readonly id: string; readonly workspaceId: string },
  assetIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(assetIds)];
  if (!ids.every(isId)) throw notFound('Asset');
  for (const id of ids.toSorted()) {
    // Blocks deletion until the commit.
    const ready = await em.findOne(
      AssetEntity,
      { id, workspaceId, status: 'READY' },
      { fields: ['id'], lockMode: LockMode.PESSIMISTIC_READ, disableIdentityMap: true },
    );
    if (!ready) throw notFound('Asset');
    await em.execute('insert into asset_uses (workspace_id, job_id, asset_id) values (?, ?, ?) on conflict do nothing', [
      workspaceId,
      jobId,
      id,
    ]);
  }
}
