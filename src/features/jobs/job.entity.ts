import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { JOB_EVENT_TYPES, JOB_STATUSES, JOB_TYPES, PRIORITY, STEP_NAMES, STEP_STATUSES } from './job.states.ts';
import type { JobFailure, StepCost } from './job.states.ts';

const at = () => p.datetime().columnType('timestamptz(3)');

/** Work that was asked for. The row is the truth; `job_events` is its history. */
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
    { name: 'jobs_running', expression: `create index "jobs_running" on "jobs" ("id") where status = 'RUNNING'` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    type: p.enum(JOB_TYPES),
    status: p.enum(JOB_STATUSES).default('QUEUED'),
    /** Within its workspace, among jobs that wait; higher is sooner. */
    priority: p.integer().default(PRIORITY.default),
    title: p.text(),
    /** As asked, with defaults filled in; read by the feature that owns the type. */
    input: p.json<Record<string, unknown>>(),
    /** What the steps read, frozen by the feature that owns the type. */
    spec: p.json<object>().nullable(),
    /** 0 to 1; never falls within an attempt. */
    progress: p.float().columnType('double precision').default(0),
    /** The stage that moved last. */
    step: p.enum(STEP_NAMES).nullable(),
    /** How often it was queued. */
    attempt: p.integer().default(1),
    /** Number of the newest event; gapless. */
    sequence: p.integer().default(0),
    /** When the newest PROGRESS event was written: progress is throttled by the database's clock. */
    progressedAt: at().nullable(),
    failure: p.json<JobFailure>().nullable(),
    /** The proof of what was made, by the feature that owns the type. */
    checks: p.json<readonly object[]>().defaultRaw(`'[]'::jsonb`),
    /** Upper bound, set aside when the job was accepted; stays as it was when the job has ended. */
    creditsReserved: p.integer().default(0),
    creditsCharged: p.integer().default(0),
    /** Of the newest time that the job was queued; none when it is free. */
    reservationId: p.uuid().nullable(),
    createdBy: p.uuid().nullable(),
    createdAt: at().defaultRaw('now()'),
    startedAt: at().nullable(),
    finishedAt: at().nullable(),
    /** Once it is set nobody sees the row any more, by its policy. */
    deletedAt: at().nullable(),
  },
});
export type JobRow = InferEntity<typeof JobEntity>;

/** The backlog: one row for each piece of work; the queue holds only those that were admitted. */
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
    jobId: p.uuid(),
    name: p.enum(STEP_NAMES),
    sceneId: p.uuid().nullable(),
    /** Order within the stage, from 0. */
    position: p.integer().default(0),
    /** Among the job's steps that may start, higher is dispatched sooner. */
    urgency: p.integer().default(0),
    status: p.enum(STEP_STATUSES).default('PENDING'),
    /** The step whose outcome named this one; none for those that were written with the job. */
    plannedBy: p.uuid().nullable(),
    /** How many steps must finish before this one; at 0 it may be admitted. */
    blockedBy: p.integer().default(0),
    /** Steps whose `blockedBy` falls by one when this one finishes. */
    unlocks: p.array().columnType('uuid[]').defaultRaw(`'{}'`),
    dispatchedAt: at().nullable(),
    /** Until its next try, while it waits for that: it has its place in the queue, and no worker needs to be kept for it. */
    backoffUntil: at().nullable(),
    /** The queue's delivery by which a worker took the step last. */
    deliveryId: p.uuid().nullable(),
    /** The fence: taken when work starts; writes of an older attempt change nothing. */
    attempt: p.integer().default(0),
    /** Attempts that ended in an error, and attempts that ended in silence. */
    failures: p.integer().default(0),
    crashes: p.integer().default(0),
    /** Attempts that met an outage of the store or the database. They count neither as failures nor as crashes. */
    outages: p.integer().default(0),
    progress: p.float().columnType('double precision').default(0),
    /** Share of the job's progress; the weights of a job sum to 1. */
    weight: p.float().columnType('double precision'),
    reused: p.boolean().default(false),
    /** What later steps need to know: artifacts and facts. */
    result: p.json<object>().nullable(),
    /** Id that a vendor gave to this work before we wait for it. */
    remoteId: p.text().nullable(),
    /** What the step's calls to vendors cost, those of failed attempts included. */
    costs: p.json<readonly StepCost[]>().defaultRaw(`'[]'::jsonb`),
    startedAt: at().nullable(),
    finishedAt: at().nullable(),
  },
});
export type JobStepRow = InferEntity<typeof JobStepEntity>;

export const JobEventEntity = defineEntity({
  name: 'JobEvent',
  tableName: 'job_events',
  properties: {
    jobId: p.uuid().primary(),
    sequence: p.integer().primary(),
    workspaceId: p.uuid(),
    type: p.enum(JOB_EVENT_TYPES),
    at: at().defaultRaw('clock_timestamp()'),
    status: p.enum(JOB_STATUSES),
    progress: p.float().columnType('double precision'),
    step: p.enum(STEP_NAMES).nullable(),
    sceneId: p.uuid().nullable(),
    message: p.text().nullable(),
  },
});
export type JobEventRow = InferEntity<typeof JobEventEntity>;
