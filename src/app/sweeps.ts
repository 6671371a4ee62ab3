import { purgeAssets } from '../features/assets/purge.ts';
import { forgetExpiredUploads } from '../features/assets/upload-sweep.ts';
import { newId } from '../kernel/id.ts';
import type { Log } from '../kernel/log.ts';
import { collectArtifacts } from '../platform/artifacts/collect-artifacts.ts';
import type { Scope } from '../platform/database/scope.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Config } from './config.ts';
import type { Platform } from './platform.ts';
import { purgeWorkspaces } from './purge.ts';
import { differences, momentBefore } from './reconcile.ts';
import { deleteOldRows } from './retention.ts';

/** How often a worker looks whether a sweep is due. */
const LOOK_EVERY_MS = 60_000;
/** An object without a row is an orphan after this; a row comes within seconds of its object, and is refused after half of this. */
const ORPHAN_AFTER_SECONDS = 24 * 3_600;
/** The rest is removed a day later. */
const ORPHANS_AT_ONCE = 10_000;
/** Objects in one request to the store. */
const REMOVE_AT_ONCE = 1_000;

interface SweepParts {
  readonly storage: Storage;
  readonly retention: Config['retention'];
  readonly log: Log;
}

interface Sweep {
  readonly name: string;
  /** Over all workers: whoever begins it has it for so long. An interval of the database. */
  readonly every: string;
  readonly run: (scope: Scope, parts: SweepParts) => Promise<void>;
}

const sweeps: readonly Sweep[] = [
  { name: 'rows', every: '1 hour', run: (scope, { retention, log }) => deleteOldRows(scope, retention, log) },
  {
    name: 'artifacts',
    every: '1 hour',
    run: async (scope, { storage, retention, log }) => {
      const collected = await collectArtifacts(scope, storage, retention.artifactDays);
      if (collected > 0) log.info({ collected }, 'artifacts that nothing needs are collected');
    },
  },
  { name: 'workspaces', every: '1 hour', run: (scope, { storage, log }) => purgeWorkspaces(scope, storage, log) },
  {
    name: 'assets',
    every: '1 hour',
    run: async (scope, { storage, log }) => {
      const purged = await purgeAssets(scope, storage);
      if (purged > 0) log.info({ purged }, 'assets that were deleted long ago are purged');
    },
  },
  {
    name: 'uploads',
    every: '10 minutes',
    run: async (scope, { storage, log }) => {
      const forgotten = await forgetExpiredUploads(scope, storage);
      if (forgotten > 0) log.info({ forgotten }, 'uploads that nobody completed are forgotten');
    },
  },
  {
    name: 'orphans',
    every: '1 day',
    run: async (scope, { storage, log }) => {
      const removed = await removeOrphans(scope, storage, ORPHAN_AFTER_SECONDS, log);
      const uploads = await storage.forgetUploads(await momentBefore(scope, ORPHAN_AFTER_SECONDS));
      if (removed + uploads > 0) log.info({ removed, uploads }, 'objects that no row names are removed');
    },
  },
];

/** Tidies what all workers share, one worker at a time, for as long as this one lives. Returns what stops it, when it has stopped. */
export function startSweeps({ database, storage }: Platform, retention: Config['retention'], log: Log): () => Promise<void> {
  const stop = new AbortController();
  const scope = database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: stop.signal });
  let sweeping = Promise.resolve();
  const timer = setInterval(() => {
    sweeping = sweeping.then(() => sweepWhatIsDue(scope, { storage, retention, log }));
  }, LOOK_EVERY_MS);
  return async () => {
    clearInterval(timer);
    stop.abort(new Error('shutting down'));
    await sweeping;
  };
}

/** Does every sweep that no worker has begun lately. What fails is logged and comes again with its next time. */
export async function sweepWhatIsDue(scope: Scope, parts: SweepParts): Promise<void> {
  for (const { name, every, run } of sweeps) {
    if (scope.signal.aborted) return;
    try {
      const [lease] = await scope.tx((em) =>
        em.execute<{ ours: boolean }[]>('select acquire_lease(?, ?::interval) as ours', [name, every]),
      );
      if (lease?.ours) await run(scope, parts);
    } catch (error) {
      if (!scope.signal.aborted) parts.log.warn({ sweep: name, err: error }, 'sweep failed; it comes again');
    }
  }
}

/** Removes objects that have had no row for so long. Returns how many; a row without its object is told to the operator. */
export async function removeOrphans(scope: Scope, storage: Storage, graceSeconds: number, log: Log): Promise<number> {
  const orphans: string[] = [];
  for await (const { kind, key } of differences(scope, { storage, graceSeconds })) {
    if (kind === 'ORPHAN') orphans.push(key);
    else log.error({ key }, 'a row names an object that is not there');
    if (orphans.length === ORPHANS_AT_ONCE) break;
  }
  for (let at = 0; at < orphans.length; at += REMOVE_AT_ONCE) await storage.remove(orphans.slice(at, at + REMOVE_AT_ONCE));
  return orphans.length;
}
