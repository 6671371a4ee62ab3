import { statsOfBatch } from '../../features/batches/batch.read.ts';
import { rowsOfBatch } from '../../features/batches/rows/batch-row.read.ts';
import { users } from '../../features/identity/account/user.read.ts';
import type { JobReads } from '../../features/jobs/job/job.read.ts';
import type { IncludeField } from '../../platform/database/lists/row-mapper.ts';

/** Fields of batches that lists read in the same statement, from every feature. */
export const batchIncludes = (jobs: JobReads): readonly IncludeField[] => [
  { name: 'createdBy', fields: ['createdBy'], key: 'created_by', nested: users, planned: true },
  { name: 'counts', fields: ['counts'], key: 'id', nested: statsOfBatch, planned: true },
  { name: 'rows', fields: ['rows'], key: 'id', nested: rowsOfBatch },
  { name: 'jobs', fields: ['jobs'], key: 'id', nested: jobs.ofBatch, planned: true },
];
