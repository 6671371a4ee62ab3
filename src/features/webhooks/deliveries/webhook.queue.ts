import { z } from 'zod';
import type { QueueDefinition } from '../../../platform/queue/queue.ts';

const webhookPayload = z.strictObject({ version: z.literal(1), workspaceId: z.uuid(), webhookId: z.uuid() });
export type WebhookPayload = z.infer<typeof webhookPayload>;

/** Sends the waiting deliveries of a webhook. At most one message per webhook waits in the queue; the next poll replaces a lost one. */
export const webhookQueue: QueueDefinition<WebhookPayload> = {
  name: 'webhook',
  payload: webhookPayload,
  retryLimit: 0,
  heartbeatSeconds: 10,
  oneWaitingPerKey: true,
};
