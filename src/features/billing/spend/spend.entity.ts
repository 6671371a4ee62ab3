import { defineEntity, p } from '@mikro-orm/core';
import { changeStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';

/** What the jobs of a workspace may cost at vendors in a month. A workspace without a row has no limit. */
export const SpendLimitEntity = defineEntity({
  name: 'SpendLimit',
  tableName: 'spend_limits',
  checks: [{ name: 'spend_limits_micros_check', expression: 'micros >= 0' }],
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    /** Millionths of a US dollar; null for no limit. */
    micros: p.bigint('number').nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});

/** What calls to vendors cost a workspace in a calendar month (UTC). Its lock serializes the calls that may reach the limit. */
export const SpendMonthEntity = defineEntity({
  name: 'SpendMonth',
  tableName: 'spend_months',
  checks: [{ name: 'spend_months_micros_check', expression: 'spent_micros >= 0 and reserved_micros >= 0' }],
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    /** First day of the month. */
    month: p.date().primary(),
    /** Cost of the calls that have ended. */
    spentMicros: p.bigint('number').defaultRaw('0'),
    /** Expected cost of the calls that were sent and have no known end. */
    reservedMicros: p.bigint('number').defaultRaw('0'),
    /** Calls that have ended and whose cost in money is not known. */
    unpricedCalls: p.integer().default(0),
    /** When spending came near to the limit, and reached it; null before, and again for a limit that is changed. */
    nearAt: timestamp().nullable(),
    reachedAt: timestamp().nullable(),
  },
});
