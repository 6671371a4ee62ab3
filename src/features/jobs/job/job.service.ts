import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import { authorOf, currentActor } from '../../../kernel/actor.ts';
import type { Selection } from '../../../kernel/selection.ts';
import { loadRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { preloaded, withIncluded } from '../../../platform/database/lists/row-mapper.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { reserveCredits } from '../../billing/billing.service.ts';
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
  /** What the client attached. */
  readonly metadata?: Readonly<Record<string, string>> | null;
  /** Where each option of `input` came from. */
  readonly resolvedPreset?: readonly object[];
  /** Among the jobs of its workspace, within PRIORITY; the default when omitted. */
  readonly priority?: number;
  /** Maximum cost in credits; free when omitted. */
  readonly credits?: number;
  /** The project that it works for, and the version that a film is made from. */
  readonly project?: { readonly id: string; readonly version?: number };
}

export interface RetryJob {
  readonly id: string;
  /** A stage to repeat, with everything that depends on it. */
  readonly fromStep?: StepName | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Runs after the commit, and again when a canceled job is canceled once more: deletes what the job left outside the database. */
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
  async create(em: EntityManager, scope: Scope, job: NewJob): Promise<void> {
    const { id, workspaceId, type, title, input, priority = PRIORITY.default, credits: creditsReserved = 0 } = job;
    const project = { projectId: job.project?.id ?? null, projectVersion: job.project?.version ?? null };
    const reservationId = await reserveCredits(em, { workspaceId, jobId: id, credits: creditsReserved });
    const createdBy = authorOf(scope.actor) ?? null;
    const { metadata = null, resolvedPreset = null } = job;
    // Rows of the caller that the job's rows refer to.
    await em.flush();
    await insertJob(
      em,
      { id, workspaceId, type, title, input, metadata, resolvedPreset, priority, creditsReserved, reservationId, createdBy, ...project },
      job.steps,
    );
  }

  /** @throws ReelwrightError NOT_FOUND for a missing job and, identically, for one of another workspace */
  get(scope: Scope, id: string): Promise<JobRow> {
    return loadRow(scope, JobEntity, id, 'Job');
  }

  /** Null for a job that does not exist, was deleted, or belongs to another workspace. */
  async find(scope: Scope, id: string): Promise<JobRow | null> {
    currentActor(scope);
    return isId(id) ? await scope.read((em) => em.findOne(JobEntity, { id })) : null;
  }

  /** In the order in which a job of the type passes them. */
  stagesOf(type: JobType): readonly StepName[] {
    return this.stages[type] ?? [];
  }

  /** The same, batched, without the columns that only steps read. */
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
   * Queues a failed job again; only what is missing is made. INVALID_STATE for one that has not failed or has not reached `fromStep`,
   * BAD_USER_INPUT for a step that it has not, INSUFFICIENT_CREDITS as when it was made. An administrator gets the job without what belongs to the workspace.
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
      await resetSteps(em, job, this.stagesOf(job.type), fromStep ?? undefined);
      await moveJob(em, job, 'QUEUED');
      await wakeWorkers(em);
      return { before: { status: 'FAILED', failure: job.failure?.code }, after: { status: 'QUEUED', attempt: job.attempt + 1, fromStep } };
    });
    return (await this.find(scope, id)) ?? this.#withoutContent(acting, id);
  }

  /** Hides a job that has ended, with its log, from everybody; this cannot be undone. Its outputs stay, and so does what it cost. INVALID_STATE for a job that has not ended. */
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

  /** The job as an administrator may see it: its state and its steps. Fields that load other rows do so as the administrator, and find nothing. */
  async #withoutContent(acting: Scope, id: string): Promise<JobRow> {
    try {
      const job = await this.load(acting, id);
      if (!job) throw notFound('Job');
      return withIncluded({ ...(job as JobRow), input: {}, checks: [] }, 'steps', stepsOfJob, await this.steps(acting, job));
    } finally {
      await acting.close();
    }
  }

  /** A member acts as themselves; an administrator, with or without membership, acts in a scope limited to this job's workspace. */
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

  /** Cancels all unfinished jobs of a workspace in the caller's transaction. */
  async cancelAll(em: EntityManager, workspaceId: string): Promise<void> {
    // Takes all locks first: the end of a job locks the job and then the credits, which the first canceled job here would hold.
    const jobs = await em
      .getKysely<InferKyselyDB<typeof JobEntity>>()
      .selectFrom('jobs')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('status', 'in', ['QUEUED', 'RUNNING'])
      .orderBy('id')
      .forNoKeyUpdate()
      .execute();
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
