import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import { JobStepEntity } from './job.entity.ts';
import type { JobRow, JobStepRow } from './job.entity.ts';
import { NOT_FETCHED } from './job.states.ts';
import type { StepName } from './job.states.ts';

type Step = Pick<JobStepRow, 'id' | 'name' | 'status' | 'unlocks' | 'plannedBy' | 'startedAt'>;

/** The steps that a retry changes, by id. */
export interface RetryPlan {
  /** Steps to start again. */
  readonly again: readonly string[];
  /** Steps to delete, because the step that added them starts again and will add new ones. */
  readonly gone: readonly string[];
}

/**
 * The steps to repeat: all unfinished ones, those for which `isMissing` returns true, those of the requested stage, and all that depend on
 * one of these.
 */
export function planRetry(steps: readonly Step[], stage: StepName | undefined, isMissing: (id: string) => boolean): RetryPlan {
  const again = new Set<string>();
  const gone = new Set<string>();
  const byId = new Map(steps.map((step) => [step.id, step]));
  const visit = ({ id, unlocks }: Step): void => {
    if (again.has(id)) return;
    again.add(id);
    for (const planned of steps) if (planned.plannedBy === id) gone.add(planned.id);
    for (const waiting of [...unlocks, ...gone].flatMap((waitingId) => byId.get(waitingId) ?? [])) visit(waiting);
  };
  for (const step of steps) if (step.status !== 'COMPLETED' || step.name === stage || isMissing(step.id)) visit(step);
  return { again: steps.map(({ id }) => id).filter((id) => again.has(id) && !gone.has(id)), gone: [...gone] };
}

/**
 * Requeues the missing steps of a failed, locked job and resets its counters. `fromStep` also redoes a finished stage. @throws
 * ReelwrightError BAD_USER_INPUT for a stage that the job type lacks, INVALID_STATE for one that the job has not reached
 */
export async function resetSteps(
  em: EntityManager,
  job: JobRow,
  stages: readonly StepName[],
  fromStep: StepName | undefined,
): Promise<void> {
  const steps = await em.find(JobStepEntity, { jobId: job.id }, { orderBy: { id: 'asc' } });
  if (fromStep) assertReached(job, stages, steps, fromStep);
  const missing = await touchArtifacts(em, job);
  const { again, gone } = planRetry(steps, fromStep, (id) => missing.has(id));
  if (gone.length > 0) await em.nativeDelete(JobStepEntity, { jobId: job.id, id: { $in: gone } });
  await renew(em, job.id, again);
  // Partial progress is discarded; otherwise the progress bar would stand still until it is reached again.
  await em.execute(
    `update jobs set attempt = attempt + 1, started_at = null, checks = '[]'::jsonb,
       progress = least(0.999, (select coalesce(sum(weight * progress), 0) from job_steps where job_id = jobs.id)) where id = ?`,
    [job.id],
  );
}

function assertReached({ type }: JobRow, stages: readonly StepName[], steps: readonly Step[], fromStep: StepName): void {
  if (!stages.includes(fromStep)) throw badInput('fromStep', `A ${type} job has no such step. Choose one of ${stages.join(', ')}.`);
  const reached = stages.filter((stage) => steps.some(({ name, startedAt }) => name === stage && startedAt));
  if (reached.includes(fromStep)) return;
  throw new ReelwrightError(
    'INVALID_STATE',
    `The job has not reached ${fromStep}. ${reached.length > 0 ? `Choose one of ${reached.join(', ')}, or omit` : 'Omit'} fromStep.`,
  );
}

/** A JSON path that is passed as a parameter, because the driver would parse a literal question mark as a placeholder. */
const NAMED_ARTIFACTS = 'strict $.** ? (exists (@.storageKey))';

/**
 * Ids of finished steps whose artifacts no longer exist. Existing artifacts are marked as used, so that they are not deleted. A result
 * names an artifact by `storageKey` next to its `hash`, at any depth. A step that left something else, which may have been deleted by now, is
 * among them too: its result says until when that is kept, in `keptUntil`.
 */
async function touchArtifacts(em: EntityManager, { id, workspaceId }: JobRow): Promise<ReadonlySet<string>> {
  const rows = await em.execute<{ step_id: string }[]>(
    `with named as (
       select s.id as step_id, artifact->>'hash' as hash, artifact->>'storageKey' as storage_key
       from job_steps s cross join jsonb_path_query(s.result, ?::jsonpath, silent => true) artifact
       where s.job_id = ? and s.status = 'COMPLETED'),
     touched as (
       update artifacts set used_at = now() where workspace_id = ? and (hash, storage_key) in (select hash, storage_key from named)
       returning storage_key)
     select step_id from named where storage_key not in (select storage_key from touched)
     union
     select id from job_steps where job_id = ? and status = 'COMPLETED' and (result->>'keptUntil')::timestamptz < clock_timestamp()`,
    [NAMED_ARTIFACTS, id, workspaceId, id],
  );
  return new Set(rows.map(({ step_id: stepId }) => stepId));
}

/** Resets steps under new ids, so that stale messages and late workers no longer match. */
async function renew(em: EntityManager, jobId: string, ids: readonly string[]): Promise<void> {
  const renamed = JSON.stringify(Object.fromEntries(ids.map((id) => [id, newId()])));
  await em.execute(
    `update job_steps set id = (?::jsonb->>id::text)::uuid, status = 'PENDING', attempt = 0, failures = 0, crashes = 0, outages = 0, progress = 0,
       reused = false, result = null,
       dispatched_at = null, delivery_id = null, started_at = null, finished_at = null
     where job_id = ? and id in (?)`,
    [renamed, jobId, ids],
  );
  // Work that a vendor has accepted and that was not used belongs to the new step, which waits for it and does not pay again.
  await em.execute(
    `update provider_attempts set step_id = (?::jsonb->>step_id::text)::uuid
     where job_id = ? and step_id in (?) and task_id is not null and (state in ('SENT', 'UNCERTAIN') or failure = ?)`,
    [renamed, jobId, ids, NOT_FETCHED],
  );
  await em.execute(
    `update job_steps set planned_by = coalesce((?::jsonb->>planned_by::text)::uuid, planned_by),
       unlocks = array(select coalesce((?::jsonb->>waiting::text)::uuid, waiting) from unnest(unlocks) waiting) where job_id = ?`,
    [renamed, renamed, jobId],
  );
  await em.execute(
    `update job_steps s set blocked_by =
       (select count(*) from job_steps b where b.job_id = s.job_id and s.id = any (b.unlocks) and b.status <> 'COMPLETED')
     where s.job_id = ? and s.status = 'PENDING'`,
    [jobId],
  );
}
