import { z } from 'zod';
import type { QueueDefinition } from '../queue/queue.ts';

const mailPayload = z.strictObject({
  version: z.literal(1),
  /** Message id, the same for every attempt, so that duplicates can be recognized. */
  id: z.uuid(),
  /** The encrypted email, because emails contain tokens and the queue's tables are part of every dump. */
  encrypted: z.string(),
});
export type MailPayload = z.infer<typeof mailPayload>;

/** Encryption context of queued emails. */
export const mailEncryptionContext = (id: string): string => `mail ${id}`;

/**
 * Sends one email. Retried for about four hours while the mail server is unavailable: after 10 s, 20 s and so on, at most half an hour
 * apart.
 */
export const mailQueue: QueueDefinition<MailPayload> = {
  name: 'mail',
  payload: mailPayload,
  retryLimit: 15,
  retryDelay: { firstSeconds: 10, mostSeconds: 1_800 },
  heartbeatSeconds: 10,
};
