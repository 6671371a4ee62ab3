import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { JobEntity } from '../job/job.entity.ts';
import { ATTEMPT_STATES } from '../job/job.states.ts';
import type { StepCost } from '../job/job.states.ts';

/** One call to a provider that may cost money, recorded before the request. */
export const ProviderAttemptEntity = defineEntity({
  name: 'ProviderAttempt',
  tableName: 'provider_attempts',
  indexes: [
    { name: 'provider_attempts_step', properties: ['stepId', 'key', 'id'] },
    { name: 'provider_attempts_job', properties: ['workspaceId', 'jobId'] },
    {
      name: 'provider_attempts_ended',
      expression: `create index "provider_attempts_ended" on "provider_attempts" ("workspace_id", "ended_at") where ended_at is not null`,
    },
    {
      name: 'provider_attempts_open',
      expression: `create index "provider_attempts_open" on "provider_attempts" ("id") where state in ('PREPARED', 'SENT', 'UNCERTAIN')`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    jobId: references(JobEntity, 'job_id'),
    /** Id of the step at that time: a retried step has a new id, and its attempts begin again. */
    stepId: p.uuid(),
    /** Identifies the call within the step. */
    key: p.text(),
    kind: p.text(),
    provider: p.text(),
    model: p.text(),
    /** Whether the call costs nothing, so that it may be repeated. */
    isFree: p.boolean(),
    state: p.enum(ATTEMPT_STATES).default('PREPARED'),
    /** The vendor's id of the work, for vendors that work on after they have answered. */
    taskId: p.text().nullable(),
    /** Code of the failure. NOT_FETCHED: the work is finished and paid, and waits for a retry of the job. */
    failure: p.text().nullable(),
    /** Millionths of a US dollar that the call is expected to cost at most; 0 for a free one. */
    expectedMicros: p.bigint('number').defaultRaw('0'),
    /** First day of the month that pays the call; null until it is sent, and for a free one. */
    spendMonth: p.date().nullable(),
    /** The month of the installation that pays it; null for a key of the workspace, and for a free call. */
    installationMonth: p.date().nullable(),
    cost: p.json<Pick<StepCost, 'unit' | 'amount' | 'usd'>>().nullable(),
    preparedAt: timestamp().defaultRaw('clock_timestamp()'),
    sentAt: timestamp().nullable(),
    endedAt: timestamp().nullable(),
  },
});
export type ProviderAttemptRow = InferEntity<typeof ProviderAttemptEntity>;
