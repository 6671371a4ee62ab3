import { z } from 'zod';
import type { QueueDefinition } from '../../../platform/queue/queue.ts';

/** Ids only: the step reads its rows when it starts. */
const stepPayload = z.strictObject({ version: z.literal(1), workspaceId: z.uuid(), jobId: z.uuid(), stepId: z.uuid() });
export type StepPayload = z.infer<typeof stepPayload>;

/** The engine's only queue: one dispatched step of any job. */
export const stepQueue: QueueDefinition<StepPayload> = {
  name: 'step',
  payload: stepPayload,
  // Missed heartbeats are counted in the step's row, which gives up sooner; this limit only has to be larger.
  retryLimit: 20,
  heartbeatSeconds: 8,
};
