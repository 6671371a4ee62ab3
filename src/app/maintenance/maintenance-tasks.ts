import { purgeAssets } from '../../features/assets/library/purge-assets.ts';
import { deleteExpiredUploads } from '../../features/assets/uploads/expire-uploads.ts';
import type { Log } from '../../kernel/log.ts';
import { collectArtifacts } from '../../platform/artifacts/collect-artifacts.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { Config } from '../config.ts';
import type { Platform } from '../platform.ts';
import { purgeWorkspaces } from './purge-workspaces.ts';
import { differences, timeBefore } from './check-storage.ts';
import { deleteOldRows } from './retention.ts';

/** How often a worker checks for due maintenance tasks. */
const LOOK_EVERY_MS = 60_000;
/** An object without a row is an orphan after this time; rows follow within seconds and are refused after half of it. */
const ORPHAN_AFTER_SECONDS = 12 * 3_600;
/** Parts of an unfinished upload are deleted after this. Longer than an upload is open (20 h), and with the task's interval under a day. */
const PARTS_AFTER_SECONDS = 22 * 3_600;
/** Objects per request to the store. */
const DELETE_BATCH_SIZE = 1_000;
/** Keys that a log line names; the rest is a number. */
const EXAMPLES = 5;

interface MaintenanceContext {
  readonly storage: Storage;
  readonly retention: Config['retention'];
  readonly log: Log;
}

interface MaintenanceTask {
  readonly name: string;
  /** Lease over all workers: the worker that acquires it runs the task, and no other does for this interval (PostgreSQL syntax). */
  readonly every: string;
  readonly run: (scope: Scope, parts: MaintenanceContext) => Promise<void>;
}

const maintenanceTasks: readonly MaintenanceTask[] = [
  { name: 'rows', every: '1 hour', run: (scope, { retention, log }) => deleteOldRows(scope, retention, log) },
  {
    name: 'artifacts',
    every: '1 hour',
    run: async (scope, { storage, retention, log }) => {
      const collected = await collectArtifacts(scope, storage, retention.artifactDays);
      if (collected > 0) log.info({ collected }, 'collected unused artifacts');
    },
  },
  { name: 'workspaces', every: '1 hour', run: (scope, { storage, log }) => purgeWorkspaces(scope, storage, log) },
  {
    name: 'assets',
    every: '1 hour',
    run: async (scope, { storage, log }) => {
      const purged = await purgeAssets(scope, storage);
      if (purged > 0) log.info({ purged }, 'purged deleted assets');
    },
  },
  {
    name: 'uploads',
    every: '10 minutes',
    run: async (scope, { storage, log }) => {
      const forgotten = await deleteExpiredUploads(scope, storage);
      if (forgotten > 0) log.info({ forgotten }, 'deleted expired uploads');
    },
  },
  {
    name: 'parts',
    every: '1 hour',
    run: async (scope, { storage, log }) => {
      const uploads = await storage.abortUploads(await timeBefore(scope, PARTS_AFTER_SECONDS));
      if (uploads > 0) log.info({ uploads }, 'deleted the parts of unfinished uploads');
    },
  },
  {
    // With the age of an orphan: every object that no row counts is gone within a day.
    name: 'orphans',
    every: '8 hours',
    run: async (scope, { storage, log }) => {
      const removed = await removeOrphanedObjects(scope, storage, ORPHAN_AFTER_SECONDS, log);
      if (removed > 0) log.info({ removed }, 'deleted objects that no row names');
    },
  },
];

/** Runs the shared maintenance tasks, one worker at a time. Returns a function that stops and resolves when the current task has ended. */
export function startMaintenance({ database, storage }: Platform, retention: Config['retention'], log: Log): () => Promise<void> {
  const stop = new AbortController();
  const scope = database.systemScope(stop.signal);
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() => runDueTasks(scope, { storage, retention, log }));
  }, LOOK_EVERY_MS);
  return async () => {
    clearInterval(timer);
    stop.abort(new Error('shutting down'));
    await running;
  };
}

/** Runs every task whose lease is free. A failed task is logged and runs again with its next lease. */
export async function runDueTasks(scope: Scope, parts: MaintenanceContext): Promise<void> {
  for (const { name, every, run } of maintenanceTasks) {
    if (scope.signal.aborted) return;
    try {
      const [lease] = await scope.tx((em) =>
        em.execute<{ acquired: boolean }[]>('select acquire_lease(?, ?::interval) as acquired', [name, every]),
      );
      if (lease?.acquired) await run(scope, parts);
    } catch (error) {
      if (!scope.signal.aborted) parts.log.warn({ sweep: name, err: error }, 'maintenance task failed; retrying');
    }
  }
}

/**
 * Deletes objects that no row has named for `graceSeconds`, in batches, each as soon as it was compared. Returns how many. Rows without
 * their object are logged once, as a count and some examples: a store that was emptied has as many of them as it had objects.
 */
export async function removeOrphanedObjects(scope: Scope, storage: Storage, graceSeconds: number, log: Log): Promise<number> {
  const missing: string[] = [];
  let [removed, missed, batch] = [0, 0, [] as string[]];
  const remove = async (): Promise<void> => {
    await storage.remove(batch);
    removed += batch.length;
    batch = [];
  };
  for await (const { kind, key } of differences(scope, { storage, graceSeconds })) {
    if (kind === 'ORPHAN') batch.push(key);
    else if ((missed += 1) <= EXAMPLES) missing.push(key);
    if (batch.length === DELETE_BATCH_SIZE) await remove();
  }
  await remove();
  if (missed > 0) log.error({ count: missed, examples: missing }, 'rows name objects that are missing in the store');
  return removed;
}
