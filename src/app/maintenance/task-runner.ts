import { startNotificationPoller } from '../../features/notifications/events/notification-poller.ts';
import { startWebhookPoller } from '../../features/webhooks/deliveries/webhook-poller.ts';
import { Workload } from '../../features/jobs/scheduling/workload.ts';
import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Config } from '../config.ts';
import type { Platform } from '../platform.ts';
import { backgroundTasks } from './background-tasks.ts';
import type { BackgroundTask, TaskContext, TaskServices } from './background-task.ts';

/** How often a worker checks for tasks whose lease is free. */
const CHECK_EVERY_MS = 60_000;
/** Milliseconds that a task of EACH worker may run, so that a run that began before an outage ends. */
const TIMEOUT_MS = 20_000;
/** Milliseconds for deregistering at shutdown. Without a database, the heartbeat expires instead. */
const DEREGISTER_WITHIN_MS = 5_000;

/** Starts the worker's background tasks; resolves with a stop function after the first heartbeat. */
export async function startBackgroundTasks(
  {
    database,
    storage,
    pubsub,
    providers,
    metrics,
  }: Pick<Platform, 'database' | 'storage' | 'pubsub'> & Pick<TaskContext, 'providers' | 'metrics'>,
  services: TaskServices,
  { workerConcurrency: concurrency, workDir, retention }: Pick<Config, 'workerConcurrency' | 'workDir' | 'retention'>,
  log: Log,
  workload: Pick<Workload, 'steps'> = new Workload(),
): Promise<() => Promise<void>> {
  const stop = new AbortController();
  const worker = { id: newId(), concurrency };
  const { steps } = services;
  const context: TaskContext = { ...services, worker, workload, workDir, storage, providers, metrics, retention, log };
  const scope = (): Scope => database.systemScope(AbortSignal.timeout(TIMEOUT_MS));
  await steps.heartbeat(scope(), worker);
  const timers = backgroundTasks
    .filter(({ workers }) => workers === 'EACH')
    .map((task) => setInterval(() => void runTask(task, scope(), context), task.every));
  const leasedScope = database.systemScope(stop.signal);
  let leased = Promise.resolve();
  timers.push(
    setInterval(() => {
      leased = leased.then(() => runDueTasks(leasedScope, context));
    }, CHECK_EVERY_MS),
  );
  const stopPollers = [
    startWebhookPoller(pubsub, services.deliveries, log),
    startNotificationPoller(pubsub, services.notificationConsumer, log),
  ];
  return async () => {
    timers.forEach((timer) => clearInterval(timer));
    stop.abort(new Error('shutting down'));
    // Deregisters at once; otherwise the capacity of this worker would count until its heartbeat expires.
    await steps.deregister(database.systemScope(AbortSignal.timeout(DEREGISTER_WITHIN_MS)), worker.id).catch(() => undefined);
    await Promise.all([leased, ...stopPollers.map((stopPoller) => stopPoller())]);
  };
}

/** Runs, one after the other, every task of ONE worker whose lease is free. */
export async function runDueTasks(scope: Scope, context: TaskContext): Promise<void> {
  for (const task of backgroundTasks.filter(({ workers }) => workers === 'ONE')) {
    if (scope.signal.aborted) return;
    await runTask({ ...task, run: async () => ((await acquireLease(scope, task)) ? task.run(scope, context) : undefined) }, scope, context);
  }
}

async function acquireLease(scope: Scope, { name, every }: BackgroundTask): Promise<boolean> {
  const [lease] = await scope.tx((em) =>
    em.execute<{ acquired: boolean }[]>(`select acquire_lease(?, ? * interval '1 millisecond') as acquired`, [name, every]),
  );
  return lease?.acquired === true;
}

async function runTask({ name, workers, run }: BackgroundTask, scope: Scope, context: TaskContext): Promise<void> {
  try {
    await run(scope, context);
  } catch (error) {
    // Only a stop of the worker aborts the scope of a leased task.
    if (workers === 'ONE' && scope.signal.aborted) return;
    context.log.warn({ event: 'task_failed', task: name, err: error }, 'background task failed; retrying');
  }
}
