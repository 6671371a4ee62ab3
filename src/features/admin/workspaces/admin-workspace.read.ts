import { sql } from 'kysely';
import { badInput } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import { containsText, oneOf, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { AdminWorkspaceEntity } from './admin-workspace.entity.ts';
import type { AdminWorkspaceRow } from './admin-workspace.entity.ts';

export interface AdminWorkspaceFilter extends TimeRange {
  /** Substring of the name. */
  readonly text?: string | null | undefined;
  readonly plans?: readonly string[] | null | undefined;
  /** Of a member. */
  readonly userId?: string | null | undefined;
}
export type AdminWorkspaceOrderField = 'CREATED_AT' | 'STORAGE_BYTES' | 'CREDITS_SPENT';

/** Workspaces that are not deleted, newest first by default. The view is empty for everyone but administrators. */
export const adminWorkspaces = new PagedQuery<AdminWorkspaceRow, AdminWorkspaceFilter, AdminWorkspaceOrderField>({
  shape: new RowMapper(AdminWorkspaceEntity),
  descending: true,
  orders: {
    CREATED_AT: { property: 'id', type: 'uuid' },
    STORAGE_BYTES: { property: 'storageBytes', type: 'bigint' },
    CREDITS_SPENT: { property: 'creditsSpent', type: 'bigint' },
  },
  filters: {
    text: containsText('name'),
    plans: oneOf('plan'),
    userId: (id, path, columns) => {
      if (!isId(id)) throw badInput(path, 'Must be an id (UUID).');
      return sql`${columns.column('memberIds')} @> array[${id}::uuid]`;
    },
    ...timeRange('createdAt'),
  },
});
