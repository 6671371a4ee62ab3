import { writeCursor } from '../../../kernel/page.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { LogPage } from '../../../platform/event-stream/shared-log.ts';
import { JobEntity } from '../job/job.entity.ts';
import type { JobEventRow, JobRow } from '../job/job.entity.ts';
import { readEvents } from '../job/job.service.ts';
import { isTerminal } from '../job/job.states.ts';
import type { JobEventType } from '../job/job.states.ts';

const PAGE_SIZE = 200;
/** Columns of a job that its log shows. Its input and its film spec can be large, and the job is read for every event. */
const LOGGED = ['id', 'sequence', 'status', 'progress', 'step'] as const satisfies readonly (keyof JobRow)[];
type LoggedJob = Pick<JobRow, (typeof LOGGED)[number]>;

/** An event as subscribers receive it; the fields are those of its row. */
export interface JobProgressEvent extends Omit<JobEventRow, 'type' | 'workspaceId'> {
  readonly type: JobEventType;
  readonly cursor: string;
}

/**
 * Events after a position of a job's log, in one database snapshot. Without a position, or for an expired or unknown one, returns the
 * current state as one SNAPSHOT. For a job that the actor cannot see, the log has ended.
 */
export async function readJobLog(scope: Scope, jobId: string, after: number | undefined): Promise<LogPage<JobProgressEvent>> {
  const { job, events } = await readLog(scope, jobId, after);
  if (!job) return { events: [], sequence: after ?? 0, more: false, ended: true };
  const isLost = after !== undefined && (after > job.sequence || (events[0]?.sequence ?? job.sequence + 1) > after + 1);
  const startsOver = after === undefined || isLost;
  const sequence = startsOver ? job.sequence : (events.at(-1)?.sequence ?? after);
  return {
    events: startsOver ? [snapshotOf(job)] : events.map((event) => ({ ...event, cursor: writeCursor(event.sequence) })),
    sequence,
    more: !startsOver && events.length === PAGE_SIZE,
    ended: isTerminal(job.status) && sequence >= job.sequence,
  };
}

async function readLog(
  scope: Scope,
  jobId: string,
  after: number | undefined,
): Promise<{ job: LoggedJob | null; events: readonly JobEventRow[] }> {
  try {
    return await scope.read(async (em) => {
      const [job, events] = await Promise.all([
        em.findOne(JobEntity, { id: jobId }, { fields: [...LOGGED] }),
        after === undefined ? [] : readEvents(em, jobId, after, PAGE_SIZE),
      ]);
      return { job, events };
    });
  } finally {
    await scope.close();
  }
}

const snapshotOf = (job: LoggedJob): JobProgressEvent => ({
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
