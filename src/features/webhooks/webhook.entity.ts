import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { WEBHOOK_EVENT_TYPES } from './webhook-event-types.ts';
import type { WebhookEventType } from './webhook-event-types.ts';
import { DELIVERY_STATUSES } from './webhook.states.ts';
import { JobEntity } from '../jobs/job/job.entity.ts';
import { references } from '../../platform/database/references.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { changeStamps } from '../../platform/database/change-stamps.ts';
import { timestamp } from '../../platform/database/timestamp.ts';

/** A previous secret, which signs too until the given time (ISO 8601). */
export interface PreviousSecret {
  readonly secret: string;
  readonly until: string;
}

/** A workspace's URL that receives events. Deliveries are sequential, so the retry time is stored here. */
export const WebhookEntity = defineEntity({
  name: 'Webhook',
  tableName: 'webhooks',
  uniques: [{ name: 'webhooks_workspace_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    { name: 'webhooks_job', expression: `create unique index "webhooks_job" on "webhooks" ("job_id") where job_id is not null` },
    {
      name: 'webhooks_of_workspace',
      expression: `create index "webhooks_of_workspace" on "webhooks" ("workspace_id") where job_id is null`,
    },
  ],
  checks: [{ name: 'webhooks_secret_check', expression: '(secret is null) = (job_id is not null)' }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    /** Set for the callback of one job: it receives the end of that job only, and lists do not show it. */
    jobId: references(JobEntity, 'job_id').nullable(),
    url: p.text(),
    description: p.text().nullable(),
    types: p.array<WebhookEventType>().columnType('text[]'),
    enabled: p.boolean().default(true),
    disabledReason: p.text().nullable(),
    /**
     * The current secret. It and the previous ones are encrypted. Null for a callback, which the secret of the workspace's callbacks signs.
     */
    secret: p.text().nullable(),
    /** Secrets that were rotated within 24 hours, and perhaps older ones; the oldest first. */
    previousSecrets: p.json<readonly PreviousSecret[]>().defaultRaw(`'[]'`),
    /** The time until which the last previous secret signs. */
    previousSecretUntil: timestamp().nullable(),
    /** Number of consecutive failures. */
    failures: p.integer().default(0),
    failingSince: timestamp().nullable(),
    /** Earliest next attempt; null while deliveries succeed. */
    retryAt: timestamp().nullable(),
    /** End of the lease of the sending worker. A dead worker's lease expires. */
    leasedUntil: timestamp().nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
export type WebhookRow = InferEntity<typeof WebhookEntity>;

/** The event as the database recorded it, in the transaction of the event. */
export interface DeliveredEvent {
  readonly jobId?: string;
  /** Position in the job's log. */
  readonly sequence?: number;
  /** Position in the workspace's log. */
  readonly transaction?: string;
  readonly event?: string;
  readonly [name: string]: unknown;
}

/** One event for one webhook. Its id is the message id of every attempt. */
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
    webhookId: references(WebhookEntity, 'webhook_id'),
    /** Number by which deliveries are ordered. */
    position: p.bigint('number').autoincrement(),
    type: p.enum(WEBHOOK_EVENT_TYPES),
    event: p.json<DeliveredEvent>(),
    status: p.enum(DELIVERY_STATUSES).default('PENDING'),
    /** Fencing token, incremented when an attempt starts; results of an older attempt are ignored. */
    attempts: p.integer().default(0),
    attemptedAt: timestamp().nullable(),
    deliveredAt: timestamp().nullable(),
    responseStatus: p.integer().nullable(),
    responseBody: p.text().nullable(),
    durationMs: p.integer().nullable(),
    error: p.text().nullable(),
    createdAt: timestamp().defaultRaw('clock_timestamp()'),
    expiresAt: timestamp().defaultRaw(`(clock_timestamp() + '24:00:00'::interval)`),
  },
});
export type WebhookDeliveryRow = InferEntity<typeof WebhookDeliveryEntity>;
