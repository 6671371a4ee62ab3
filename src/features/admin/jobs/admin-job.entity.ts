import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { JOB_STATUSES, JOB_TYPES, STEP_NAMES } from '../../jobs/job/job.states.ts';
import type { JobFailure } from '../../jobs/job/job.states.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';

/** A job of any workspace as administrators see it. The view is empty for everyone else. */
export const AdminJobEntity = defineEntity({
  name: 'AdminJob',
  tableName: 'admin_jobs',
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    workspaceName: p.text(),
    type: p.enum(JOB_TYPES),
    status: p.enum(JOB_STATUSES),
    title: p.text(),
    progress: p.float(),
    step: p.enum(STEP_NAMES).nullable(),
    attempt: p.integer(),
    failure: p.json<JobFailure>().nullable(),
    createdAt: timestamp(),
    startedAt: timestamp().nullable(),
    finishedAt: timestamp().nullable(),
  },
});
export type AdminJobRow = InferEntity<typeof AdminJobEntity>;
