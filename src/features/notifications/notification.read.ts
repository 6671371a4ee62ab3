import { sql } from 'kysely';
import { ById } from '../../platform/database/lists/by-id.ts';
import { oneOf, references, timeRange } from '../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../platform/database/lists/list-filter.ts';
import { loadBatched, valuesOf } from '../../platform/database/lists/load-batched.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { NotificationEntity } from './notification.entity.ts';
import type { NotificationRow } from './notification.entity.ts';
import type { NotificationKind } from './notification.states.ts';

const HIDDEN = ['eventKey', 'inApp', 'xact', 'number'] as const satisfies readonly (keyof NotificationRow)[];
export type ListedNotification = Omit<NotificationRow, (typeof HIDDEN)[number]>;

export interface NotificationFilter extends TimeRange {
  readonly kind?: readonly NotificationKind[] | null | undefined;
  /** True: unread ones only. False: read ones only. */
  readonly unread?: boolean | null | undefined;
  readonly workspaceId?: string | null | undefined;
}
export type NotificationOrderField = 'CREATED_AT';

const shape = new RowMapper<ListedNotification>(NotificationEntity, { hidden: HIDDEN });

/** A person's own notifications, newest first. Row-level security hides those of workspaces that they left. */
export const notificationsOfPerson = new PagedQuery<ListedNotification, NotificationFilter, NotificationOrderField>({
  shape,
  parent: 'userId',
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' } },
  filters: {
    kind: oneOf('kind'),
    unread: (unread, _path, columns) => (unread ? sql`${columns.column('readAt')} is null` : sql`${columns.column('readAt')} is not null`),
    workspaceId: references('workspaceId'),
    ...timeRange('createdAt'),
  },
});

export const notificationsById = new ById<ListedNotification>(shape);

const UNREAD = {};

/** The number of a person's unread notifications. */
export async function countUnread(scope: Scope, userId: string): Promise<number> {
  const count = await loadBatched(scope, { owner: UNREAD, question: 'unread', id: userId }, (em, ids) =>
    valuesOf<number>(
      em,
      ids,
      (id) => sql`select count(*)::int as value from notifications where user_id = ${id} and read_at is null and in_app`,
    ),
  );
  return count ?? 0;
}
