import type { EntityManager } from '@mikro-orm/postgresql';
import { clockTime } from '../../../../platform/database/database-time.ts';
import { lockRow } from '../../../../platform/database/rows.ts';
import type { Scope } from '../../../../platform/database/scope.ts';
import { SeriesEntity, SeriesRunEntity } from '../series.entity.ts';
import type { SeriesRow, SeriesRunRow } from '../series.entity.ts';

/** Seconds until another attempt may begin, so that a dead worker is replaced. A live one that needs longer extends them. */
const NEXT_ATTEMPT_SECONDS = 60;
/** Milliseconds between two extensions; two of them may fail. */
const EXTEND_EVERY_MS = 15_000;

/** A run whose attempt this worker makes. */
export interface ClaimedRun extends Pick<SeriesRunRow, 'id' | 'seriesId' | 'workspaceId' | 'attempts'> {
  readonly isPublishing: boolean;
}

/** Takes the next attempt at a run; undefined when it is not due, has ended, or another worker has taken it. */
export async function claimRun(em: EntityManager, runId: string): Promise<ClaimedRun | undefined> {
  const [free] = await em.execute<object[]>(
    `select id from series_runs
     where id = ? and (state = 'PENDING' or (state = 'PUBLISHING' and publish_job_id is null)) and available_at <= clock_timestamp()
     for no key update skip locked`,
    [runId],
  );
  if (!free) return undefined;
  const run = await em.findOneOrFail(SeriesRunEntity, { id: runId });
  const { id, seriesId, workspaceId } = run;
  const claimed = { id, seriesId, workspaceId, attempts: run.attempts + 1, isPublishing: run.state === 'PUBLISHING' };
  em.assign(run, { attempts: claimed.attempts, availableAt: clockTime(NEXT_ATTEMPT_SECONDS) });
  await em.flush();
  return claimed;
}

/**
 * The series of a claimed run, locked; null when another worker has taken the run meanwhile, or it was deleted. The series is locked first,
 * as by those who delete it.
 */
export async function lockSeries(em: EntityManager, { id, seriesId, attempts }: ClaimedRun): Promise<SeriesRow | null> {
  const series = await lockRow(em, SeriesEntity, seriesId);
  const run = series && (await lockRow(em, SeriesRunEntity, id));
  const isOurs = run && run.attempts === attempts && (run.state === 'PENDING' || (run.state === 'PUBLISHING' && !run.publishJobId));
  return isOurs ? series : null;
}

/**
 * Works for a claimed run, however long that takes: until its end no other worker begins an attempt. The signal of the work is aborted when
 * another worker has the run all the same, because this one was away from the database for too long.
 */
export async function keepClaimed<Result>(
  scope: Scope,
  { id, attempts }: Pick<ClaimedRun, 'id' | 'attempts'>,
  work: (signal: AbortSignal) => Promise<Result>,
  everyMs = EXTEND_EVERY_MS,
): Promise<Result> {
  const lost = new AbortController();
  const extend = async (): Promise<void> => {
    const kept = await scope.tx((em) =>
      em.nativeUpdate(SeriesRunEntity, { id, attempts }, { availableAt: clockTime(NEXT_ATTEMPT_SECONDS) }),
    );
    if (kept === 0) lost.abort(new Error('another worker has taken the run'));
  };
  // One at a time, however slow the database is, and none is left behind. A failed extension is followed by another one.
  let extending: Promise<void> | undefined;
  const timer = setInterval(() => {
    extending ??= extend()
      .catch(() => undefined)
      .finally(() => (extending = undefined));
  }, everyMs);
  try {
    return await work(AbortSignal.any([scope.signal, lost.signal]));
  } finally {
    clearInterval(timer);
    await extending;
  }
}
