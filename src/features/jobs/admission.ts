import type { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from '../../platform/queue/queue.ts';
import { stepJob } from './step.job.ts';

/** Steps that are in the queue or run, over all workspaces, while workers are known that do fewer at once: what a new worker finds. */
const ADMITTED_AT_LEAST = 4;

/**
 * Sends the next steps to the queue, in this transaction: as many as workers do at once, in the fair order, and of no workspace more than
 * its plan allows. It holds the admission lock until the end of the transaction, which therefore does nothing else.
 */
export async function admit(em: EntityManager, queue: Queue): Promise<void> {
  const steps = await em.execute<{ step_id: string; job_id: string; workspace_id: string }[]>('select * from dispatch_steps(?)', [
    ADMITTED_AT_LEAST,
  ]);
  await queue.sendAll(
    em,
    stepJob,
    steps.map(({ workspace_id: workspaceId, job_id: jobId, step_id: stepId }) => ({ version: 1, workspaceId, jobId, stepId }) as const),
  );
}
