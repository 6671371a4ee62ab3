import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetRow } from '../asset.entity.ts';

/**
 * A READY asset of the workspace with the same content, or null. Content is stored once: the duplicate adopts `storageKey`, `derived` and
 * `derivedBytes`, and its own objects are deleted. So several rows may share a key, whose objects are deleted with the last row (see
 * purge-assets.ts). Only assets deleted for 30 days are purged, so a READY row that this transaction has locked cannot lose its objects
 * before the new row is visible. The advisory lock makes equal files that are checked concurrently see each other.
 */
export async function findDuplicate(em: EntityManager, { id, workspaceId, kind }: AssetRow, sha256: string): Promise<AssetRow | null> {
  await em.execute(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [`${workspaceId}/${sha256}`]);
  return em.findOne(
    AssetEntity,
    { workspaceId, sha256, kind, status: 'READY', role: null, deletedAt: null, id: { $ne: id } },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_READ },
  );
}

/** Copies the content columns of a READY duplicate to a row that is being checked. */
export function adoptContentOf(asset: AssetRow, duplicate: AssetRow): void {
  const { byteSize, sha256, contentType, width, height, durationMs, fps, codecs, metadata, storageKey, derived, derivedBytes } = duplicate;
  Object.assign(asset, {
    ...{ byteSize, sha256, contentType, width, height, durationMs, fps, codecs, metadata, storageKey, derived, derivedBytes },
    status: 'READY',
  });
}
