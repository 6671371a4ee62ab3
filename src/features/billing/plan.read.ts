import { notFound } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';

/** What a plan gives a workspace. */
export interface PlanLimits {
  readonly plan: string;
  /** Steps that are admitted at once. */
  readonly concurrentSteps: number;
  /** Turns of the workspace for each turn of one with 1. */
  readonly weight: number;
}

/** NOT_FOUND for workspaces that are not the actor's. */
export async function limitsOf(scope: Scope, workspaceId: string): Promise<PlanLimits> {
  const [row] = await scope.read((em) =>
    em.execute<PlanLimits[]>('select plan, concurrent_steps as "concurrentSteps", weight from workspace_limits(?)', [workspaceId]),
  );
  if (!row) throw notFound('Workspace');
  return row;
}
