import type { Scope } from '../../../platform/database/scope.ts';
import type { Storage } from '../../../platform/storage/storage.ts';

/**
 * Removes what was sent when its check was canceled: nobody can take it up again, and it does not count against the quota any more.
 * No other row can name its key, since only what is READY is shared.
 */
export async function removeCanceledFile(scope: Scope, storage: Pick<Storage, 'remove'>, jobId: string): Promise<void> {
  const rows = await scope.tx((em) =>
    em.execute<{ storage_key: string }[]>(
      `select storage_key from assets where job_id = ? and status = 'REJECTED' and rejection = 'CANCELED'`,
      [jobId],
    ),
  );
  if (rows.length > 0) await storage.remove(rows.map(({ storage_key }) => storage_key));
}
