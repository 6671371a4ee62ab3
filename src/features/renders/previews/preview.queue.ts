import { z } from 'zod';
import type { QueueDefinition } from '../../../platform/queue/queue.ts';
import { videoInput } from '../request/video-request.ts';

const previewPayload = z.strictObject({
  version: z.literal(1),
  workspaceId: z.uuid(),
  projectId: z.uuid(),
  /** Milliseconds of the film, or of the scene that `sceneId` names. */
  atMs: z.int().nonnegative(),
  sceneId: z.uuid().optional(),
  /** The options of the film. */
  input: videoInput,
  knownBy: z.uuid().nullable(),
  /** Key of the JPEG in object storage. */
  storageKey: z.string(),
});
export type PreviewPayload = z.infer<typeof previewPayload>;

/** Makes one frame. Not retried: the caller will have given up by then, and requests the frame again. */
export const previewQueue: QueueDefinition<PreviewPayload> = {
  name: 'preview',
  payload: previewPayload,
  retryLimit: 0,
  heartbeatSeconds: 10,
};
