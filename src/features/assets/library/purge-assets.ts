import type { Scope } from '../../../platform/database/scope.ts';
import type { Storage } from '../../../platform/storage/storage.ts';

interface Marked {
  readonly asset_id: string;
  /** Keys of those of its objects that no other row names. */
  readonly storage_keys: readonly string[];
}

/**
 * Purges assets that were deleted longer ago than the grace period and that no open job needs: marks their rows, deletes the objects, then
 * the rows. An interrupted purge is resumed by the next call. Returns the number of deleted rows.
 */
export async function purgeAssets(scope: Scope, storage: Pick<Storage, 'remove'>): Promise<number> {
  let gone = 0;
  while (!scope.signal.aborted) {
    const marked = await scope.tx((em) => em.execute<Marked[]>('select asset_id, storage_keys from mark_assets_for_purge()'));
    if (marked.length === 0) break;
    await storage.remove([...new Set(marked.flatMap(({ storage_keys }) => storage_keys))]);
    const ids = JSON.stringify(marked.map(({ asset_id }) => asset_id));
    const [ended] = await scope.tx((em) => em.execute<{ gone: number }[]>('select delete_purged_assets(?::jsonb) as gone', [ids]));
    gone += ended?.gone ?? 0;
  }
  return gone;
}
