import { outputsOfJob } from '../../features/assets/asset.read.ts';
import { batchesById } from '../../features/batches/batch.read.ts';
import { users } from '../../features/identity/account/user.read.ts';
import { callsOfJob } from '../../features/jobs/calls/provider-call.read.ts';
import { eventsOfJob, stepsOfJob } from '../../features/jobs/job/job.read.ts';
import { projectsById } from '../../features/projects/project/project.read.ts';
import type { IncludeField } from '../../platform/database/lists/row-mapper.ts';

/** Fields of jobs that lists read in the same statement, from every feature. */
export const jobIncludes: readonly IncludeField[] = [
  { name: 'createdBy', fields: ['createdBy'], key: 'created_by', nested: users, planned: true },
  { name: 'project', fields: ['project'], key: 'project_id', nested: projectsById, planned: true },
  { name: 'batch', fields: ['batch'], key: 'batch_id', nested: batchesById, planned: true },
  { name: 'outputs', fields: ['outputs', 'video', 'thumbnail', 'captions'], key: 'id', nested: outputsOfJob, planned: true },
  // Not planned, because a resolver combines the rows of steps into stages.
  { name: 'steps', fields: ['steps'], key: 'id', nested: stepsOfJob },
  { name: 'providerCalls', fields: ['providerCalls'], key: 'id', nested: callsOfJob, planned: true },
  { name: 'events', fields: ['events'], key: 'id', nested: eventsOfJob, planned: true },
];
