import { sql } from 'kysely';
import { sequenceWindow } from '../../../kernel/page.ts';
import type { PageArgs } from '../../../kernel/page.ts';
import { ById } from '../../../platform/database/by-id.ts';
import { PagedQuery } from '../../../platform/database/paged-query.ts';
import { RowMapper } from '../../../platform/database/row-mapper.ts';
import type { IncludeField } from '../../../platform/database/row-mapper.ts';
import { JobEntity, JobEventEntity, JobStepEntity } from './job.entity.ts';
import type { JobEventRow, JobRow, JobStepRow } from './job.entity.ts';
import type { JobStatus, JobType } from './job.states.ts';

export interface JobFilter {
  readonly type?: JobType | null | undefined;
  readonly status?: JobStatus | null | undefined;
}

/** Columns that are only shown: lists read them when selected. */
const SHOWN = [
  'title',
  'input',
  'priority',
  'step',
  'attempt',
  'failure',
  'checks',
  'creditsReserved',
  'creditsCharged',
  'createdAt',
] as const satisfies readonly (keyof JobRow)[];
const HIDDEN = ['spec', 'progressedAt', 'reservationId', 'deletedAt'] as const satisfies readonly (keyof JobRow)[];

/** Columns that every listed job has. */
export type ListedJob = Omit<JobRow, (typeof SHOWN | typeof HIDDEN)[number]>;

/** A job's event log, oldest first. */
export const eventsOfJob = new PagedQuery<JobEventRow>({
  shape: new RowMapper(JobEventEntity),
  parent: 'jobId',
  order: 'sequence',
  window: (args: PageArgs) => sequenceWindow(args),
});

export const stepsOfJob = new PagedQuery<JobStepRow>({
  shape: new RowMapper(JobStepEntity, { hidden: ['result', 'unlocks', 'remoteId'] }),
  parent: 'jobId',
});

/** Job lists with includes from features that jobs do not depend on. */
export class JobReads {
  readonly byId: ById<ListedJob>;
  readonly ofWorkspace: PagedQuery<ListedJob, JobFilter>;

  constructor(along: readonly IncludeField[]) {
    const shape = new RowMapper<ListedJob>(JobEntity, { shown: SHOWN, hidden: HIDDEN, along });
    this.byId = new ById(shape);
    this.ofWorkspace = new PagedQuery<ListedJob, JobFilter>({
      shape,
      parent: 'workspaceId',
      descending: true,
      where: ({ type, status }) => [
        ...(type ? [sql`${shape.column('type')} = ${type}`] : []),
        ...(status ? [sql`${shape.column('status')} = ${status}`] : []),
      ],
    });
  }
}
