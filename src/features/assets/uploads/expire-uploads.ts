import type { Scope } from '../../../platform/database/scope.ts';
import type { Storage } from '../../../platform/storage/storage.ts';

/** Ends the uploads of all workspaces whose time is over, and removes what they have in the store. Returns how many. */
export async function deleteExpiredUploads(scope: Scope, storage: Storage): Promise<number> {
  let forgotten = 0;
  for (let batch = -1; batch !== 0 && !scope.signal.aborted; forgotten += batch) {
    const expired = await scope.tx((em) =>
      em.execute<{ storage_key: string; store_id: string | null }[]>('select storage_key, store_id from expire_uploads()'),
    );
    for (const { storage_key, store_id } of expired) await deleteUpload(storage, storage_key, store_id);
    batch = expired.length;
  }
  return forgotten;
}

/** The parts, and the object that a call which was cut short may have made of them. What this misses goes with the daily sweeps. */
export async function deleteUpload(storage: Storage, key: string, storeId: string | null | undefined): Promise<void> {
  if (storeId) await storage.uploads.forget({ key, storeId });
  await storage.remove([key]);
}
