import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';

/** What a plan allows and grants. The operator changes the rows; prices are settings of the environment. */
export const PlanEntity = defineEntity({
  name: 'Plan',
  tableName: 'plans',
  checks: [
    { name: 'plans_concurrent_steps_check', expression: 'concurrent_steps > 0' },
    { name: 'plans_weight_check', expression: 'weight > 0' },
    { name: 'plans_storage_bytes_check', expression: 'storage_bytes >= 0' },
    { name: 'plans_members_check', expression: 'members > 0' },
    { name: 'plans_batch_rows_check', expression: 'batch_rows > 0' },
    { name: 'plans_max_short_side_check', expression: 'max_short_side > 0' },
    { name: 'plans_monthly_credits_check', expression: 'monthly_credits >= 0 and monthly_credits <= 1000000' },
    { name: 'plans_trial_days_check', expression: 'trial_days >= 0 and trial_days <= 730' },
    { name: 'plans_trial_credits_check', expression: 'trial_credits >= 0 and trial_credits <= 1000000' },
  ],
  properties: {
    name: p.text().primary(),
    concurrentSteps: p.integer(),
    /** Share of the workers relative to other workspaces. */
    weight: p.integer(),
    storageBytes: p.bigint('number').defaultRaw(`'53687091200'::bigint`),
    members: p.integer().default(500),
    batchRows: p.integer().default(10_000),
    /** The highest resolution of films, by its short side in pixels. */
    maxShortSide: p.integer().default(2_160),
    /** Granted for each paid month; the unused rest expires. */
    monthlyCredits: p.integer().default(0),
    trialDays: p.integer().default(0),
    trialCredits: p.integer().default(0),
    position: p.integer().default(0),
  },
});
export type PlanRow = InferEntity<typeof PlanEntity>;

/** STRIPE: follows the subscription. OPERATOR: set by an operator, and left alone by subscriptions. */
const PLAN_SOURCES = ['STRIPE', 'OPERATOR'] as const;

/** The plan of a workspace; `standard` without a row. */
export const WorkspacePlanEntity = defineEntity({
  name: 'WorkspacePlan',
  tableName: 'workspace_plans',
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    plan: p.text(),
    source: p.enum(PLAN_SOURCES).default('OPERATOR'),
  },
});
