import { sql } from 'kysely';
import { containsText, oneOf, references, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import type { JobStatus, JobType } from '../../jobs/job/job.states.ts';
import { AdminJobEntity } from './admin-job.entity.ts';
import type { AdminJobRow } from './admin-job.entity.ts';

export interface AdminJobFilter extends TimeRange {
  readonly type?: readonly JobType[] | null | undefined;
  readonly status?: readonly JobStatus[] | null | undefined;
  readonly workspaceId?: string | null | undefined;
  readonly failureCode?: string | null | undefined;
  /** Substring of the title or of the workspace's name. */
  readonly text?: string | null | undefined;
}
export type AdminJobOrderField = 'CREATED_AT';

/** Jobs of every workspace, newest first by default. The view is empty for everyone but administrators. */
export const adminJobs = new PagedQuery<AdminJobRow, AdminJobFilter, AdminJobOrderField>({
  shape: new RowMapper(AdminJobEntity),
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' } },
  filters: {
    type: oneOf('type'),
    status: oneOf('status'),
    workspaceId: references('workspaceId'),
    failureCode: (code, _path, columns) => sql`${columns.column('failure')} ->> 'code' = ${code}`,
    text: containsText('title', 'workspaceName'),
    ...timeRange('createdAt'),
  },
});
