import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import { startWebhookPoller } from '../../features/webhooks/webhook-poller.ts';
import type { Config } from '../config.ts';
import type { Platform } from '../platform.ts';
import type { Services } from '../services.ts';
import { startMaintenance } from './maintenance-tasks.ts';
import { deleteStaleWorkFolders } from './work-folders.ts';

/** Interval of the search for dispatched steps that the queue has lost. */
const REQUEUE_EVERY_MS = 20_000;
/** Heartbeat interval. Workers silent for 15 s do not count as capacity. */
const ALIVE_EVERY_MS = 5_000;
/** Folders of killed workers are deleted when a worker starts; this covers workers without a successor. */
const REMOVE_FOLDERS_EVERY_MS = 60_000;
/** Interval of re-encrypting values of ENCRYPTION_KEY_PREVIOUS. */
const TIDY_EVERY_MS = 60_000;

/** Starts the worker's background tasks; resolves with a stop function after the first heartbeat. */
export async function startBackgroundTasks(
  platform: Platform,
  { steps, totp, deliveries }: Pick<Services, 'steps' | 'totp' | 'deliveries'>,
  config: Pick<Config, 'workerConcurrency' | 'workDir' | 'retention'>,
  log: Log,
): Promise<() => Promise<void>> {
  const scope = () => platform.database.systemScope(AbortSignal.timeout(REQUEUE_EVERY_MS));
  const worker = { id: newId(), concurrency: config.workerConcurrency };
  await steps.heartbeat(scope(), worker);
  const every = (ms: number, task: () => Promise<void>): NodeJS.Timeout =>
    setInterval(() => void task().catch((error: unknown) => log.warn({ err: error }, 'background task failed; retrying')), ms);
  const timers = [
    every(ALIVE_EVERY_MS, () => steps.heartbeat(scope(), worker)),
    every(REQUEUE_EVERY_MS, async () => {
      const lost = await steps.requeueLost(scope());
      if (lost > 0) log.warn({ lost }, 'requeued steps that the queue had lost');
    }),
    every(REMOVE_FOLDERS_EVERY_MS, async () => {
      const folders = await deleteStaleWorkFolders(config.workDir);
      if (folders > 0) log.info({ folders }, 'deleted work folders of killed workers');
    }),
    every(TIDY_EVERY_MS, () => totp.reencryptSecrets(scope())),
  ];
  const stopBell = startWebhookPoller(platform.pubsub, deliveries, log);
  const stopSweeps = startMaintenance(platform, config.retention, log);
  return async () => {
    timers.forEach((timer) => clearInterval(timer));
    // Deregister early; otherwise our capacity expires on its own.
    await steps.deregister(scope(), worker.id).catch(() => undefined);
    await Promise.all([stopSweeps(), stopBell()]);
  };
}
