import { z } from 'zod';
import type { QueueDefinition } from '../../../platform/queue/queue.ts';

const webhookPayload = z.strictObject({ version: z.literal(1), workspaceId: z.uuid(), webhookId: z.uuid() });
export type WebhookPayload = z.infer<typeof webhookPayload>;

/** Sends a webhook's waiting deliveries. At most one message waits per webhook; a lost one is replaced by the next poll. */
export const webhookQueue: QueueDefinition<WebhookPayload> = {
  name: 'webhook',
  payload: webhookPayload,
  retryLimit: 0,
  heartbeatSeconds: 10,
  oneWaitingPerKey: true,
};
