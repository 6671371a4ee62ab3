import { sql } from '@mikro-orm/postgresql';
import type { EntityManager, RawQueryFragment } from '@mikro-orm/postgresql';
import { clockTime } from '../../../platform/database/database-time.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import { notify } from '../../../platform/database/notify.ts';
import { activeTracing } from '../../../platform/tracing/tracing.ts';
import { reserveCredits, settleCredits } from '../../billing/billing.service.ts';
import type { JobEventType, JobFailure, JobStatus, StepName } from './job.states.ts';
import { JOB_MOVES, isTerminal } from './job.states.ts';
import { JobEntity, JobStepEntity } from './job.entity.ts';
import type { JobRow } from './job.entity.ts';
import type { StepPlan } from '../steps/step-handler.ts';

/**
 * Locks the job's row, which serializes everything about a job. NO KEY UPDATE, because inserts of rows that reference the job (assets,
 * steps) take its key share lock earlier in the same transaction: two FOR UPDATE locks would deadlock.
 */
export const lockJob = (em: EntityManager, jobId: string): Promise<JobRow | null> => lockRow(em, JobEntity, jobId);

export interface NewEvent {
  readonly type: JobEventType;
  readonly step?: StepName | null;
  readonly sceneId?: string | null;
  readonly message?: string;
}

export const appendEvent = (em: EntityManager, jobId: string, { type, step, sceneId, message }: NewEvent): Promise<unknown> =>
  em.execute('select append_job_event(?, ?, ?, ?, ?)', [jobId, type, step ?? null, sceneId ?? null, message ?? null]);

/** Columns of a locked job that decide on its transition. */
type MovedJob = Pick<JobRow, 'id' | 'workspaceId' | 'status' | 'reservationId' | 'creditsReserved'>;

/** Data of a transition besides the new state: the failure, or the used credits. */
interface MoveDetails {
  readonly failure?: JobFailure | undefined;
  /** Credits to charge, at most the reserved amount. */
  readonly creditsUsed?: number | undefined;
}

/**
 * Moves a locked job to another state by the transition table and appends the event. A finished job settles its reservation, a requeued one
 * makes a new one. @throws ReelwrightError INSUFFICIENT_CREDITS
 */
export async function moveJob(
  em: EntityManager,
  job: MovedJob,
  to: JobStatus,
  { failure, creditsUsed = 0 }: MoveDetails = {},
): Promise<void> {
  const from: JobStatus = job.status;
  if (!JOB_MOVES[from].includes(to)) throw new Error(`a job cannot move from ${from} to ${to}`);
  await em.execute('select set_job_status(?, ?, ?::jsonb)', [job.id, to, failure ? JSON.stringify(failure) : null]);
  await moveCredits(em, job, to, creditsUsed);
}

async function moveCredits(
  em: EntityManager,
  { id: jobId, workspaceId, reservationId, creditsReserved }: MovedJob,
  to: JobStatus,
  used: number,
) {
  if (to === 'QUEUED') {
    const reservation = await reserveCredits(em, { workspaceId, jobId, credits: creditsReserved });
    await em.nativeUpdate(JobEntity, { id: jobId }, { reservationId: reservation, creditsCharged: 0 });
  } else if (isTerminal(to) && reservationId) {
    const charged = await settleCredits(em, { workspaceId, jobId, reservationId, used });
    if (charged !== undefined) await em.nativeUpdate(JobEntity, { id: jobId }, { creditsCharged: charged });
  }
}

/** Stops the remaining steps of a job that will not complete, and notifies their workers. */
export async function stopSteps(em: EntityManager, jobId: string): Promise<void> {
  const unfinished = { jobId, status: { $in: ['PENDING', 'RUNNING'] } } as const;
  await em.nativeUpdate(JobStepEntity, unfinished, { status: 'CANCELED', finishedAt: clockTime() });
  await notify(em, 'job_stopped', jobId);
}

type NewJobRow = Pick<
  JobRow,
  | 'id'
  | 'workspaceId'
  | 'type'
  | 'title'
  | 'input'
  | 'metadata'
  | 'resolvedPreset'
  | 'priority'
  | 'creditsReserved'
  | 'reservationId'
  | 'createdBy'
  | 'projectId'
  | 'projectVersion'
  | 'batchId'
  | 'batchRow'
>;

/**
 * Inserts a job with its first steps and its first event in one round trip. With `reserves`, it reserves the credits too, as `reservationId`;
 * null when they are refused.
 */
export async function insertJob(em: EntityManager, job: NewJobRow, plans: readonly StepPlan[], reserves: boolean): Promise<JobRow | null> {
  const blockers = countBlockers(plans);
  const row = {
    id: job.id,
    workspace_id: job.workspaceId,
    type: job.type,
    title: job.title,
    input: job.input,
    metadata: job.metadata,
    resolved_preset: job.resolvedPreset,
    priority: job.priority,
    credits_reserved: job.creditsReserved,
    reservation_id: job.reservationId,
    created_by: job.createdBy,
    project_id: job.projectId,
    project_version: job.projectVersion,
    batch_id: job.batchId,
    batch_row: job.batchRow,
    trace_parent: activeTracing().current()?.traceparent ?? null,
  };
  const steps = plans.map(({ id, name, sceneId = null, position = 0, format = 0, urgency = 0, weight, unlocks }) => ({
    ...{ id, name, position, format, urgency, weight, unlocks },
    scene_id: sceneId,
    blocked_by: blockers.get(id) ?? 0,
  }));
  const [inserted] = await em.execute<object[]>('select * from create_job(?::jsonb, ?::jsonb, ?)', [
    JSON.stringify(row),
    JSON.stringify(steps),
    reserves,
  ]);
  return inserted ? em.map(JobEntity, inserted) : null;
}

/** Inserts steps. Existing steps that the new ones unlock wait for them too. */
export async function insertSteps(
  em: EntityManager,
  job: { id: string; workspaceId: string },
  plans: readonly StepPlan[],
  plannedBy?: string,
): Promise<void> {
  const blockers = countBlockers(plans);
  for (const { id, name, sceneId, position, format, urgency, weight, unlocks } of plans) {
    em.create(JobStepEntity, {
      id,
      workspaceId: job.workspaceId,
      jobId: job.id,
      name,
      sceneId: sceneId ?? null,
      position: position ?? 0,
      format: format ?? 0,
      urgency: urgency ?? 0,
      weight,
      unlocks: [...unlocks],
      plannedBy: plannedBy ?? null,
      blockedBy: blockers.get(id) ?? 0,
    });
  }
  await em.flush();
  const planned = new Set(plans.map(({ id }) => id));
  for (const [id, count] of blockers) {
    const more: RawQueryFragment = sql`blocked_by + ${count}`;
    if (!planned.has(id)) await em.nativeUpdate(JobStepEntity, { id }, { blockedBy: more });
  }
}

/** Number of steps of `plans` that each step waits for. */
function countBlockers(plans: readonly StepPlan[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { unlocks } of plans) for (const id of unlocks) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
