import type { Log } from '../../kernel/log.ts';
import { runDeletion } from '../database/deletion-lock.ts';
import type { Storage } from './storage.ts';

/**
 * The store whose objects stay while a backup runs, so that the backup finds every object that its snapshot of the database names. What
 * `remove` then leaves is an orphan, because its row is deleted or names it no longer; the task for orphans deletes it after the backup.
 */
export function heldStorage(storage: Storage, databaseUrl: string, log: Log): Storage {
  const remove = async (keys: readonly string[]): Promise<boolean> => {
    if (keys.length === 0) return true;
    const outcome = await runDeletion(databaseUrl, async () => void (await storage.remove(keys)));
    if (outcome === 'DONE') return true;
    log.info(
      { event: 'deletion_held', reason: outcome, objects: keys.length },
      'objects are kept while a backup runs or the database is away; they are deleted as orphans',
    );
    return false;
  };
  return {
    uploads: storage.uploads,
    ready: (signal) => storage.ready(signal),
    putFile: (key, path, options) => storage.putFile(key, path, options),
    putBytes: (key, bytes, options) => storage.putBytes(key, bytes, options),
    getFile: (key, path, options) => storage.getFile(key, path, options),
    readBytes: (key, range, signal) => storage.readBytes(key, range, signal),
    stat: (key, signal) => storage.stat(key, signal),
    copy: (from, to, signal) => storage.copy(from, to, signal),
    list: (prefix) => storage.list(prefix),
    remove,
    abortUploads: (begunBefore) => storage.abortUploads(begunBefore),
    presignGet: (key, options) => storage.presignGet(key, options),
  };
}
