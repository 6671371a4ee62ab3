import { sql } from 'kysely';
import { oneOf, timeRange } from '../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import { WebhookDeliveryEntity, WebhookEntity } from './webhook.entity.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook.entity.ts';
import type { WebhookEventType } from './webhook-event-types.ts';
import type { DeliveryStatus } from './webhook.states.ts';

export type ListedWebhook = Omit<WebhookRow, 'secret' | 'previousSecrets'>;

const shape = new RowMapper<ListedWebhook>(WebhookEntity, { hidden: ['secret', 'previousSecrets'] });

/** Webhooks of a workspace, newest first, without callbacks of jobs. */
export const webhooksOfWorkspace = new PagedQuery<ListedWebhook>({
  shape,
  parent: 'workspaceId',
  descending: true,
  where: () => [sql`webhooks.job_id is null`],
});

/** The callback of a job: one, or none. */
export const callbacksOfJob = new PagedQuery<ListedWebhook>({ shape, parent: 'jobId' });

export type ListedDelivery = Omit<WebhookDeliveryRow, 'event'>;

export interface DeliveryFilter extends TimeRange {
  readonly status?: readonly DeliveryStatus[] | null | undefined;
  readonly type?: readonly WebhookEventType[] | null | undefined;
}
export type DeliveryOrderField = 'CREATED_AT';

/** Deliveries of the last 30 days, newest first by default. */
export const deliveriesOfWebhook = new PagedQuery<ListedDelivery, DeliveryFilter, DeliveryOrderField>({
  shape: new RowMapper(WebhookDeliveryEntity, { hidden: ['event'] }),
  parent: 'webhookId',
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' } },
  filters: { status: oneOf('status'), type: oneOf('type'), ...timeRange('createdAt') },
});
