import { z } from 'zod';
import type { QueueDefinition } from '../../platform/queue/queue.ts';

const webhookPayload = z.strictObject({ version: z.literal(1), workspaceId: z.uuid(), webhookId: z.uuid() });
export type WebhookPayload = z.infer<typeof webhookPayload>;

/** "Send what waits for this webhook." One waits at most for each; what is lost is asked for again by the next look at what is due. */
export const webhookQueue: QueueDefinition<WebhookPayload> = {
  name: 'webhook',
  payload: webhookPayload,
  retryLimit: 0,
  heartbeatSeconds: 10,
  oneWaitingPerKey: true,
};
