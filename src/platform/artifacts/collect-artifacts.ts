import type { Scope } from '../database/scope.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * Marks artifacts that were not used for so many days and that no open job needs, and removes those that were marked a day ago and
 * not used since: first the row, then the object, so that no row ever names an object that is gone. Returns how many were removed.
 * Objects that a crash leaves here are orphans, which are removed later.
 */
export async function collectArtifacts(scope: Scope, storage: Storage, keepDays: number): Promise<number> {
  let removed = 0;
  for (;;) {
    const rows = await scope.tx((em) => em.execute<{ key: string }[]>('select key from collect_artifacts(?) as key', [keepDays]));
    // Also on shutdown: the rows of these are gone.
    await storage.remove(rows.map(({ key }) => key));
    removed += rows.length;
    if (rows.length === 0 || scope.signal.aborted) return removed;
  }
}
