import type { JobEventType } from '../jobs/job/job.states.ts';

/** Event types of webhooks: a job's events by log type (SNAPSHOT is never logged), and a test on demand. */
export const WEBHOOK_EVENT_TYPES = ['JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG', 'TEST'] as const satisfies (
  `JOB_${Exclude<JobEventType, 'SNAPSHOT'>}` | 'TEST'
)[];
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** Default event types; progress and log must be requested by name. */
export const DEFAULT_EVENT_TYPES: readonly WebhookEventType[] = ['JOB_STATUS', 'JOB_STEP'];

/** `PENDING → DELIVERED | FAILED`; both return to PENDING on redelivery. */
export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
