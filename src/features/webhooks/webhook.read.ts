import { PagedQuery } from '../../platform/database/paged-query.ts';
import { RowMapper } from '../../platform/database/row-mapper.ts';
import { WebhookDeliveryEntity, WebhookEntity } from './webhook.entity.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook.entity.ts';

export type ListedWebhook = Omit<WebhookRow, 'secret' | 'previousSecrets'>;

/** The webhook’s deliveries of the last 30 days, newest first. */
export const webhooksOfWorkspace = new PagedQuery<ListedWebhook>({
  shape: new RowMapper(WebhookEntity, { hidden: ['secret', 'previousSecrets'] }),
  parent: 'workspaceId',
  descending: true,
});

export type ListedDelivery = Omit<WebhookDeliveryRow, 'event'>;

/** Of the last 30 days, newest first. */
export const deliveriesOfWebhook = new PagedQuery<ListedDelivery>({
  shape: new RowMapper(WebhookDeliveryEntity, { hidden: ['event'] }),
  parent: 'webhookId',
  descending: true,
});
