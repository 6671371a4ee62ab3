import type { Scope } from '../database/scope.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * Marks artifacts that were unused for the given days and that no open job needs. Deletes those that were marked a day ago and not used
 * since: first the row, then the object, so that no row names a missing object. Returns the number of deleted ones. Objects that a crash
 * leaves are deleted later as orphans.
 */
export async function collectArtifacts(scope: Scope, storage: Storage, keepDays: number): Promise<number> {
  let removed = 0;
  for (;;) {
    const rows = await scope.tx((em) => em.execute<{ key: string }[]>('select key from collect_artifacts(?) as key', [keepDays]));
    // Not aborted at shutdown, because the rows of these objects are already deleted.
    await storage.remove(rows.map(({ key }) => key));
    removed += rows.length;
    if (rows.length === 0 || scope.signal.aborted) return removed;
  }
}
