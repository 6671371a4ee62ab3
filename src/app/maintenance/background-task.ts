import type { OpenedProviders } from '../../features/jobs/calls/left-calls.service.ts';
import type { Workload } from '../../features/jobs/scheduling/workload.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { Config } from '../config.ts';
import type { Services } from '../services.ts';

/** The services that have background tasks. */
export type TaskServices = Pick<
  Services,
  | 'steps'
  | 'totp'
  | 'deliveries'
  | 'channels'
  | 'filmStatistics'
  | 'apiQuotas'
  | 'batchWaves'
  | 'seriesRunner'
  | 'suspendedWork'
  | 'adminStats'
  | 'providerKeys'
  | 'installationKeys'
  | 'modelLists'
  | 'billing'
  | 'stripeWebhooks'
  | 'slots'
  | 'leftCalls'
  | 'voiceLists'
  | 'notificationConsumer'
  | 'slotNotifications'
>;

export interface TaskContext extends TaskServices {
  readonly worker: { readonly id: string; readonly concurrency: number };
  readonly workload: Pick<Workload, 'steps'>;
  readonly workDir: string;
  readonly storage: Storage;
  readonly providers: OpenedProviders;
  readonly metrics?: Metrics | undefined;
  readonly retention: Config['retention'];
  readonly log: Log;
}

export interface BackgroundTask {
  /** Name of the lease, also in the log line of a failure. */
  readonly name: string;
  /** Interval in milliseconds. */
  readonly every: number;
  /**
   * ONE: the worker that acquires the lease runs the task, and no other does for this interval. EACH: every worker runs it by its own
   * timer.
   */
  readonly workers: 'ONE' | 'EACH';
  readonly run: (scope: Scope, context: TaskContext) => Promise<void>;
}
