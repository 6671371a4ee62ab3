import { oneOf, references, timeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import type { AuditFilter, AuditOrderField } from '../../audit/audit.read.ts';
import { AdminAuditEventEntity } from './admin-audit-event.entity.ts';
import type { AdminAuditEventRow } from './admin-audit-event.entity.ts';

export interface AdminAuditFilter extends AuditFilter {
  readonly workspaceId?: string | null | undefined;
}

/** Events of all audit logs, newest first by default. The view is empty for everyone but administrators. */
export const adminAuditEvents = new PagedQuery<AdminAuditEventRow, AdminAuditFilter, AuditOrderField>({
  shape: new RowMapper(AdminAuditEventEntity),
  descending: true,
  orders: { AT: { property: 'id', type: 'uuid' } },
  filters: {
    actions: oneOf('action'),
    userId: references('userId'),
    subjectId: references('subjectId'),
    workspaceId: references('workspaceId'),
    ...timeRange('at'),
  },
});
