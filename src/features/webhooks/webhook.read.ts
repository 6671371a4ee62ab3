import { oneOf, timeRange } from '../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import { WebhookDeliveryEntity, WebhookEntity } from './webhook.entity.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook.entity.ts';
import type { DeliveryStatus, WebhookEventType } from './webhook.states.ts';

export type ListedWebhook = Omit<WebhookRow, 'secret' | 'previousSecrets'>;

/** Newest first. */
export const webhooksOfWorkspace = new PagedQuery<ListedWebhook>({
  shape: new RowMapper(WebhookEntity, { hidden: ['secret', 'previousSecrets'] }),
  parent: 'workspaceId',
  descending: true,
});

export type ListedDelivery = Omit<WebhookDeliveryRow, 'event'>;

export interface DeliveryFilter extends TimeRange {
  readonly status?: readonly DeliveryStatus[] | null | undefined;
  readonly type?: readonly WebhookEventType[] | null | undefined;
}
export type DeliveryOrderField = 'CREATED_AT';

/** Of the last 30 days, newest first by default. */
export const deliveriesOfWebhook = new PagedQuery<ListedDelivery, DeliveryFilter, DeliveryOrderField>({
  shape: new RowMapper(WebhookDeliveryEntity, { hidden: ['event'] }),
  parent: 'webhookId',
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' } },
  filters: { status: oneOf('status'), type: oneOf('type'), ...timeRange('createdAt') },
});
