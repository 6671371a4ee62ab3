import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetUseEntity } from '../asset.entity.ts';

/**
 * Records, in the caller's transaction, that a job reads these assets, which are not purged while the job is open. @throws ReelwrightError
 * NOT_FOUND unless all are READY assets of the workspace
 */
export async function useAssets(
  em: EntityManager,
  { id: jobId, workspaceId }: { readonly id: string; readonly workspaceId: string },
  assetIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(assetIds)];
  if (!ids.every(isId)) throw notFound('Asset');
  if (ids.length === 0) return;
  // Locks the assets against deletion until the commit, in the order of their ids, so that two calls cannot deadlock.
  const ready = await em.find(
    AssetEntity,
    { id: { $in: ids }, workspaceId, status: 'READY' },
    { fields: ['id'], orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_READ, disableIdentityMap: true },
  );
  if (ready.length < ids.length) throw notFound('Asset');
  await em
    .getKysely<InferKyselyDB<typeof AssetUseEntity>>()
    .insertInto('asset_uses')
    .values(ids.map((id) => ({ workspace_id: workspaceId, job_id: jobId, asset_id: id })))
    .onConflict((used) => used.doNothing())
    .execute();
}
