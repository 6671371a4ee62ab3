import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetRow } from '../asset.entity.ts';

/**
 * A READY asset of the workspace with the same content, or null. Content is stored once: who finds a twin takes over its `storageKey`,
 * `derived` and `derivedBytes`, and lets its own objects go.
 *
 * So a key may have several rows, and its objects go with the last of them (see purge.ts). Only what has been deleted for 30 days is
 * purged, so nothing that is READY under our lock can lose its objects before our row is there to be seen.
 * The advisory lock lets equal files that are checked at the same moment see each other.
 */
export async function findDuplicate(em: EntityManager, { id, workspaceId, kind }: AssetRow, sha256: string): Promise<AssetRow | null> {
  await em.execute(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [`${workspaceId}/${sha256}`]);
  return em.findOne(
    AssetEntity,
    { workspaceId, sha256, kind, status: 'READY', role: null, deletedAt: null, id: { $ne: id } },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_READ },
  );
}

/** Makes a row that is being checked the equal of its READY twin. */
export function adoptContentOf(asset: AssetRow, duplicate: AssetRow): void {
  const { byteSize, sha256, contentType, width, height, durationMs, fps, codecs, metadata, storageKey, derived, derivedBytes } = duplicate;
  Object.assign(asset, {
    ...{ byteSize, sha256, contentType, width, height, durationMs, fps, codecs, metadata, storageKey, derived, derivedBytes },
    status: 'READY',
  });
}
