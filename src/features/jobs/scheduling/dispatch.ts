import type { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from '../../../platform/queue/queue.ts';
import { stepQueue } from '../steps/step.queue.ts';

/** Minimum number of dispatched steps over all workspaces when less capacity is known, so that a new worker finds work. */
const MIN_DISPATCHED = 4;

/**
 * Sends the next steps to the queue in this transaction: as many as there is worker capacity for, in the fair order, and per workspace at
 * most what its plan allows. Holds the dispatch lock until the transaction ends, so the transaction must do nothing else.
 */
export async function dispatchSteps(em: EntityManager, queue: Queue): Promise<void> {
  const steps = await em.execute<{ step_id: string; job_id: string; workspace_id: string }[]>('select * from dispatch_steps(?)', [
    MIN_DISPATCHED,
  ]);
  await queue.sendAll(
    em,
    stepQueue,
    steps.map(({ workspace_id: workspaceId, job_id: jobId, step_id: stepId }) => ({ version: 1, workspaceId, jobId, stepId }) as const),
  );
}
