import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import type { Database } from '../../platform/database/database.ts';
import { SharedLog } from '../../platform/live/shared-log.ts';
import type { LogListener } from '../../platform/live/shared-log.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { PubSub } from '../../platform/pubsub/pubsub.ts';
import type { JobRow } from './job.entity.ts';
import { readJobLog } from './job-log.ts';
import type { JobProgressEvent } from './job-log.ts';
import { JobTail } from './job-tail.ts';

type Job = Pick<JobRow, 'id' | 'workspaceId'>;

/** Wakes the readers of this process when their job's log has grown; the log itself is read, never the notification. */
export class JobFeed {
  readonly #database: Pick<Database, 'scope'>;
  readonly #log: Log;
  readonly #tails = new Map<string, JobTail>();

  constructor(pubsub: PubSub, database: Pick<Database, 'scope'>, log: Log) {
    this.#database = database;
    this.#log = log;
    pubsub.listen('job_events', (payload) => {
      if (payload === undefined) this.#tails.forEach((tail) => tail.ring());
      else this.#tails.get((JSON.parse(payload) as { jobId: string }).jobId)?.ring();
    });
  }

  /** Groups of this process that follow a job live; for metrics. */
  get open(): number {
    return [...this.#tails.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * A job's log for one subscriber. Without `after`: a SNAPSHOT, then what is new. With it: every event after the cursor once and in
   * order, then what is new. Ends when the newest state is terminal and the log is drained.
   */
  logOf(scope: Scope, { id, workspaceId }: Job, after: number | undefined): SharedLog<JobProgressEvent> {
    // Ids alone: thousands of these live for long, and a row drags along all that was loaded with it.
    const job = { id, workspaceId };
    return new SharedLog({
      workspaceId,
      after,
      read: (place) => readJobLog(scope, id, place),
      follow: (place, listener) => this.#follow(job, place, listener),
      maySkip: ({ type }) => type === 'PROGRESS',
    });
  }

  #follow(job: Job, after: number, listener: LogListener<JobProgressEvent>): (() => void) | undefined {
    const tail = this.#tails.get(job.id) ?? this.#openTail(job, after);
    const leave = tail.join(after, listener);
    // The log may have grown between this listener's last look and now.
    tail.ring();
    return leave;
  }

  #openTail({ id, workspaceId }: Job, after: number): JobTail {
    const read = (place: number) => readJobLog(this.#engineScope(workspaceId), id, place);
    const tail: JobTail = new JobTail(after, read, this.#log, () => void (this.#tails.get(id) === tail && this.#tails.delete(id)));
    this.#tails.set(id, tail);
    return tail;
  }

  /** The log is read in nobody's name: each who follows has shown that it is theirs, and may leave at any time. */
  #engineScope(workspaceId: string): Scope {
    return this.#database.scope({ actor: { kind: 'worker', workspaceId }, requestId: newId(), signal: NEVER });
  }
}

const NEVER = new AbortController().signal;
