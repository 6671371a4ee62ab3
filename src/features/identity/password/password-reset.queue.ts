import { z } from 'zod';
import type { QueueDefinition } from '../../../platform/queue/queue.ts';

const passwordResetPayload = z.strictObject({ version: z.literal(1), emailKey: z.string() });
export type PasswordResetPayload = z.infer<typeof passwordResetPayload>;

/**
 * "Somebody asked for a new password for this address." Whether it has an account is looked up by the worker, so that the request
 * does the same for every address and takes the same time.
 */
export const passwordResetQueue: QueueDefinition<PasswordResetPayload> = {
  name: 'password-reset',
  payload: passwordResetPayload,
  retryLimit: 3,
  retryDelay: { firstSeconds: 10, mostSeconds: 60 },
  heartbeatSeconds: 10,
};
