import { z } from 'zod';
import type { QueueDefinition } from '../../../platform/queue/queue.ts';

const stripeEventPayload = z.strictObject({ version: z.literal(1), eventId: z.string(), type: z.string(), objectId: z.string() });
export type StripeEventPayload = z.infer<typeof stripeEventPayload>;

/** Applies a stored event of Stripe. An event that is still not applied when its retries end is sent again by a background task. */
export const stripeEventQueue: QueueDefinition<StripeEventPayload> = {
  name: 'stripe-event',
  payload: stripeEventPayload,
  retryLimit: 8,
  retryDelay: { firstSeconds: 1, mostSeconds: 120 },
  heartbeatSeconds: 20,
};
