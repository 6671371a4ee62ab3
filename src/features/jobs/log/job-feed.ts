import type { Log } from '../../../kernel/log.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { LogTails } from '../../../platform/event-stream/live-logs.ts';
import type { SharedLog } from '../../../platform/event-stream/shared-log.ts';
import type { PubSub } from '../../../platform/pubsub/pubsub.ts';
import type { JobRow } from '../job/job.entity.ts';
import { readJobLog } from './job-log.ts';
import type { JobProgressEvent } from './job-log.ts';

/** Wakes the readers of this process when the log of a job has grown. Readers read the log and never rely on the notification. */
export class JobFeed {
  readonly #logs: LogTails<JobProgressEvent>;

  constructor(pubsub: PubSub, database: Pick<Database, 'systemScope'>, log: Log) {
    this.#logs = new LogTails({ database, log, read: readJobLog, maySkip: ({ type }) => type === 'PROGRESS' });
    pubsub.listen('job_events', (payload) => {
      this.#logs.wake(payload === undefined ? undefined : (JSON.parse(payload) as { jobId: string }).jobId);
    });
  }

  /** Live groups of this process that follow a job; for metrics. */
  get open(): number {
    return this.#logs.open;
  }

  /**
   * The log of a job for one subscriber. Without `after`: a SNAPSHOT, then new events. With `after`: every event after the cursor once and
   * in order, then new events. Ends when the job has ended and all events were read.
   */
  logOf(scope: Scope, job: Pick<JobRow, 'id' | 'workspaceId'>, after: number | undefined): SharedLog<JobProgressEvent> {
    return this.#logs.of(scope, job, after);
  }

  /** Resolves with the next event after `after` that fits, with the end of the log, or with `signal`. */
  async next(
    scope: Scope,
    job: Pick<JobRow, 'id' | 'workspaceId'>,
    { after, fits, signal }: { readonly after: number; readonly fits: (event: JobProgressEvent) => boolean; readonly signal: AbortSignal },
  ): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const leave = this.logOf(scope, job, after)
      .only(fits)
      .follow(after, { onEvent: async () => resolve(), onEnd: resolve });
    // Without it the others have read on, and so must the caller.
    if (!leave || signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    leave?.();
  }
}
