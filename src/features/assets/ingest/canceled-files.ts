import type { Scope } from '../../../platform/database/scope.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import { AssetEntity } from '../asset.entity.ts';

/**
 * Deletes the object of a file whose check was canceled: it cannot be used again, and no longer counts against the quota. No other row can
 * name its key, because only READY content is shared.
 */
export async function removeCanceledFile(scope: Scope, storage: Pick<Storage, 'remove'>, jobId: string): Promise<void> {
  const rows = await scope.tx((em) =>
    em.find(AssetEntity, { jobId, status: 'REJECTED', rejection: 'CANCELED' }, { fields: ['storageKey'] }),
  );
  if (rows.length > 0) await storage.remove(rows.map(({ storageKey }) => storageKey));
}
