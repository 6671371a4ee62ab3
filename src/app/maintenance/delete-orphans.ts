import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import { differences } from './check-storage.ts';

/** Objects per request to the store. */
const DELETE_BATCH_SIZE = 1_000;
/** Number of keys that a log line names; the others are only counted. */
const EXAMPLES = 5;

/**
 * Deletes objects that no row has named for `graceSeconds`, in batches, each as soon as it was compared. Returns the number of deleted ones: none while deletions are held back. Rows without
 * an object are logged once, as a count and some examples, because an emptied store has as many of them as it had objects.
 */
export async function removeOrphanedObjects(scope: Scope, storage: Storage, graceSeconds: number, log: Log): Promise<number> {
  const missing: string[] = [];
  let [removed, missed, batch] = [0, 0, [] as string[]];
  const remove = async (): Promise<void> => {
    if (await storage.remove(batch)) removed += batch.length;
    batch = [];
  };
  for await (const { kind, key } of differences(scope, { storage, graceSeconds })) {
    if (kind === 'ORPHAN') batch.push(key);
    else if ((missed += 1) <= EXAMPLES) missing.push(key);
    if (batch.length === DELETE_BATCH_SIZE) await remove();
  }
  await remove();
  if (missed > 0)
    log.error({ event: 'objects_missing', count: missed, examples: missing }, 'rows name objects that are missing in the store');
  return removed;
}
