import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Complaints } from '../../kernel/complaints.ts';
import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import { clockTime } from '../../platform/database/database-time.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { NewReservation } from '../billing/billing.service.ts';
import { JobEntity } from '../jobs/job/job.entity.ts';
import { PRIORITY } from '../jobs/job/job.states.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import type { PlanFilm, PlannedFilm, TemplateFilms } from '../renders/template-films.service.ts';
import { planRow } from './batch-check.ts';
import { reserveForWaiting } from './batch-rows.ts';
import { BatchEntity, BatchItemEntity, BatchStatsEntity } from './batch.entity.ts';
import type { BatchItemRow, BatchRow } from './batch.entity.ts';
import type { BatchRowFailure } from './batch.states.ts';

/** Number of open jobs of a batch after a wave. The next wave starts when half of them have ended. */
export const WAVE_JOBS = 20;
/** One below the default, so that films requested individually are made first. */
const BATCH_PRIORITY = PRIORITY.default - 1;

/**
 * Makes jobs of the waiting rows of open batches in waves, reports progress and completes batches. Every worker calls it once a second. The
 * lock of the batch's row lets one of them work. Everything is one transaction, so a worker that dies leaves the batch as it was before.
 */
export class BatchWaves {
  #isTending = false;

  constructor(
    private readonly films: TemplateFilms,
    private readonly jobs: JobService,
  ) {}

  /** Calls `tend` for every batch that is due. An error of one does not stop the others. */
  async tendAll(scope: Scope, log: Log): Promise<void> {
    // If a round takes longer than the timer, the next one is skipped.
    if (this.#isTending) return;
    this.#isTending = true;
    try {
      const due = await scope.tx((em) => em.execute<{ workspace_id: string; batch_id: string }[]>('select * from due_batches()'));
      for (const { workspace_id: workspaceId, batch_id: batchId } of due) {
        if (scope.signal.aborted) return;
        await this.tend(scope.as({ kind: 'worker', workspaceId }), batchId).catch((error: unknown) =>
          log.warn({ event: 'batch_failed', batchId, err: error }, 'failed to continue a batch; retrying'),
        );
      }
    } finally {
      this.#isTending = false;
    }
  }

  /** Does nothing when another worker has locked the batch or tended it less than a second ago, or when the batch has ended. */
  async tend(scope: Scope, batchId: string): Promise<void> {
    await scope.tx(async (em) => {
      const [free] = await em.execute<object[]>(
        `select id from batches where id = ? and status in ('RUNNING', 'PAUSED')
           and (tended_at is null or tended_at not between clock_timestamp() - interval '1 second' and clock_timestamp()) for no key update skip locked`,
        [batchId],
      );
      if (!free) return;
      const batch = await em.findOneOrFail(BatchEntity, { id: batchId });
      if (batch.status === 'RUNNING') await this.#startWave(em, scope, batch);
      const stats = await em.findOneOrFail(BatchStatsEntity, { id: batchId });
      const hasEnded = stats.queued + stats.running === 0;
      em.assign(batch, { tendedAt: clockTime(), reportedProgress: stats.progress });
      if (hasEnded) em.assign(batch, { status: 'COMPLETED', finishedAt: clockTime() });
      await em.flush();
    });
  }

  /** Makes jobs of the next rows when few enough jobs are open. Locks jobs before the balance, as every transaction does. */
  async #startWave(em: EntityManager, scope: Scope, batch: BatchRow): Promise<void> {
    const open = await countOpenJobs(em, batch.id);
    if (open > WAVE_JOBS / 2) return;
    const waiting = { batchId: batch.id, status: 'WAITING' } as const;
    const rows = await em.find(BatchItemEntity, waiting, { orderBy: { number: 'asc' }, limit: WAVE_JOBS - open, disableIdentityMap: true });
    if (rows.length === 0 && batch.reservationId === null) return;
    const earlier = await earlierJobs(em, batch.id, rows);
    const reservations = await this.#createJobs(
      em,
      scope,
      batch,
      rows.filter(({ number }) => !earlier.has(number)),
    );
    const reservationId = await reserveForWaiting(em, batch, reservations, async () => {
      for (const id of earlier.values()) await this.jobs.requeue(em, id);
    });
    em.assign(batch, { reservationId });
  }

  /** Creates the jobs of these rows and returns their reservations, which the caller makes. A row that cannot become a film fails. */
  async #createJobs(em: EntityManager, scope: Scope, batch: BatchRow, rows: readonly BatchItemRow[]): Promise<readonly NewReservation[]> {
    const reservations: NewReservation[] = [];
    let lost: string | undefined;
    const { workspaceId, createdBy, source } = batch;
    let plan = await this.films.planner(em, workspaceId, source);
    for (const [index, row] of rows.entries()) {
      const planWith = (by: PlanFilm) => planRow(by, { number: row.number, values: row.variables });
      let planned = planWith(plan);
      if (lost === undefined && filmOf(planned)?.isTrial) {
        planned = await this.films.planProbing(em, workspaceId, source, { plan: planWith, filmOf });
        // The provider that this film tries is no longer left to the others.
        plan = await this.films.planner(em, workspaceId, source);
      }
      const film = filmOf(planned);
      if (film && index === 0) lost = await this.#lostAssets(em, batch, film);
      const message = Array.isArray(planned) ? planned.map((problem) => problem.message).join(' ') : lost;
      if (!film || message !== undefined) {
        const failure: BatchRowFailure = { code: film ? 'ASSET_NOT_READY' : 'ROW_INVALID', message: message ?? '' };
        await em.nativeUpdate(BatchItemEntity, { batchId: batch.id, number: row.number }, { status: 'FAILED', failure });
        continue;
      }
      const [id, reservationId] = [newId(), row.credits > 0 ? newId() : null];
      const job = { id, workspaceId, priority: BATCH_PRIORITY, credits: row.credits, reservationId, createdBy: createdBy ?? null };
      await this.films.create(em, scope, { ...job, batch: { id: batch.id, row: row.number } }, film);
      if (reservationId !== null) reservations.push({ id: reservationId, jobId: id, credits: row.credits });
    }
    return reservations;
  }

  /** The problem with the assets of the presets, which all rows share; undefined without one. */
  async #lostAssets(em: EntityManager, { workspaceId }: BatchRow, film: PlannedFilm): Promise<string | undefined> {
    const complaints = new Complaints();
    await this.films.checkAssets(em, workspaceId, film, complaints);
    return complaints.messages[0];
  }
}

const filmOf = (planned: ReturnType<typeof planRow>): PlannedFilm | undefined => (Array.isArray(planned) ? undefined : planned);

const countOpenJobs = (em: EntityManager, batchId: string): Promise<number> =>
  em.count(JobEntity, { batchId, status: { $in: ['QUEUED', 'RUNNING'] } });

/** Failed jobs of rows that are retried, by the number of the row; locked in the order of their ids. */
async function earlierJobs(em: EntityManager, batchId: string, rows: readonly BatchItemRow[]): Promise<ReadonlyMap<number, string>> {
  if (rows.length === 0) return new Map();
  const jobs = await em
    .getKysely<InferKyselyDB<typeof JobEntity>>()
    .selectFrom('jobs')
    .select(['id', 'batch_row'])
    .where('batch_id', '=', batchId)
    .where(
      'batch_row',
      'in',
      rows.map(({ number }) => number),
    )
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return new Map(jobs.map(({ id, batch_row: row }) => [row ?? 0, id]));
}
