import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { JOB_EVENT_TYPES, JOB_STATUSES, JOB_TYPES, PRIORITY, STEP_NAMES, STEP_STATUSES } from './job.states.ts';
import type { JobFailure, StepCost } from './job.states.ts';
import { references } from '../../../platform/database/references.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';

/** A requested job. The row is the current state, `job_events` its history. */
export const JobEntity = defineEntity({
  name: 'Job',
  tableName: 'jobs',
  uniques: [{ name: 'jobs_workspace_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    { name: 'jobs_failed', expression: `create index "jobs_failed" on "jobs" ("id") where status = 'FAILED'` },
    {
      name: 'jobs_open',
      expression: `create index "jobs_open" on "jobs" ("workspace_id", "priority" desc, "id") where status in ('QUEUED', 'RUNNING')`,
    },
    {
      name: 'jobs_of_project',
      expression: `create index "jobs_of_project" on "jobs" ("project_id", "id") where project_id is not null`,
    },
    {
      name: 'jobs_batch_row',
      expression: `create unique index "jobs_batch_row" on "jobs" ("batch_id", "batch_row") where batch_id is not null and deleted_at is null`,
    },
    {
      name: 'jobs_of_batch',
      expression: `create index "jobs_of_batch" on "jobs" ("batch_id", "id") where batch_id is not null`,
    },
    {
      name: 'jobs_open_of_batch',
      expression: `create index "jobs_open_of_batch" on "jobs" ("batch_id") where batch_id is not null and status in ('QUEUED', 'RUNNING')`,
    },
    {
      name: 'jobs_ended',
      expression: `create index "jobs_ended" on "jobs" ("workspace_id", "finished_at") where finished_at is not null`,
    },
    { name: 'jobs_running', expression: `create index "jobs_running" on "jobs" ("id") where status = 'RUNNING'` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    type: p.enum(JOB_TYPES),
    status: p.enum(JOB_STATUSES).default('QUEUED'),
    /** Rank among the waiting jobs of its workspace; higher is sooner. */
    priority: p.integer().default(PRIORITY.default),
    title: p.text(),
    /** The request with defaults filled in; read by the feature that owns the job type. */
    input: p.json<Record<string, unknown>>(),
    /** Data that the client attached: at most 50 texts by key. */
    metadata: p.json<Readonly<Record<string, string>>>().nullable(),
    /** For each option of `input`, its source. */
    resolvedPreset: p.json<readonly object[]>().nullable(),
    /** The data that the job's steps read, frozen by the feature that owns the type. */
    spec: p.json<object>().nullable(),
    /** A fraction from 0 to 1; never decreases within an attempt. */
    progress: p.float().columnType('double precision').default(0),
    /** The stage that progressed last. */
    step: p.enum(STEP_NAMES).nullable(),
    /** How often the job was queued. */
    attempt: p.integer().default(1),
    /** Sequence of the newest event; gapless. */
    sequence: p.integer().default(0),
    /** Time of the newest PROGRESS event, by the clock of the database, which limits their number. */
    progressedAt: timestamp().nullable(),
    failure: p.json<JobFailure>().nullable(),
    /** Results of the checks of the output, by the feature that owns the type. */
    checks: p.json<readonly object[]>().defaultRaw(`'[]'::jsonb`),
    /** Upper bound reserved when the job was accepted; kept after the job has ended. */
    creditsReserved: p.integer().default(0),
    creditsCharged: p.integer().default(0),
    /** Reservation of the current attempt; null when the job is free. */
    reservationId: p.uuid().nullable(),
    /** The project that the job works for, and the number of the version that its film is made from. */
    projectId: p.uuid().nullable(),
    projectVersion: p.integer().nullable(),
    /** The batch that the job belongs to, and the number of its row. */
    batchId: p.uuid().nullable(),
    batchRow: p.integer().nullable(),
    /** The span that created the job, in the form of the W3C header `traceparent`; null while traces are off. */
    traceParent: p.text().nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    startedAt: timestamp().nullable(),
    finishedAt: timestamp().nullable(),
    /** When set, row-level security hides the row from everyone. */
    deletedAt: timestamp().nullable(),
  },
});
export type JobRow = InferEntity<typeof JobEntity>;

/** The backlog: one row per step. The queue holds only dispatched steps. */
export const JobStepEntity = defineEntity({
  name: 'JobStep',
  tableName: 'job_steps',
  indexes: [
    { name: 'job_steps_job', properties: ['workspaceId', 'jobId'] },
    {
      name: 'job_steps_backlog',
      expression: `create index "job_steps_backlog" on "job_steps" ("job_id", urgency desc, "id") where status = 'PENDING' and blocked_by = 0 and dispatched_at is null`,
    },
    {
      name: 'job_steps_dispatched',
      expression: `create index "job_steps_dispatched" on "job_steps" ("id") where dispatched_at is not null and status in ('PENDING', 'RUNNING')`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    jobId: references(JobEntity, 'job_id'),
    name: p.enum(STEP_NAMES),
    sceneId: p.uuid().nullable(),
    /** Order within the stage, from 0. */
    position: p.integer().default(0),
    /** The format of the film that the step makes, from 0, in films of several formats; 0 for steps that all formats share. */
    format: p.integer().default(0),
    /** Among the steps of the job that may start, those with a higher value are dispatched sooner. */
    urgency: p.integer().default(0),
    status: p.enum(STEP_STATUSES).default('PENDING'),
    /** The step whose outcome added this one; null for the job's first steps. */
    plannedBy: p.uuid().nullable(),
    /** Number of unfinished steps that this one waits for; it can be dispatched at 0. */
    blockedBy: p.integer().default(0),
    /** Steps whose `blockedBy` decreases when this one finishes. */
    unlocks: p.array().columnType('uuid[]').defaultRaw(`'{}'`),
    dispatchedAt: timestamp().nullable(),
    /** Time of the next attempt; until then the step occupies no capacity of a worker. */
    backoffUntil: timestamp().nullable(),
    /** The delivery by which a worker last took the step. */
    deliveryId: p.uuid().nullable(),
    /** Fencing token, incremented when work starts. Writes of an older attempt change nothing. */
    attempt: p.integer().default(0),
    /** Number of attempts that ended in an error, and of those that ended in a missed heartbeat. */
    failures: p.integer().default(0),
    crashes: p.integer().default(0),
    /** Number of attempts that met an outage of the store or the database. They count neither as failures nor as crashes. */
    outages: p.integer().default(0),
    progress: p.float().columnType('double precision').default(0),
    /** Share of the job's progress; the weights of a job sum to 1. */
    weight: p.float().columnType('double precision'),
    reused: p.boolean().default(false),
    /** Artifacts and metadata that later steps need. */
    result: p.json<object>().nullable(),
    /** Costs of the step's calls to vendors, including those of failed attempts. */
    costs: p.json<readonly StepCost[]>().defaultRaw(`'[]'::jsonb`),
    startedAt: timestamp().nullable(),
    finishedAt: timestamp().nullable(),
  },
});
export type JobStepRow = InferEntity<typeof JobStepEntity>;

export const JobEventEntity = defineEntity({
  name: 'JobEvent',
  tableName: 'job_events',
  properties: {
    jobId: references(JobEntity, 'job_id').primary(),
    sequence: p.integer().primary(),
    workspaceId: p.uuid(),
    type: p.enum(JOB_EVENT_TYPES),
    at: timestamp().defaultRaw('clock_timestamp()'),
    status: p.enum(JOB_STATUSES),
    progress: p.float().columnType('double precision'),
    step: p.enum(STEP_NAMES).nullable(),
    sceneId: p.uuid().nullable(),
    message: p.text().nullable(),
  },
});
export type JobEventRow = InferEntity<typeof JobEventEntity>;
