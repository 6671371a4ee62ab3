import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { assertQuota, notFound } from '../../kernel/errors.ts';
import { RESOLUTIONS } from '../../platform/catalogue/sizes/resolutions.ts';
import type { Resolution } from '../../platform/catalogue/sizes/resolutions.ts';
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

/** Checks that the plan allows films of these resolutions. @throws ReelwrightError QUOTA_EXCEEDED */
export async function assertFilmQuota(em: EntityManager, workspaceId: string, resolutions: readonly Resolution[]): Promise<void> {
  const [plan] = await em.execute<{ pixels: number }[]>('select max_short_side as pixels from workspace_limits(?)', [workspaceId]);
  const limit = plan?.pixels ?? 0;
  for (const resolution of resolutions) {
    const { shortSide } = RESOLUTIONS.get(resolution);
    assertQuota(shortSide, limit, `The plan of the workspace allows films of at most ${limit} pixels on the short side, not ${shortSide}.`);
  }
}

/** Checks that the plan allows a batch of so many rows. @throws ReelwrightError QUOTA_EXCEEDED */
export async function assertBatchQuota(em: EntityManager, workspaceId: string, rows: number): Promise<void> {
  const [plan] = await em.execute<{ rows: number }[]>('select batch_rows as rows from workspace_limits(?)', [workspaceId]);
  const limit = plan?.rows ?? 0;
  assertQuota(rows, limit, `The plan of the workspace allows batches of at most ${limit} rows. Divide them among several batches.`);
}
