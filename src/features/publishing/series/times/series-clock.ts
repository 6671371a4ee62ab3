import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../../../kernel/id.ts';
import { dueTimes } from './cron-times.ts';
import { SeriesEntity, SeriesRunEntity } from '../series.entity.ts';

/**
 * Writes the due run of a series and sets its next time, in one transaction under the lock of its row. Does nothing when another worker holds
 * the lock or was faster. Times that passed without a worker become one run in the state MISSED.
 */
export async function writeDueRuns(em: EntityManager, seriesId: string): Promise<void> {
  const [locked] = await em.execute<{ now: Date | string }[]>(
    'select clock_timestamp() as now from series where id = ? and next_run_at <= clock_timestamp() for no key update skip locked',
    [seriesId],
  );
  if (!locked) return;
  const series = await em.findOneOrFail(SeriesEntity, { id: seriesId });
  const { workspaceId, nextRunAt } = series;
  if (!nextRunAt) return;
  const now = new Date(locked.now);
  const { run, missed, next } = dueTimes(series, nextRunAt, now);
  const common = { workspaceId, seriesId };
  if (missed > 0) {
    const message =
      missed === 1 ? 'No worker was running at this time.' : `No worker was running at this time and ${missed - 1} later ones.`;
    const failure = { code: 'RUN_MISSED', message };
    await insertOnce(em, { ...common, scheduledAt: nextRunAt, state: 'MISSED', missedTimes: missed, failure, finishedAt: now });
  }
  if (run) await insertOnce(em, { ...common, scheduledAt: run, state: 'PENDING', missedTimes: 0, failure: null, finishedAt: null });
  em.assign(series, { nextRunAt: next });
  await em.flush();
}

interface ScheduledRun {
  readonly workspaceId: string;
  readonly seriesId: string;
  readonly scheduledAt: Date;
  readonly state: 'PENDING' | 'MISSED';
  readonly missedTimes: number;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly finishedAt: Date | null;
}

/** Inserts a run unless the series has one at that time: an expression that was changed may name a time again. The caller has the lock. */
async function insertOnce(em: EntityManager, run: ScheduledRun): Promise<void> {
  const { seriesId, scheduledAt } = run;
  if ((await em.count(SeriesRunEntity, { seriesId, scheduledAt, isManual: false })) === 0)
    em.create(SeriesRunEntity, { id: newId(), ...run });
}
