import { ById } from '../../../platform/database/lists/by-id.ts';
import { containsText, hasEntries, oneOf, references, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import type { IncludeField } from '../../../platform/database/lists/row-mapper.ts';
import { JobEntity, JobEventEntity, JobStepEntity } from './job.entity.ts';
import type { JobEventRow, JobRow, JobStepRow } from './job.entity.ts';
import type { JobEventType, JobStatus, JobType, StepName } from './job.states.ts';

export interface JobFilter extends TimeRange {
  readonly type?: readonly JobType[] | null | undefined;
  readonly status?: readonly JobStatus[] | null | undefined;
  /** Case-insensitive substring of the title. */
  readonly text?: string | null | undefined;
  readonly createdBy?: string | null | undefined;
  /** Only jobs that have all of these entries. */
  readonly metadata?: unknown;
}
export type JobOrderField = 'CREATED_AT' | 'TITLE';

export interface JobEventFilter extends TimeRange {
  readonly type?: readonly JobEventType[] | null | undefined;
  readonly step?: readonly StepName[] | null | undefined;
}
export type JobEventOrderField = 'SEQUENCE';

/** Columns that lists read only when their field is selected. Lists read a column that is neither here nor in HIDDEN for every job. */
const SHOWN = [
  'title',
  'input',
  'priority',
  'step',
  'attempt',
  'failure',
  'checks',
  'metadata',
  'resolvedPreset',
  'creditsReserved',
  'creditsCharged',
  'createdAt',
] as const satisfies readonly (keyof JobRow)[];
/** Columns that lists never read, because no field of a job shows them. */
const HIDDEN = ['spec', 'progressedAt', 'reservationId', 'deletedAt'] as const satisfies readonly (keyof JobRow)[];

/** Columns that every listed job has. */
export type ListedJob = Omit<JobRow, (typeof SHOWN | typeof HIDDEN)[number]>;

/** A job's event log, oldest first. */
export const eventsOfJob = new PagedQuery<JobEventRow, JobEventFilter, JobEventOrderField>({
  shape: new RowMapper(JobEventEntity),
  parent: 'jobId',
  key: 'sequence',
  orders: { SEQUENCE: { property: 'sequence', type: 'bigint' } },
  filters: { type: oneOf('type'), step: oneOf('step'), ...timeRange('at') },
});

export const stepsOfJob = new PagedQuery<JobStepRow>({
  shape: new RowMapper(JobStepEntity, { hidden: ['result', 'unlocks'] }),
  parent: 'jobId',
});

/** Job lists with includes from features that jobs do not depend on. */
export class JobReads {
  readonly byId: ById<ListedJob>;
  readonly ofWorkspace: PagedQuery<ListedJob, JobFilter, JobOrderField>;
  /** Films of a project, and other jobs for it. */
  readonly ofProject: PagedQuery<ListedJob, JobFilter, JobOrderField>;
  /** Jobs of the rows of a batch. */
  readonly ofBatch: PagedQuery<ListedJob, JobFilter, JobOrderField>;

  constructor(includes: readonly IncludeField[]) {
    const shape = new RowMapper<ListedJob>(JobEntity, { shown: SHOWN, hidden: HIDDEN, includes });
    this.byId = new ById(shape);
    const listOf = (parent: 'workspaceId' | 'projectId' | 'batchId') =>
      new PagedQuery<ListedJob, JobFilter, JobOrderField>({
        shape,
        parent,
        descending: true,
        orders: { CREATED_AT: { property: 'id', type: 'uuid' }, TITLE: { property: 'title', type: 'text' } },
        filters: {
          type: oneOf('type'),
          status: oneOf('status'),
          text: containsText('title'),
          createdBy: references('createdBy'),
          metadata: hasEntries('metadata'),
          ...timeRange('createdAt'),
        },
      });
    this.ofWorkspace = listOf('workspaceId');
    this.ofProject = listOf('projectId');
    this.ofBatch = listOf('batchId');
  }
}
