import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { InvoiceEntity, SubscriptionEntity } from './subscription.entity.ts';
import type { InvoiceRow, SubscriptionRow } from './subscription.entity.ts';

/** All subscriptions of a workspace, newest first. They are few: a new one needs the former to end. */
export const subscriptionsOfWorkspace = new PagedQuery<SubscriptionRow>({
  shape: new RowMapper(SubscriptionEntity),
  parent: 'workspaceId',
  key: 'startedAt',
  descending: true,
});

/** All invoices of a workspace, newest first: one for each month. */
export const invoicesOfWorkspace = new PagedQuery<InvoiceRow>({
  shape: new RowMapper(InvoiceEntity),
  parent: 'workspaceId',
  key: 'issuedAt',
  descending: true,
});
