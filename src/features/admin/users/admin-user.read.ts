import { sql } from 'kysely';
import { containsText, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { AdminUserEntity } from './admin-user.entity.ts';
import type { AdminUserRow } from './admin-user.entity.ts';

export interface AdminUserFilter extends TimeRange {
  /** Substring of the name or the email address. */
  readonly text?: string | null | undefined;
  readonly administrator?: boolean | null | undefined;
  readonly suspended?: boolean | null | undefined;
}
export type AdminUserOrderField = 'CREATED_AT';

/** People of the installation, newest first by default. The view is empty for everyone but administrators. */
export const adminUsers = new PagedQuery<AdminUserRow, AdminUserFilter, AdminUserOrderField>({
  shape: new RowMapper(AdminUserEntity),
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' } },
  filters: {
    text: containsText('name', 'email'),
    administrator: (is, _path, columns) => sql`${columns.column('administrator')} = ${is}`,
    suspended: (is, _path, columns) => sql`(${columns.column('suspendedAt')} is not null) = ${is}`,
    ...timeRange('createdAt'),
  },
});
