import { z } from 'zod';
import type { QueueDefinition } from '../../platform/queue/queue.ts';

const profilePicturePayload = z.discriminatedUnion('task', [
  /** Checks the upload with this id and makes the picture of it. */
  z.strictObject({ version: z.literal(1), task: z.literal('CHECK'), userId: z.uuid(), id: z.uuid() }),
  /** Deletes objects that no row names any longer. */
  z.strictObject({ version: z.literal(1), task: z.literal('DELETE'), keys: z.array(z.string()) }),
]);
export type ProfilePicturePayload = z.infer<typeof profilePicturePayload>;

/** Work on profile pictures, which the API does not do itself, because it decodes no media. Retried for hours while the store is away. */
export const profilePictureQueue: QueueDefinition<ProfilePicturePayload> = {
  name: 'profile-picture',
  payload: profilePicturePayload,
  retryLimit: 15,
  retryDelay: { firstSeconds: 5, mostSeconds: 1_800 },
  heartbeatSeconds: 10,
};
