import type { JobEventType } from '../jobs/job/job.states.ts';

/** What can be heard: a job's events by the types of its log (SNAPSHOT is never in it), and a test on demand. */
export const WEBHOOK_EVENT_TYPES = ['JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG', 'TEST'] as const satisfies (
  `JOB_${Exclude<JobEventType, 'SNAPSHOT'>}` | 'TEST'
)[];
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** Heard when nothing is said; progress and log are asked for by name. */
export const DEFAULT_EVENT_TYPES: readonly WebhookEventType[] = ['JOB_STATUS', 'JOB_STEP'];

/** `PENDING → DELIVERED | FAILED`; both go back to PENDING when somebody asks for it again. */
export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
