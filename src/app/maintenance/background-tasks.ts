import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import { startWebhookPoller } from '../../features/webhooks/webhook-poller.ts';
import type { Config } from '../config.ts';
import type { Platform } from '../platform.ts';
import type { Services } from '../services.ts';
import { startMaintenance } from './maintenance-tasks.ts';
import { deleteStaleWorkFolders } from './work-folders.ts';

/** Steps are admitted whenever one is made or ends, and whenever a worker says that it lives; this is for those that the queue has lost. */
const ADMIT_EVERY_MS = 20_000;
/** A worker that has not said for 15 s that it lives is not reckoned with. */
const ALIVE_EVERY_MS = 5_000;
/** Folders of killed workers are removed when one starts; this is for those that none follows. */
const REMOVE_FOLDERS_EVERY_MS = 60_000;
/** What an earlier ENCRYPTION_KEY sealed is sealed anew within this. */
const TIDY_EVERY_MS = 60_000;

/** What a worker does beside its steps, for as long as it lives. Resolves with what ends it all, once everybody knows that it lives. */
export async function startBackgroundTasks(
  platform: Platform,
  { steps, totp, deliveries }: Pick<Services, 'steps' | 'totp' | 'deliveries'>,
  config: Pick<Config, 'workerConcurrency' | 'workDir' | 'retention'>,
  log: Log,
): Promise<() => Promise<void>> {
  const scope = () =>
    platform.database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: AbortSignal.timeout(ADMIT_EVERY_MS) });
  const worker = { id: newId(), concurrency: config.workerConcurrency };
  await steps.heartbeat(scope(), worker);
  const every = (ms: number, task: () => Promise<void>): NodeJS.Timeout =>
    setInterval(() => void task().catch((error: unknown) => log.warn({ err: error }, 'will try again')), ms);
  const timers = [
    every(ALIVE_EVERY_MS, () => steps.heartbeat(scope(), worker)),
    every(ADMIT_EVERY_MS, async () => {
      const lost = await steps.dispatchWaiting(scope());
      if (lost > 0) log.warn({ lost }, 'the queue had lost steps; they are admitted again');
    }),
    every(REMOVE_FOLDERS_EVERY_MS, async () => {
      const folders = await deleteStaleWorkFolders(config.workDir);
      if (folders > 0) log.info({ folders }, 'removed what killed workers left');
    }),
    every(TIDY_EVERY_MS, () => totp.reencryptSecrets(scope())),
  ];
  const stopBell = startWebhookPoller(platform.pubsub, deliveries, log);
  const stopSweeps = startMaintenance(platform, config.retention, log);
  return async () => {
    timers.forEach((timer) => clearInterval(timer));
    // A courtesy to the others: who says nothing is forgotten soon.
    await steps.deregister(scope(), worker.id).catch(() => undefined);
    await Promise.all([stopSweeps(), stopBell()]);
  };
}
