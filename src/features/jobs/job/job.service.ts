import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import { isId, newId } from '../../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import { authorOf, currentActor } from '../../../kernel/actor.ts';
import type { Selection } from '../../../kernel/selection.ts';
import { loadRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { preloaded, withIncluded } from '../../../platform/database/lists/row-mapper.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { lockAvailable } from '../../billing/billing.service.ts';
import { wakeWorkers } from '../scheduling/wake-workers.ts';
import { JobEntity, JobEventEntity } from './job.entity.ts';
import type { JobEventRow, JobRow, JobStepRow } from './job.entity.ts';
import { eventsOfJob, stepsOfJob } from './job.read.ts';
import type { JobEventFilter, JobEventOrderField, JobFilter, JobOrderField, JobReads, ListedJob } from './job.read.ts';
import { PRIORITY, isTerminal } from './job.states.ts';
import type { JobStages, JobType, StepName } from './job.states.ts';
import { resetSteps } from './job-retry.ts';
import { insertJob, lockJob, moveJob, stopSteps } from './job-writes.ts';
import type { StepPlan } from '../steps/step-handler.ts';
import { cancelJob, deleteJob, retryJob } from './job.mutations.ts';

export interface NewJob {
  readonly id: string;
  readonly workspaceId: string;
  readonly type: JobType;
  readonly title: string;
  readonly input: Record<string, unknown>;
  readonly steps: readonly StepPlan[];
  /** Data that the client attached. */
  readonly metadata?: Readonly<Record<string, string>> | null;
  /** For each option of `input`, its source. */
  readonly resolvedPreset?: readonly object[];
  /** Rank among the jobs of its workspace, within PRIORITY; by default PRIORITY.default. */
  readonly priority?: number;
  /** Maximum cost in credits; free when omitted. */
  readonly credits?: number;
  /** The project that the job works for, and the version that a film is made from. */
  readonly project?: { readonly id: string; readonly version?: number };
  /** The batch that the job belongs to, and the number of its row. */
  readonly batch?: { readonly id: string; readonly row: number };
  /**
   * Reservation of `credits` that the caller has made in the same transaction; null for a free job. When omitted, the job makes its own.
   */
  readonly reservationId?: string | null;
  /** By default the acting person. */
  readonly createdBy?: string | null;
}

export interface RetryJob {
  readonly id: string;
  /** A stage to repeat, with all stages that depend on it. */
  readonly fromStep?: StepName | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Runs after the commit, and again when a canceled job is canceled once more. Deletes what the job left outside the database. */
type OnCanceled = (scope: Scope, jobId: string) => Promise<void>;

export class JobService {
  constructor(
    private readonly mutations: Mutations,
    private readonly reads: JobReads,
    private readonly onCanceled: OnCanceled,
    private readonly stages: JobStages,
  ) {}

  /**
   * Writes the job, its first steps and its first event, and reserves its credits, in the caller's transaction. The commit wakes the
   * workers. @throws ReelwrightError INSUFFICIENT_CREDITS
   */
  async create(em: EntityManager, scope: Scope, job: NewJob): Promise<JobRow> {
    const { id, workspaceId, type, title, input, priority = PRIORITY.default, credits: creditsReserved = 0 } = job;
    const project = { projectId: job.project?.id ?? null, projectVersion: job.project?.version ?? null };
    const batch = { batchId: job.batch?.id ?? null, batchRow: job.batch?.row ?? null };
    const reserves = job.reservationId === undefined && creditsReserved > 0;
    const reservationId = reserves ? newId() : (job.reservationId ?? null);
    const { metadata = null, resolvedPreset = null, createdBy = authorOf(scope.actor) ?? null } = job;
    // Writes pending rows of the caller first, because rows of the job reference them.
    await em.flush();
    const row = {
      ...{ id, workspaceId, type, title, input, metadata, resolvedPreset, priority, creditsReserved, reservationId, createdBy },
      ...project,
      ...batch,
    };
    for (;;) {
      const inserted = await insertJob(em, row, job.steps, reserves);
      if (inserted) return inserted;
      await lockAvailable(em, workspaceId, creditsReserved);
    }
  }

  /** A job by its id. @throws ReelwrightError NOT_FOUND for a missing job and, identically, for one of another workspace */
  get(scope: Scope, id: string): Promise<JobRow> {
    return loadRow(scope, JobEntity, id, 'Job');
  }

  /** A job by its id; null for one that does not exist, was deleted, or belongs to another workspace. */
  async find(scope: Scope, id: string): Promise<JobRow | null> {
    currentActor(scope);
    return isId(id) ? await scope.read((em) => em.findOne(JobEntity, { id })) : null;
  }

  /** The stages of a type of job, in the order in which it passes them. */
  stagesOf(type: JobType): readonly StepName[] {
    return this.stages[type] ?? [];
  }

  /** Like `find`, batched, without the columns that only steps read. */
  load(scope: Scope, id: string): Promise<ListedJob | null> {
    return this.reads.byId.load(scope, id);
  }

  /** A workspace's jobs, newest first by default, with the selected fields. */
  list(scope: Scope, workspaceId: string, args: ListArgs<JobFilter, JobOrderField>, selection?: Selection): Promise<ListPage<ListedJob>> {
    return this.reads.ofWorkspace.list(scope, workspaceId, args, { selection });
  }

  /** A project's jobs, newest first by default, with the selected fields. */
  ofProject(
    scope: Scope,
    project: { readonly id: string },
    args: ListArgs<JobFilter, JobOrderField>,
    selection?: Selection,
  ): Promise<ListPage<ListedJob>> {
    const { ofProject } = this.reads;
    return ofProject.list(scope, project.id, args, { selection, preloaded: preloaded(project, 'jobs', ofProject) });
  }

  /** A batch's jobs, newest first by default, with the selected fields. */
  ofBatch(
    scope: Scope,
    batch: { readonly id: string },
    args: ListArgs<JobFilter, JobOrderField>,
    selection?: Selection,
  ): Promise<ListPage<ListedJob>> {
    const { ofBatch } = this.reads;
    return ofBatch.list(scope, batch.id, args, { selection, preloaded: preloaded(batch, 'jobs', ofBatch) });
  }

  async steps(scope: Scope, job: Pick<JobRow, 'id'>): Promise<readonly JobStepRow[]> {
    return preloaded(job, 'steps', stepsOfJob) ?? stepsOfJob.rows(scope, job.id);
  }

  /** A job's event log, oldest first by default. */
  events(scope: Scope, job: Pick<JobRow, 'id'>, args: ListArgs<JobEventFilter, JobEventOrderField>): Promise<ListPage<JobEventRow>> {
    return eventsOfJob.list(scope, job.id, args, { preloaded: preloaded(job, 'events', eventsOfJob) });
  }

  /** Cancels a job. Idempotent for a canceled job. @throws ReelwrightError INVALID_STATE for another finished job */
  async cancel(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: cancelJob, workspaceId, subjectId: id }, async (em) => {
      const job = await lockJob(em, id);
      if (!job) throw notFound('Job');
      if (job.status === 'CANCELED') return;
      if (job.status === 'COMPLETED' || job.status === 'FAILED') {
        throw new ReelwrightError('INVALID_STATE', `The job is already ${job.status} and cannot be canceled.`);
      }
      await stopSteps(em, id);
      await moveJob(em, job, 'CANCELED');
      await wakeWorkers(em);
    });
    await this.onCanceled(scope, id);
  }

  /**
   * Queues a failed job again; only missing results are made. An administrator of the installation gets the job without the content of the
   * workspace. @throws ReelwrightError INVALID_STATE for a job that has not failed or has not reached `fromStep`, BAD_USER_INPUT for a
   * stage that its type lacks, INSUFFICIENT_CREDITS
   */
  async retry(scope: Scope, { id, fromStep, idempotencyKey }: RetryJob): Promise<JobRow> {
    const { acting, workspaceId } = await this.#whoRetries(scope, id);
    await scope.close();
    const call = { mutation: retryJob, workspaceId, subjectId: id, input: { fromStep, idempotencyKey } };
    await this.mutations.update(acting, call, async (em) => {
      const job = await lockJob(em, id);
      if (!job) throw notFound('Job');
      if (job.status !== 'FAILED')
        throw new ReelwrightError('INVALID_STATE', `The job is ${job.status}; only a FAILED job can be retried.`);
      await this.#requeue(em, job, fromStep ?? undefined);
      return { before: { status: 'FAILED', failure: job.failure?.code }, after: { status: 'QUEUED', attempt: job.attempt + 1, fromStep } };
    });
    return (await this.find(scope, id)) ?? this.#withoutContent(acting, id);
  }

  /**
   * Hides an ended job and its log from everybody, permanently. Its outputs stay, and so do its ledger entries. @throws ReelwrightError
   * INVALID_STATE for a job that has not ended
   */
  async delete(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: deleteJob, workspaceId, subjectId: id }, async (em) => {
      const job = await lockJob(em, id);
      if (!job) throw notFound('Job');
      if (!isTerminal(job.status)) throw new ReelwrightError('INVALID_STATE', `The job is ${job.status}; cancel it before deleting it.`);
      await em.execute('select delete_job(?)', [id]);
      return { before: { status: job.status, title: job.title } };
    });
  }

  /**
   * The job as an administrator of the installation may see it: its state and its steps. Fields that load other rows find none, because
   * they are read with the administrator's rights.
   */
  async #withoutContent(acting: Scope, id: string): Promise<JobRow> {
    try {
      const job = await this.load(acting, id);
      if (!job) throw notFound('Job');
      return withIncluded({ ...(job as JobRow), input: {}, checks: [] }, 'steps', stepsOfJob, await this.steps(acting, job));
    } finally {
      await acting.close();
    }
  }

  /**
   * The scope for a retry. A member acts as themselves; an administrator, with or without membership, in a scope limited to this job's
   * workspace.
   */
  async #whoRetries(scope: Scope, id: string): Promise<{ acting: Scope; workspaceId: string }> {
    const { actor } = scope;
    if (actor.kind !== 'user' || !actor.administrator) {
      const { workspaceId } = await this.get(scope, id);
      return { acting: scope, workspaceId };
    }
    const found = isId(id)
      ? await scope.read((em) => em.execute<{ workspace_id: string }[]>('select workspace_id from admin_jobs where id = ?', [id]))
      : [];
    const workspaceId = found[0]?.workspace_id;
    if (!workspaceId) throw notFound('Job');
    return { acting: scope.as({ kind: 'administrator', userId: actor.userId, workspaceId }), workspaceId };
  }

  /** Queues a failed job of a batch again in the caller's transaction; does nothing for any other. @throws ReelwrightError INSUFFICIENT_CREDITS */
  async requeue(em: EntityManager, id: string): Promise<void> {
    const job = await lockJob(em, id);
    if (job?.status === 'FAILED') await this.#requeue(em, job);
  }

  async #requeue(em: EntityManager, job: JobRow, fromStep?: StepName): Promise<void> {
    await resetSteps(em, job, this.stagesOf(job.type), fromStep);
    await moveJob(em, job, 'QUEUED');
    await wakeWorkers(em);
  }

  /**
   * Cancels one unfinished job for the engine, in a transaction of its own. False for a job that has ended. `scope` acts for its workspace.
   */
  async cancelFor(scope: Scope, id: string): Promise<boolean> {
    const isCanceled = await scope.tx(async (em) => {
      const job = await lockJob(em, id);
      if (!job || isTerminal(job.status)) return false;
      await stopSteps(em, id);
      await moveJob(em, job, 'CANCELED');
      await wakeWorkers(em);
      return true;
    });
    if (isCanceled) await this.onCanceled(scope, id);
    return isCanceled;
  }

  /** Cancels all unfinished jobs of a workspace, or of one batch of it, in the caller's transaction. */
  async cancelAll(em: EntityManager, workspaceId: string, batchId?: string): Promise<void> {
    // Locks all jobs first. The end of a job locks the job and then the credits; here the first canceled job would already hold the lock of
    // the credits.
    const open = em
      .getKysely<InferKyselyDB<typeof JobEntity>>()
      .selectFrom('jobs')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('status', 'in', ['QUEUED', 'RUNNING'])
      .orderBy('id')
      .forNoKeyUpdate();
    const jobs = await (batchId === undefined ? open : open.where('batch_id', '=', batchId)).execute();
    for (const { id } of jobs) {
      const job = await lockJob(em, id);
      if (!job || isTerminal(job.status)) continue;
      await stopSteps(em, id);
      await moveJob(em, job, 'CANCELED');
    }
    await wakeWorkers(em);
  }
}

/** Events of a job after `sequence`, in order. */
export const readEvents = (em: EntityManager, jobId: string, sequence: number, limit: number): Promise<JobEventRow[]> =>
  em.find(JobEventEntity, { jobId, sequence: { $gt: sequence } }, { orderBy: { sequence: 'asc' }, limit });
