import type { Metrics } from '../../../platform/metrics/metrics.ts';
import type { SpanOptions } from '../../../platform/tracing/tracing.ts';
import type { StepCost } from '../job/job.states.ts';
import type { BegunStep } from './step-handler.ts';

/** Counts a step that began before and did not end well. */
export function countRetry(metrics: Metrics, { name: step, failures, crashes, outages }: BegunStep['step']): void {
  if (failures + crashes + outages === 0) return;
  const reason = failures > 0 ? 'FAILURE' : crashes > 0 ? 'CRASH' : 'OUTAGE';
  metrics.count('reelwright_step_retries_total', { step, reason });
}

/** Measures how long a job waited, at the steps that started with it: their transaction wrote the start of the job after theirs. */
export function observeStart(metrics: Metrics, { job, step, attempt }: BegunStep): void {
  if (job.attempt > 1 || attempt > 1 || !job.startedAt || !step.startedAt || step.startedAt > job.startedAt) return;
  const seconds = Math.max(0, (step.startedAt.getTime() - job.createdAt.getTime()) / 1_000);
  metrics.observe('reelwright_job_start_delay_seconds', { job_type: job.type }, seconds);
}

export function countCost(metrics: Metrics, { kind, provider, amount, usd }: StepCost): void {
  const labels = { kind, provider };
  metrics.count('reelwright_provider_cost_total', labels, amount);
  if (usd !== undefined) metrics.count('reelwright_provider_cost_usd_total', labels, usd);
}

/** A step belongs to the trace of the request that created its job. */
export const spanOf = ({ job, step, attempt }: BegunStep): SpanOptions => ({
  kind: 'CONSUMER',
  parent: job.traceParent,
  attributes: {
    'reelwright.job_id': job.id,
    'reelwright.job_type': job.type,
    'reelwright.position': step.position,
    'reelwright.attempt': attempt,
  },
});
