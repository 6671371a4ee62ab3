import type { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from '../../platform/queue/queue.ts';
import type { StepName } from './job.states.ts';
import { stepJob } from './step.job.ts';

/** Steps that lie in the queue or run, over all workspaces. Enough to keep every worker busy; the rest waits in its rows. */
const ADMITTED_AT_MOST = 64;

/** What is nearer to its film's end goes first: encoding begins while later scenes are still spoken, and films end one by one. */
const URGENCY: Readonly<Partial<Record<StepName, number>>> = { SEGMENT: 1, ASSEMBLE: 2, VERIFY: 3, DELIVER: 4 };
/** Scenes that the order tells apart; those behind are equals. */
const SCENES = 1_000;

/** Above every step that is tried for the first time. */
export const URGENT = 10 * SCENES;

interface AdmittedStep {
  readonly step_id: string;
  readonly job_id: string;
  readonly workspace_id: string;
  readonly name: StepName;
  readonly scene: number;
}

/** Sends the next steps, first come, first served, in the transaction that made room or made steps. Call it last: it takes the admission lock. */
export async function admit(em: EntityManager, queue: Queue): Promise<void> {
  const steps = await em.execute<AdmittedStep[]>('select * from admit_steps(?)', [ADMITTED_AT_MOST]);
  for (const step of steps) {
    const payload = { version: 1, workspaceId: step.workspace_id, jobId: step.job_id, stepId: step.step_id } as const;
    await queue.send(em, stepJob, payload, { priority: priorityOf(step.name, step.scene) });
  }
}

/** Within a stage the first scenes come first, so that the first segment is there early. */
export const priorityOf = (name: StepName, scene: number): number =>
  (URGENCY[name] ?? 0) * SCENES + SCENES - 1 - Math.min(scene, SCENES - 1);
