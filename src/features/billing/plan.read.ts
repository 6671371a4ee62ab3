import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import { loadBatched, valuesOf } from '../../platform/database/load-batched.ts';
import type { Scope } from '../../platform/database/scope.ts';

/** What a plan gives a workspace. */
export interface PlanLimits {
  readonly plan: string;
  /** Steps that are admitted at once. */
  readonly concurrentSteps: number;
  /** Turns of the workspace for each turn of one with 1. */
  readonly weight: number;
}

const owner = {};

/** NOT_FOUND for workspaces that are not the actor's. */
export async function limitsOf(scope: Scope, workspaceId: string): Promise<PlanLimits> {
  const limits = await loadBatched(scope, { owner, question: 'limits', id: workspaceId }, (em, ids) =>
    valuesOf<PlanLimits | null>(
      em,
      ids,
      (id) =>
        sql`select json_build_object('plan', plan, 'concurrentSteps', concurrent_steps, 'weight', weight) as value from workspace_limits(${id})`,
    ),
  );
  if (!limits) throw notFound('Workspace');
  return limits;
}
