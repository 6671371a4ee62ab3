import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { pageOf, pageWindow, sequenceWindow } from '../../kernel/page.ts';
import type { Page, PageArgs } from '../../kernel/page.ts';
import { authorOf, currentCaller } from '../../kernel/scope.ts';
import type { Selection } from '../../kernel/selection.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { cameAlong, withAlong } from '../../platform/database/shape.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { reserveCredits } from '../billing/billing.service.ts';
import { authorize } from '../workspaces/workspace.access.ts';
import type { Admitter } from './admitter.ts';
import { JobEntity, JobEventEntity } from './job.entity.ts';
import type { JobEventRow, JobRow, JobStepRow } from './job.entity.ts';
import { eventsOfJob, stepsOfJob } from './job.read.ts';
import type { JobFilter, JobReads, ListedJob } from './job.read.ts';
import { PRIORITY, isTerminal } from './job.states.ts';
import type { JobStages, JobType, StepName } from './job.states.ts';
import { resetSteps } from './job-retry.ts';
import { appendEvent, insertSteps, lockJob, moveJob, stopSteps } from './job-writes.ts';
import type { StepPlan } from './step.work.ts';

export interface NewJob {
  readonly id: string;
  readonly workspaceId: string;
  readonly type: JobType;
  readonly title: string;
  readonly input: Record<string, unknown>;
  readonly steps: readonly StepPlan[];
  /** Among the jobs of its workspace, within PRIORITY; its default when left out. */
  readonly priority?: number;
  /** The most that it may cost, in credits; nothing when left out. */
  readonly credits?: number;
}

export interface RetryJob {
  readonly id: string;
  /** A stage that is to be made anew, with all that waits for it. */
  readonly fromStep?: StepName | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface ListJobs {
  readonly filter?: JobFilter;
  readonly direction?: 'ASC' | 'DESC';
  /** All that a list shows, and nothing along with it, when left out. */
  readonly selection?: Selection;
}

/** After the commit, and again when a canceled job is canceled once more: what the job leaves outside of the database goes. */
type OnCanceled = (scope: Scope, jobId: string) => Promise<void>;

export class JobService {
  readonly #admitter: Admitter;
  readonly #verbs: Verbs;
  readonly #reads: JobReads;
  readonly #onCanceled: OnCanceled;
  readonly #stages: JobStages;

  constructor(admitter: Admitter, verbs: Verbs, reads: JobReads, onCanceled: OnCanceled, stages: JobStages) {
    this.#admitter = admitter;
    this.#verbs = verbs;
    this.#reads = reads;
    this.#onCanceled = onCanceled;
    this.#stages = stages;
  }

  /**
   * Writes the job, its first steps and its first event, and sets its credits aside, all in the caller's transaction. What may start is
   * admitted when that is committed. INSUFFICIENT_CREDITS when the workspace has too few.
   */
  async create(em: EntityManager, scope: Scope, job: NewJob): Promise<void> {
    const { id, workspaceId, type, title, input, priority = PRIORITY.default, credits: creditsReserved = 0 } = job;
    const reservationId = await reserveCredits(em, { workspaceId, jobId: id, credits: creditsReserved });
    const createdBy = authorOf(scope.actor) ?? null;
    em.create(JobEntity, { id, workspaceId, type, title, input, priority, creditsReserved, reservationId, createdBy });
    await em.flush();
    await insertSteps(em, job, job.steps);
    await appendEvent(em, id, { type: 'STATUS' });
    this.#admitter.after(em);
  }

  /** NOT_FOUND for what does not exist and for what is somebody else's, in the same words. */
  async get(scope: Scope, id: string): Promise<JobRow> {
    const row = await this.find(scope, id);
    if (!row) throw notFound('Job');
    return row;
  }

  /** Null for what does not exist, was deleted, or is somebody else's. */
  async find(scope: Scope, id: string): Promise<JobRow | null> {
    currentCaller(scope);
    return isId(id) ? await scope.read((em) => em.findOne(JobEntity, { id })) : null;
  }

  /** In the order in which a job of the type passes them. */
  stagesOf(type: JobType): readonly StepName[] {
    return this.#stages[type] ?? [];
  }

  /** The same for whoever asks about many at once; without what only steps read. */
  load(scope: Scope, id: string): Promise<ListedJob | null> {
    return this.#reads.byId.load(scope, id);
  }

  /** A workspace's jobs, newest first (or oldest first), with what is asked for of each. */
  async list(scope: Scope, workspaceId: string, args: PageArgs, options: ListJobs = {}): Promise<Page<ListedJob>> {
    const { filter = {}, direction = 'DESC', selection } = options;
    return this.#reads.ofWorkspace.page(scope, workspaceId, {
      window: pageWindow(args),
      filter,
      descending: direction === 'DESC',
      selection,
    });
  }

  count(scope: Scope, workspaceId: string, filter: JobFilter): Promise<number> {
    return this.#reads.ofWorkspace.count(scope, workspaceId, filter);
  }

  async steps(scope: Scope, job: Pick<JobRow, 'id'>): Promise<readonly JobStepRow[]> {
    return cameAlong(job, 'steps', stepsOfJob) ?? stepsOfJob.rows(scope, job.id);
  }

  /** The durable log of a job, oldest first. */
  async events(scope: Scope, job: Pick<JobRow, 'id'>, args: PageArgs): Promise<Page<JobEventRow>> {
    const window = sequenceWindow(args);
    const rows = cameAlong(job, 'events', eventsOfJob) ?? (await eventsOfJob.rows(scope, job.id, { window }));
    return pageOf(window, rows);
  }

  countEvents(scope: Scope, jobId: string): Promise<number> {
    return eventsOfJob.count(scope, jobId);
  }

  /** Cancels once; a job that is canceled already is answered as it is, one that ended otherwise is INVALID_STATE. */
  async cancel(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.get(scope, id);
    authorize(scope, workspaceId, 'CANCEL_JOB');
    await scope.close();
    await this.#verbs.change(scope, { name: 'cancelJob', workspaceId, subjectId: id }, async (em) => {
      const job = await lockJob(em, id);
      if (!job) throw notFound('Job');
      if (job.status === 'CANCELED') return;
      if (job.status === 'COMPLETED' || job.status === 'FAILED') {
        throw new ReelwrightError('INVALID_STATE', `The job is ${job.status} already; there is nothing to cancel.`);
      }
      await stopSteps(em, id);
      await moveJob(em, job, 'CANCELED');
      this.#admitter.after(em);
    });
    await this.#onCanceled(scope, id);
  }

  /**
   * Queues a failed job again; only what is missing is made. INVALID_STATE for one that has not failed or has not reached `fromStep`,
   * BAD_USER_INPUT for a step that it has not, INSUFFICIENT_CREDITS as when it was made. An administrator gets the job without what belongs to the workspace.
   */
  async retry(scope: Scope, { id, fromStep, idempotencyKey }: RetryJob): Promise<JobRow> {
    const { acting, workspaceId } = await this.#whoRetries(scope, id);
    await scope.close();
    const call = { name: 'retryJob', workspaceId, subjectId: id, input: { fromStep, idempotencyKey } };
    await this.#verbs.change(acting, call, async (em) => {
      const job = await lockJob(em, id);
      if (!job) throw notFound('Job');
      if (job.status !== 'FAILED')
        throw new ReelwrightError('INVALID_STATE', `The job is ${job.status}; only a FAILED one is tried again.`);
      await resetSteps(em, job, this.stagesOf(job.type), fromStep ?? undefined);
      await moveJob(em, job, 'QUEUED');
      this.#admitter.after(em);
      return { before: { status: 'FAILED', failure: job.failure?.code }, after: { status: 'QUEUED', attempt: job.attempt + 1, fromStep } };
    });
    return (await this.find(scope, id)) ?? this.#withoutContent(acting, id);
  }

  /** Hides a job that has ended, with its log, from everybody; this cannot be undone. Its outputs stay, and so does what it cost. INVALID_STATE for a job that has not ended. */
  async delete(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.get(scope, id);
    authorize(scope, workspaceId, 'DELETE_JOB');
    await scope.close();
    await this.#verbs.change(scope, { name: 'deleteJob', workspaceId, subjectId: id }, async (em) => {
      const job = await lockJob(em, id);
      if (!job) throw notFound('Job');
      if (!isTerminal(job.status)) throw new ReelwrightError('INVALID_STATE', `The job is ${job.status}; cancel it before you delete it.`);
      await em.execute('select delete_job(?)', [id]);
      return { before: { status: job.status, title: job.title } };
    });
  }

  /** What an administrator may know of a job: its state and its steps. All else is read in their own name, and so finds nothing. */
  async #withoutContent(acting: Scope, id: string): Promise<JobRow> {
    try {
      const job = await this.load(acting, id);
      if (!job) throw notFound('Job');
      return withAlong({ ...(job as JobRow), input: {}, checks: [] }, 'steps', stepsOfJob, await this.steps(acting, job));
    } finally {
      await acting.close();
    }
  }

  /** A member in their own name; an administrator, whose membership does not matter, in a scope for this job's workspace alone. */
  async #whoRetries(scope: Scope, id: string): Promise<{ acting: Scope; workspaceId: string }> {
    const { actor } = scope;
    if (actor.kind !== 'user' || !actor.administrator) {
      const { workspaceId } = await this.get(scope, id);
      authorize(scope, workspaceId, 'RETRY_JOB');
      return { acting: scope, workspaceId };
    }
    const found = isId(id)
      ? await scope.read((em) => em.execute<{ workspace_id: string }[]>('select workspace_id from admin_jobs where id = ?', [id]))
      : [];
    const workspaceId = found[0]?.workspace_id;
    if (!workspaceId) throw notFound('Job');
    return { acting: scope.as({ kind: 'administrator', userId: actor.userId, workspaceId }), workspaceId };
  }

  /** Cancels all that has not ended, in the caller's transaction. */
  async cancelAll(em: EntityManager, workspaceId: string): Promise<void> {
    // All locks first: a job's end takes its own lock and then that of the credits, which the first one canceled here would hold.
    const jobs = await em.execute<{ id: string }[]>(
      `select id from jobs where workspace_id = ? and status in ('QUEUED', 'RUNNING') order by id for no key update`,
      [workspaceId],
    );
    for (const { id } of jobs) {
      const job = await lockJob(em, id);
      if (!job || isTerminal(job.status)) continue;
      await stopSteps(em, id);
      await moveJob(em, job, 'CANCELED');
    }
    this.#admitter.after(em);
  }
}

/** Events of a job after `sequence`, in order. */
export const readEvents = (em: EntityManager, jobId: string, sequence: number, limit: number): Promise<JobEventRow[]> =>
  em.find(JobEventEntity, { jobId, sequence: { $gt: sequence } }, { orderBy: { sequence: 'asc' }, limit });
