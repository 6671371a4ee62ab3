import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { JobEntity, JobStepEntity } from '../job/job.entity.ts';
import type { JobRow, JobStepRow } from '../job/job.entity.ts';
import type { BegunStep, StepOutcome } from './step-handler.ts';
import type { StepPayload } from './step.queue.ts';

/** Calls of the functions that start and finish steps; their parameter is a JSON array of items. */
export const START_STEPS = 'start_steps(?::jsonb)';
export const FINISH_STEPS = 'finish_steps(?::jsonb)';

/** An item of `finish_steps`. It names its workspace, so that it cannot apply to a step of another one. */
export function finishItem({ step, attempt }: BegunStep, outcome: StepOutcome): object {
  const { result = null, reused = false, message = reused ? 'reused' : 'done', creditsUsed = 0 } = outcome;
  return {
    workspace_id: step.workspaceId,
    job_id: step.jobId,
    step_id: step.id,
    attempt,
    result,
    reused,
    message,
    credits_used: creditsUsed,
  };
}

/** An item of `start_steps`. `isJudged`: the caller has decided that a step whose worker crashed runs again. */
export const startItem = (
  { workspaceId, jobId, stepId }: StepPayload,
  deliveryId: string,
  { isJudged }: { readonly isJudged: boolean },
): object => ({ workspace_id: workspaceId, job_id: jobId, step_id: stepId, delivery_id: deliveryId, is_judged: isJudged });

export interface StartedRow {
  readonly job: unknown;
  readonly step: unknown;
}

const jobs = new RowMapper<JobRow>(JobEntity);
const steps = new RowMapper<JobStepRow>(JobStepEntity);

/** A row of `start_steps`. */
export function startedStep(row: StartedRow): BegunStep {
  const step = steps.fromJson(row.step);
  return { job: jobs.fromJson(row.job), step, attempt: step.attempt };
}

/** Whether the outcome writes more than the step and the state of its job, so that it needs a transaction of its own. */
export const writesMore = ({ inTransaction, spec, checks, addSteps }: StepOutcome): boolean =>
  [inTransaction, spec, checks, addSteps].some((part) => part !== undefined);
