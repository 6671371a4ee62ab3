import type { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from '../../platform/queue/queue.ts';
import type { StepName } from './job.states.ts';
import { stepJob } from './step.job.ts';

/** Steps that lie in the queue or run, over all workspaces. Enough to keep every worker busy; the rest waits in its rows. */
const ADMITTED_AT_MOST = 64;

/** What is nearer to its film's end goes first: encoding begins while later scenes are still spoken, and films end one by one instead of all at once. */
const URGENCY: Readonly<Partial<Record<StepName, number>>> = { SEGMENT: 1, ASSEMBLE: 2, VERIFY: 3, DELIVER: 4 };

/** Sends the next steps, first come, first served, in the transaction that made room or made steps. Call it last: it takes the admission lock. */
export async function admit(em: EntityManager, queue: Queue): Promise<void> {
  const steps = await em.execute<{ step_id: string; job_id: string; workspace_id: string; name: StepName }[]>(
    'select * from admit_steps(?)',
    [ADMITTED_AT_MOST],
  );
  // In the order in which they were planned: a film's first scenes come first.
  for (const { step_id: stepId, job_id: jobId, workspace_id: workspaceId, name } of steps.toSorted((a, b) =>
    a.step_id < b.step_id ? -1 : 1,
  )) {
    await queue.send(em, stepJob, { version: 1, workspaceId, jobId, stepId }, { priority: URGENCY[name] ?? 0 });
  }
}
