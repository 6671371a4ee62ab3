import { z } from 'zod';
import type { QueueDefinition } from '../../../platform/queue/queue.ts';

/** Ids only: what the step needs it reads from its rows, as they are when it starts. */
const stepPayload = z.strictObject({ version: z.literal(1), workspaceId: z.uuid(), jobId: z.uuid(), stepId: z.uuid() });
export type StepPayload = z.infer<typeof stepPayload>;

/** The one queue of the engine: an admitted step of any job. */
export const stepQueue: QueueDefinition<StepPayload> = {
  name: 'step',
  payload: stepPayload,
  // Crashes are counted in the step's row, which gives up sooner; this only has to be larger.
  retryLimit: 20,
  heartbeatSeconds: 10,
};
