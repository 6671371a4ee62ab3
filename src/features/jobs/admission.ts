import type { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from '../../platform/queue/queue.ts';
import { stepJob } from './step.job.ts';

/** Steps that lie in the queue or run, over all workspaces. Enough to keep every worker busy; the rest waits in its rows. */
const ADMITTED_AT_MOST = 64;

/** Sends the next steps, first come, first served, in the transaction that made room or made steps. Call it last: it takes the admission lock. */
export async function admit(em: EntityManager, queue: Queue): Promise<void> {
  const steps = await em.execute<{ step_id: string; job_id: string; workspace_id: string }[]>('select * from admit_steps(?)', [
    ADMITTED_AT_MOST,
  ]);
  for (const { step_id: stepId, job_id: jobId, workspace_id: workspaceId } of steps) {
    await queue.send(em, stepJob, { version: 1, workspaceId, jobId, stepId });
  }
}
