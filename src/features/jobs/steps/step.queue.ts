import { z } from 'zod';
import type { QueueDefinition } from '../../../platform/queue/queue.ts';
import { MAX_CRASHES } from './retry-policy.ts';

/** Contains ids only: the step reads its rows when it starts. */
const stepPayload = z.strictObject({ version: z.literal(1), workspaceId: z.uuid(), jobId: z.uuid(), stepId: z.uuid() });
export type StepPayload = z.infer<typeof stepPayload>;

/** The only queue of the engine; a message is one dispatched step of any job. */
export const stepQueue: QueueDefinition<StepPayload> = {
  name: 'step',
  payload: stepPayload,
  // Missed heartbeats are counted in the row of the step, which gives up first: this limit only has to be larger than MAX_CRASHES.
  retryLimit: Math.max(20, 2 * MAX_CRASHES),
  heartbeatSeconds: 8,
};
