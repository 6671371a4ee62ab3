import type { Scope } from '../database/scope.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * Marks artifacts unused for the given days that no open job needs, and deletes those marked a day ago and unused since: first the row,
 * then the object, so that no row names a missing object. Returns the number deleted. Objects left by a crash are deleted later as
 * orphans.
 */
export async function collectArtifacts(scope: Scope, storage: Storage, keepDays: number): Promise<number> {
  let removed = 0;
  for (;;) {
    const rows = await scope.tx((em) => em.execute<{ key: string }[]>('select key from collect_artifacts(?) as key', [keepDays]));
    // Also on shutdown: their rows are already deleted.
    await storage.remove(rows.map(({ key }) => key));
    removed += rows.length;
    if (rows.length === 0 || scope.signal.aborted) return removed;
  }
}
