import { z } from 'zod';
import type { QueueDefinition } from '../../../platform/queue/queue.ts';

const passwordResetPayload = z.strictObject({ version: z.literal(1), emailKey: z.string() });
export type PasswordResetPayload = z.infer<typeof passwordResetPayload>;

/** Requests a password reset email. The worker looks up the account, so that the request does the same work for every address. */
export const passwordResetQueue: QueueDefinition<PasswordResetPayload> = {
  name: 'password-reset',
  payload: passwordResetPayload,
  retryLimit: 3,
  retryDelay: { firstSeconds: 10, mostSeconds: 60 },
  heartbeatSeconds: 10,
};
