import { loadBatched } from '../../../platform/database/lists/load-batched.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { JobRow } from '../job/job.entity.ts';
import { isTerminal } from '../job/job.states.ts';

/** Estimates for an unfinished job; undefined where nothing is known. */
export interface JobForecast {
  /** Position of a waiting job in the queue over all workspaces; 1 is next. */
  readonly queuePosition?: number | undefined;
  readonly startAt?: Date | undefined;
  readonly finishAt?: Date | undefined;
}

/** Progress below which the job's own pace is too noisy for an estimate. */
const PACE_FROM = 0.05;

interface Row {
  readonly job_id: string;
  readonly queue_position: number | null;
  readonly start_at: Date | string | null;
  readonly finish_at: Date | string | null;
}

type ForecastJob = Pick<JobRow, 'id' | 'status' | 'progress' | 'startedAt' | 'finishedAt'>;

const owner = {};

/** Estimates a job from measured speeds, current workers and the fair order, by one statement for all jobs of a request. */
export async function forecastOf(scope: Scope, job: ForecastJob): Promise<JobForecast> {
  if (isTerminal(job.status)) return { startAt: job.startedAt ?? undefined, finishAt: job.finishedAt ?? undefined };
  const row = await loadBatched(scope, { owner, question: 'forecast', id: job.id }, async (em, ids) => {
    const rows = await em.execute<Row[]>('select * from job_forecasts(?::uuid[])', [`{${ids.join(',')}}`]);
    return new Map(rows.map((found) => [found.job_id, found]));
  });
  return {
    queuePosition: row?.queue_position ?? undefined,
    startAt: job.startedAt ?? dateOf(row?.start_at),
    finishAt: dateOf(row?.finish_at) ?? finishByOwnPace(job, new Date()),
  };
}

/** Estimates the end when nothing was measured yet: assumes that the rest takes as long per unit as the finished part. */
export function finishByOwnPace({ startedAt, progress }: Pick<JobRow, 'startedAt' | 'progress'>, now: Date): Date | undefined {
  if (!startedAt || progress < PACE_FROM) return undefined;
  return new Date(startedAt.getTime() + (now.getTime() - startedAt.getTime()) / progress);
}

const dateOf = (value: Date | string | null | undefined): Date | undefined => (value == null ? undefined : new Date(value));
