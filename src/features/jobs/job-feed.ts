import { writeCursor } from '../../kernel/page.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { PubSub } from '../../platform/pubsub/pubsub.ts';
import { JobEntity } from './job.entity.ts';
import type { JobEventRow, JobRow } from './job.entity.ts';
import { isTerminal } from './job.states.ts';
import type { JobEventType } from './job.states.ts';
import { readEvents } from './job.service.ts';

const READ_AT_ONCE = 200;

/** An event as subscribers get it; the fields are those of its row. */
export interface JobProgressEvent extends Omit<JobEventRow, 'type' | 'workspaceId'> {
  readonly type: JobEventType;
  readonly cursor: string;
}

/** Wakes the subscriptions of this process when their job's log has grown; the log itself is read, never the notification. */
export class JobFeed {
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(pubsub: PubSub) {
    pubsub.listen('job_events', (payload) => {
      if (payload === undefined) this.#wakeAll();
      else this.#wake((JSON.parse(payload) as { jobId: string }).jobId);
    });
  }

  /** Streams of this process that are open; for metrics. */
  get open(): number {
    return [...this.#waiting.values()].reduce((sum, ringers) => sum + ringers.size, 0);
  }

  /**
   * Without `after`: a SNAPSHOT, then what is new. With it: every event after the cursor once and in order, then what is new.
   * Ends when the newest state is terminal and the log is drained, or when `signal` is aborted.
   * The listener is registered before the log is first read, so that nothing falls between.
   */
  async *stream(scope: Scope, jobId: string, after: number | undefined, signal: AbortSignal): AsyncGenerator<JobProgressEvent> {
    const bell = this.#ring(jobId, signal);
    try {
      let sequence = after;
      while (!signal.aborted) {
        const heard = bell.rung();
        const { job, events } = await look(scope, jobId, sequence ?? 0, sequence === undefined);
        if (!job) return;
        // Older than what is kept, or from nowhere: what is true now is the best answer.
        const lost = sequence !== undefined && (sequence > job.sequence || (events[0]?.sequence ?? job.sequence + 1) > sequence + 1);
        if (sequence === undefined || lost) {
          yield snapshotOf(job);
          sequence = job.sequence;
        } else {
          for (const event of events) yield { ...event, cursor: writeCursor(event.sequence) };
          sequence = events.at(-1)?.sequence ?? sequence;
        }
        if (isTerminal(job.status) && sequence >= job.sequence) return;
        if (events.length < READ_AT_ONCE) await heard;
      }
    } finally {
      bell.close();
    }
  }

  #ring(jobId: string, signal: AbortSignal): { rung: () => Promise<void>; close: () => void } {
    let next = Promise.withResolvers<void>();
    const ring = (): void => next.resolve();
    const ringers = this.#waiting.get(jobId) ?? new Set();
    this.#waiting.set(jobId, ringers.add(ring));
    signal.addEventListener('abort', ring, { once: true });
    return {
      /** Resolves at the next ring from now on: ask before looking, wait after. */
      rung: () => {
        next = Promise.withResolvers();
        if (signal.aborted) next.resolve();
        return next.promise;
      },
      close: () => {
        signal.removeEventListener('abort', ring);
        ringers.delete(ring);
        if (ringers.size === 0) this.#waiting.delete(jobId);
      },
    };
  }

  #wake(jobId: string): void {
    this.#waiting.get(jobId)?.forEach((ring) => ring());
  }

  #wakeAll(): void {
    for (const ringers of this.#waiting.values()) ringers.forEach((ring) => ring());
  }
}

/** The job and its newest events in one snapshot of the database. */
async function look(
  scope: Scope,
  jobId: string,
  sequence: number,
  jobOnly: boolean,
): Promise<{ job: JobRow | null; events: readonly JobEventRow[] }> {
  try {
    return await scope.read(async (em) => ({
      job: await em.findOne(JobEntity, { id: jobId }),
      events: jobOnly ? [] : await readEvents(em, jobId, sequence, READ_AT_ONCE),
    }));
  } finally {
    await scope.close();
  }
}

const snapshotOf = (job: JobRow): JobProgressEvent => ({
  jobId: job.id,
  cursor: writeCursor(job.sequence),
  sequence: job.sequence,
  type: 'SNAPSHOT',
  at: new Date(),
  status: job.status,
  progress: job.progress,
  step: job.step ?? null,
  sceneId: null,
  message: null,
});
