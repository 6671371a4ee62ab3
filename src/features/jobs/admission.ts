import type { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from '../../platform/queue/queue.ts';
import { stepJob } from './step.job.ts';

/** Steps that are in the queue or run, over all workspaces, while workers are known that do fewer at once: what a new worker finds. */
const ADMITTED_AT_LEAST = 4;

/**
 * Sends the next steps, in the transaction that made room or made steps: as many as workers do at once, in the fair order, and of no
 * workspace more than its plan allows. Call it last: it takes the admission lock.
 */
export async function admit(em: EntityManager, queue: Queue): Promise<void> {
  const steps = await em.execute<{ step_id: string; job_id: string; workspace_id: string }[]>('select * from admit_steps(?)', [
    ADMITTED_AT_LEAST,
  ]);
  for (const step of steps) {
    await queue.send(em, stepJob, { version: 1, workspaceId: step.workspace_id, jobId: step.job_id, stepId: step.step_id });
  }
}
