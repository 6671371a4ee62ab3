import type { EntityManager } from '@mikro-orm/postgresql';
import { Failure } from '../../../kernel/failure.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import { wakeWorkers } from '../scheduling/wake-workers.ts';
import { JobStepEntity } from '../job/job.entity.ts';
import type { JobRow, JobStepRow } from '../job/job.entity.ts';
import { isTerminal } from '../job/job.states.ts';
import type { StepCost, StepName } from '../job/job.states.ts';
import { appendEvent, insertSteps, lockJob, moveJob, stopSteps } from '../job/job-writes.ts';
import { MAX_CRASHES, MAX_FAILURES, countFailure, isOutage, retryAfterSeconds } from './retry-policy.ts';
import { stepQueue } from './step.queue.ts';
import type { StepPayload } from './step.queue.ts';
import { FencedError, VerdictFailure } from './step-handler.ts';
import type { BegunStep, Postponed, StepOutcome } from './step-handler.ts';
import { FINISH_STEPS, START_STEPS, finishItem, startItem, startedStep, writesMore } from './step-statements.ts';
import type { StartedRow } from './step-statements.ts';

/** What a worker reports of itself. */
interface Heartbeat {
  readonly id: string;
  /** Steps that it runs at once. */
  readonly concurrency: number;
  /** Steps that it runs now. */
  readonly running?: number;
  /** Processes that wait for a processor of its machine, on average over the last minute. */
  readonly load?: number;
}

/** Transitions of steps, fenced by attempt. */
export class StepService {
  constructor(private readonly queue: Queue) {}

  /**
   * Takes the step with a new attempt. Undefined when there is nothing to do or another worker has the step. A running step may be taken
   * over, because the queue repeats a delivery only after a missed heartbeat.
   */
  begin(scope: Scope, payload: StepPayload, deliveryId: string): Promise<BegunStep | undefined> {
    return scope.tx(async (em) => {
      const job = await lockJob(em, payload.jobId);
      const step = await em.findOne(JobStepEntity, { id: payload.stepId, jobId: payload.jobId, status: ['PENDING', 'RUNNING'] });
      if (!job || !step || isTerminal(job.status) || (await this.#isHeld(em, step, deliveryId))) return undefined;
      const crashes = step.crashes + (step.status === 'RUNNING' ? 1 : 0);
      if (crashes >= MAX_CRASHES) {
        await this.#failJob(em, job, { ...step, crashes }, workerCrashed());
        return undefined;
      }
      const items = JSON.stringify([startItem(payload, deliveryId, { isJudged: true })]);
      const [row] = await em.execute<StartedRow[]>(`select * from ${START_STEPS}`, [items]);
      return row && startedStep(row);
    });
  }

  /** Writes progress. False when the step was fenced. */
  async progress(scope: Scope, { step, attempt }: BegunStep, fraction: number): Promise<boolean> {
    const [row] = await scope.tx((em) =>
      em.execute<{ applied: boolean }[]>('select record_progress(?, ?, ?) as applied', [step.id, attempt, fraction]),
    );
    return row?.applied === true;
  }

  /** Finishes the step, unblocks its dependants, and completes the job with its last step. */
  async finish(scope: Scope, begun: BegunStep, outcome: StepOutcome): Promise<void> {
    const { job, step, attempt } = begun;
    await scope.tx(async (em) => {
      if (writesMore(outcome)) {
        // Locks the job's row first, like every transaction: the writes below may take locks that a cancel takes after the job's (the sums
        // of storage).
        await lockJob(em, job.id);
        // Under the lock of the job no cancel can happen in between. A canceled job has no waiting steps that `addSteps` could name.
        if (!(await em.findOne(JobStepEntity, { id: step.id, attempt, status: 'RUNNING' }))) throw new FencedError();
        await outcome.inTransaction?.(em);
        await this.#keep(em, job, step.id, outcome);
      }
      const finished = await em.execute<object[]>(`select ${FINISH_STEPS} as id`, [JSON.stringify([finishItem(begun, outcome)])]);
      if (finished.length === 0) throw new FencedError();
    });
  }

  /** Schedules another attempt, or ends the job with an explanation. True when this call ended the job. */
  async fail(scope: Scope, { step, attempt }: BegunStep, failure: Failure): Promise<boolean> {
    return scope.tx(async (em) => {
      const job = await lockJob(em, step.jobId);
      const now = await em.findOne(JobStepEntity, { id: step.id, attempt, status: 'RUNNING' });
      if (!job || !now || isTerminal(job.status)) return false;
      const { failures, outages } = countFailure(now, failure);
      const seconds = retryAfterSeconds({ failures, outages }, failure);
      if (seconds === undefined) {
        if (failure instanceof VerdictFailure) await failure.within(em);
        await this.#failJob(em, job, { ...now, failures, outages }, failure);
        return true;
      }
      await em.execute(
        `update job_steps set status = 'PENDING', failures = ?, outages = ?, backoff_until = clock_timestamp() + ? * interval '1 second' where id = ?`,
        [failures, outages, seconds, step.id],
      );
      const retry = isOutage(failure)
        ? 'Trying again; an outage does not count as a failure.'
        : `Retrying (${failures + 1} of ${MAX_FAILURES}).`;
      const message = `${failure.message} ${retry}`;
      await appendEvent(em, job.id, { type: 'LOG', step: step.name, sceneId: step.sceneId ?? null, message });
      const payload: StepPayload = { version: 1, workspaceId: job.workspaceId, jobId: job.id, stepId: step.id };
      await this.queue.send(em, stepQueue, payload, { startAfterSeconds: seconds });
      // Wakes workers, because the slot of this step is free until its next attempt.
      await wakeWorkers(em);
      return false;
    });
  }

  /** Schedules the step for a later time without counting a failure. Does nothing when another worker has the step, or its job has ended. */
  async postpone(scope: Scope, { step, attempt }: BegunStep, { until, note, within }: Postponed): Promise<void> {
    await scope.tx(async (em) => {
      const job = await lockJob(em, step.jobId);
      const [row] = await em.execute<{ seconds: number }[]>(
        `update job_steps
        set status = 'PENDING', backoff_until = greatest(?::timestamptz, clock_timestamp() + interval '1 second')
        where id = ? and attempt = ? and status = 'RUNNING'
        returning ceil(extract(epoch from backoff_until - clock_timestamp()))::int as seconds`,
        [until, step.id, attempt],
      );
      if (!job || !row) return;
      await within?.(em);
      if (note !== undefined) await appendEvent(em, job.id, { type: 'LOG', step: step.name, sceneId: step.sceneId ?? null, message: note });
      const payload: StepPayload = { version: 1, workspaceId: job.workspaceId, jobId: job.id, stepId: step.id };
      await this.queue.send(em, stepQueue, payload, { startAfterSeconds: row.seconds });
      // Wakes workers, because the slot of this step is free until then.
      await wakeWorkers(em);
    });
  }

  /** Forgets the failures, crashes and outages of a step that has made lasting progress. @throws FencedError */
  async advanced(scope: Scope, { step, attempt }: BegunStep, within?: (em: EntityManager) => Promise<unknown>): Promise<void> {
    await scope.tx(async (em) => {
      const held = { id: step.id, attempt, status: 'RUNNING' } as const;
      if ((await em.nativeUpdate(JobStepEntity, held, { failures: 0, crashes: 0, outages: 0 })) === 0) throw new FencedError();
      await within?.(em);
    });
  }

  /** Returns the step to the backlog because this worker is shutting down. False when another worker has the step, or its job has ended. */
  handBack(scope: Scope, { step, attempt }: BegunStep): Promise<boolean> {
    return scope.tx(async (em) => {
      await lockJob(em, step.jobId);
      const returned = await em.execute<object[]>(
        `update job_steps set status = 'PENDING', dispatched_at = null where id = ? and attempt = ? and status = 'RUNNING' returning id`,
        [step.id, attempt],
      );
      await wakeWorkers(em);
      return returned.length > 0;
    });
  }

  /** Records a worker's heartbeat, its number of slots and its load; forecasts are computed from the first two. */
  async heartbeat(scope: Scope, { id, concurrency, running = 0, load = 0 }: Heartbeat): Promise<void> {
    await scope.tx((em) => em.execute('select record_heartbeat(?, ?, ?, ?)', [id, concurrency, running, load]));
  }

  /** Whether an administrator has paused the queue of jobs. */
  async isPaused(scope: Scope): Promise<boolean> {
    const [row] = await scope.tx((em) => em.execute<{ paused: boolean }[]>(`select is_queue_paused('JOBS') as paused`));
    return row?.paused === true;
  }

  /** Removes a worker that takes no more steps. */
  async deregister(scope: Scope, workerId: string): Promise<void> {
    await scope.tx((em) => em.execute('select deregister_worker(?)', [workerId]));
  }

  /** Returns dispatched steps to the backlog whose messages the queue has lost. Returns their number. */
  async requeueLost(scope: Scope): Promise<number> {
    return scope.tx(async (em) => {
      const [row] = await em.execute<{ lost: number }[]>('select requeue_lost_steps() as lost');
      await wakeWorkers(em);
      return row?.lost ?? 0;
    });
  }

  /** Stores a cost. Not fenced: the money is spent, whichever worker has the step now. */
  async recordCost(scope: Scope, { step }: BegunStep, cost: StepCost): Promise<void> {
    await scope.tx((em) => em.execute('update job_steps set costs = costs || ?::jsonb where id = ?', [JSON.stringify([cost]), step.id]));
  }

  /** Results that the job's finished steps left for later ones. */
  results(scope: Scope, jobId: string): Promise<readonly JobStepRow[]> {
    return scope.tx((em) => em.find(JobStepEntity, { jobId, status: 'COMPLETED' }, { orderBy: { position: 'asc' } }));
  }

  async #isHeld(em: EntityManager, step: JobStepRow, deliveryId: string): Promise<boolean> {
    const { status, deliveryId: holder } = step;
    return status === 'RUNNING' && holder != null && holder !== deliveryId && (await this.queue.isOpen(em, stepQueue, holder));
  }

  /** Writes the parts of the outcome that concern the whole job. */
  async #keep(em: EntityManager, job: JobRow, stepId: string, { spec, checks, addSteps }: StepOutcome): Promise<void> {
    if (spec) {
      await em.execute('update jobs set spec = ?::jsonb, title = coalesce(?, title) where id = ?', [
        JSON.stringify(spec.value),
        spec.title ?? null,
        job.id,
      ]);
    }
    if (checks) await em.execute('update jobs set checks = ?::jsonb where id = ?', [JSON.stringify(checks), job.id]);
    if (addSteps) {
      const waiting = await em.find(JobStepEntity, { jobId: job.id, status: 'PENDING' });
      const get = (stage: StepName, of = 0) => waiting.findLast(({ name, format }) => name === stage && format === of)?.id;
      await insertSteps(em, job, addSteps({ get }), stepId);
    }
  }

  async #failJob(em: EntityManager, job: JobRow, step: JobStepRow, failure: Failure): Promise<void> {
    await em.execute(
      `update job_steps set status = 'FAILED', failures = ?, crashes = ?, outages = ?, dispatched_at = null, finished_at = clock_timestamp() where id = ?`,
      [step.failures, step.crashes, step.outages, step.id],
    );
    await stopSteps(em, job.id);
    const explained = {
      code: failure.code,
      category: failure.category,
      step: step.name,
      sceneId: failure.sceneId ?? step.sceneId ?? null,
      retryable: failure.retryable,
      message: failure.message,
      hint: failure.hint,
      attempts: step.failures + step.crashes + step.outages,
      retryAt: retryAt(failure)?.toISOString() ?? null,
      logTail: failure.logTail,
    };
    await moveJob(em, job, 'FAILED', { failure: explained });
    await wakeWorkers(em);
  }
}

/** An answer may ask for a wait of centuries, which no date has. */
const MAX_STATED_SECONDS = 400 * 86_400;

/** When the other side accepts calls again; undefined if it has not stated that. */
const retryAt = ({ retryAfterSeconds: seconds }: Failure): Date | undefined =>
  seconds === undefined ? undefined : new Date(Date.now() + Math.min(seconds, MAX_STATED_SECONDS) * 1_000);

const workerCrashed = (): Failure =>
  new Failure('WORKER_CRASHED', 'The worker crashed repeatedly during this step.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Choose a lower resolution, or ask the operator to give the worker more memory, then retry the job: the usual cause is too little memory.',
  });
