import type { Scope } from '../../../platform/database/scope.ts';
import type { Storage } from '../../../platform/storage/storage.ts';

/** Ends expired uploads of all workspaces and deletes their parts in the store. Returns their number. */
export async function deleteExpiredUploads(scope: Scope, storage: Storage): Promise<number> {
  let expired = 0;
  for (let batch = -1; batch !== 0 && !scope.signal.aborted; expired += batch) {
    const rows = await scope.tx((em) =>
      em.execute<{ storage_key: string; store_id: string | null }[]>('select storage_key, store_id from expire_uploads()'),
    );
    for (const { storage_key, store_id } of rows) await deleteUpload(storage, storage_key, store_id);
    batch = rows.length;
  }
  return expired;
}

/**
 * Deletes the parts of an upload, and the object that an interrupted completion may have made. The task for orphans removes what this
 * misses.
 */
export async function deleteUpload(storage: Storage, key: string, storeId: string | null | undefined): Promise<void> {
  if (storeId) await storage.uploads.abort({ key, storeId });
  await storage.remove([key]);
}
