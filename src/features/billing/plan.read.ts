import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import { loadBatched, valuesOf } from '../../platform/database/lists/load-batched.ts';
import type { Scope } from '../../platform/database/scope.ts';

/** A plan's limits. */
export interface PlanLimits {
  readonly plan: string;
  /** Maximum steps that are dispatched at the same time. */
  readonly concurrentSteps: number;
  /** Scheduling weight: number of steps dispatched for this workspace per step of one with weight 1. */
  readonly weight: number;
  readonly members: number;
  /** Maximum rows of a batch. */
  readonly batchRows: number;
  /** The highest resolution of films, by the pixels of the short side. */
  readonly maxShortSide: number;
}

const owner = {};

/** The limits of the workspace's plan. @throws ReelwrightError NOT_FOUND for another actor's workspace */
export async function limitsOf(scope: Scope, workspaceId: string): Promise<PlanLimits> {
  const limits = await loadBatched(scope, { owner, question: 'limits', id: workspaceId }, (em, ids) =>
    valuesOf<PlanLimits | null>(
      em,
      ids,
      (id) =>
        sql`select json_build_object('plan', plan, 'concurrentSteps', concurrent_steps, 'weight', weight,
          'members', members, 'batchRows', batch_rows, 'maxShortSide', max_short_side) as value from workspace_limits(${id})`,
    ),
  );
  if (!limits) throw notFound('Workspace');
  return limits;
}
