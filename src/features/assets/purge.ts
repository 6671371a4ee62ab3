import type { Scope } from '../../platform/database/scope.ts';
import type { Storage } from '../../platform/storage/storage.ts';

interface Marked {
  readonly asset_id: string;
  /** Of its objects, those that no other row names. */
  readonly storage_keys: readonly string[];
}

/**
 * Removes assets for good that were deleted longer than the grace ago and that no open job needs: first their rows are marked, then the
 * objects go, then the rows. Whatever dies in between is done again by the next call. Returns how many rows are gone.
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
