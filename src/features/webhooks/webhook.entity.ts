import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { DELIVERY_STATUSES, WEBHOOK_EVENT_TYPES } from './webhook.states.ts';
import type { WebhookEventType } from './webhook.states.ts';

const at = () => p.datetime().columnType('timestamptz(3)');

/** A rotated secret signs too until then (ISO 8601). */
export interface PreviousSecret {
  readonly secret: string;
  readonly until: string;
}

/** An address of a workspace's own that hears of events. Deliveries to it go one by one, so when to try again is written here. */
export const WebhookEntity = defineEntity({
  name: 'Webhook',
  tableName: 'webhooks',
  uniques: [{ name: 'webhooks_workspace_id', properties: ['workspaceId', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    url: p.text(),
    description: p.text().nullable(),
    types: p.array<WebhookEventType>().columnType('text[]'),
    enabled: p.boolean().default(true),
    disabledReason: p.text().nullable(),
    /** Encrypted for `secretPlace`, and so are the earlier ones. */
    secret: p.text(),
    /** Those that were rotated within 24 hours, and perhaps some from before; the oldest first. */
    previousSecrets: p.json<readonly PreviousSecret[]>().defaultRaw(`'[]'`),
    /** When the last of them ends. */
    previousSecretUntil: at().nullable(),
    /** In a row. */
    failures: p.integer().default(0),
    failingSince: at().nullable(),
    /** Not before; empty while all is well. */
    retryAt: at().nullable(),
    /** Somebody is sending. If they die, others may once this is over. */
    leasedUntil: at().nullable(),
    createdBy: p.uuid().nullable(),
    createdAt: at().defaultRaw('now()'),
  },
});
export type WebhookRow = InferEntity<typeof WebhookEntity>;

/** The event of a delivery as the database wrote it down, in the transaction of the event itself. */
export interface DeliveredEvent {
  readonly jobId?: string;
  readonly [fact: string]: unknown;
}

/** One event on its way to one webhook. Its id is the message's, the same at every attempt. */
export const WebhookDeliveryEntity = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_deliveries',
  indexes: [
    {
      name: 'webhook_deliveries_pending',
      expression: `create index "webhook_deliveries_pending" on "webhook_deliveries" ("webhook_id", "position") where status = 'PENDING'`,
    },
    { name: 'webhook_deliveries_newest', properties: ['webhookId', 'id'] },
    { name: 'webhook_deliveries_age', properties: ['createdAt'] },
  ],
  properties: {
    id: p.uuid().primary().defaultRaw('uuidv7()'),
    workspaceId: p.uuid(),
    webhookId: p.uuid(),
    /** The order in which they go. */
    position: p.bigint('number').autoincrement(),
    type: p.enum(WEBHOOK_EVENT_TYPES),
    event: p.json<DeliveredEvent>(),
    status: p.enum(DELIVERY_STATUSES).default('PENDING'),
    /** The fence: counted when an attempt begins, never back; what an older attempt has to say changes nothing. */
    attempts: p.integer().default(0),
    attemptedAt: at().nullable(),
    deliveredAt: at().nullable(),
    responseStatus: p.integer().nullable(),
    responseBody: p.text().nullable(),
    durationMs: p.integer().nullable(),
    error: p.text().nullable(),
    createdAt: at().defaultRaw('clock_timestamp()'),
    expiresAt: at().defaultRaw(`(clock_timestamp() + '24:00:00'::interval)`),
  },
});
export type WebhookDeliveryRow = InferEntity<typeof WebhookDeliveryEntity>;
