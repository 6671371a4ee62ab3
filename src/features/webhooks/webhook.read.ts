import { Listing } from '../../platform/database/listing.ts';
import { Shape } from '../../platform/database/shape.ts';
import { WebhookDeliveryEntity, WebhookEntity } from './webhook.entity.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook.entity.ts';

export type ListedWebhook = Omit<WebhookRow, 'secret' | 'previousSecrets'>;

/** Newest first. */
export const webhooksOfWorkspace = new Listing<ListedWebhook>({
  shape: new Shape(WebhookEntity, { hidden: ['secret', 'previousSecrets'] }),
  parent: 'workspaceId',
  descending: true,
});

export type ListedDelivery = Omit<WebhookDeliveryRow, 'event'>;

/** Of the last 30 days, newest first. */
export const deliveriesOfWebhook = new Listing<ListedDelivery>({
  shape: new Shape(WebhookDeliveryEntity, { hidden: ['event'] }),
  parent: 'webhookId',
  descending: true,
});
