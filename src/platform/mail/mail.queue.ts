import { z } from 'zod';
import type { QueueDefinition } from '../queue/queue.ts';

const mailPayload = z.strictObject({
  version: z.literal(1),
  /** Of the letter, the same at every try: what arrives twice is known to be one. */
  id: z.uuid(),
  /** The letter, which may hold tokens: the queue's tables are in every dump. */
  sealed: z.string(),
});
export type MailPayload = z.infer<typeof mailPayload>;

/** Where a letter is sealed for. */
export const mailEncryptionContext = (id: string): string => `mail ${id}`;

/** "Send this letter." Tried again for about four hours while the mail server is away: 10 s, 20 s and so on to half an hour apart. */
export const mailQueue: QueueDefinition<MailPayload> = {
  name: 'mail',
  payload: mailPayload,
  retryLimit: 15,
  retryDelay: { firstSeconds: 10, mostSeconds: 1_800 },
  heartbeatSeconds: 10,
};
