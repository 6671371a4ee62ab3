import { sql } from 'kysely';
import { badInput } from '../../../kernel/errors.ts';
import { loadBatched, valuesOf } from '../../../platform/database/lists/load-batched.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { roleIn } from '../../workspaces/workspace/workspace.access.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { settleSpend } from './spend-ledger.service.ts';
import { SpendLimitEntity, SpendMonthEntity } from './spend.entity.ts';
import { setSpendLimit } from './spend.mutations.ts';
import { MAX_SPEND_LIMIT, MICROS } from './spend.states.ts';
import type { SpendState } from './spend.states.ts';

/** What calls to vendors cost a workspace in the current month, in US dollars. */
export interface Spend {
  readonly limit: number | null;
  readonly spent: number;
  readonly reserved: number;
  readonly unpricedCalls: number;
  readonly state: SpendState;
  readonly resetsAt: Date;
}

interface StoredSpend {
  readonly month: string;
  readonly limit: number | null;
  readonly spent: number | null;
  readonly reserved: number | null;
  readonly unpriced: number | null;
  readonly isNear: boolean | null;
  readonly isReached: boolean | null;
}

export interface SetSpendLimit {
  readonly workspaceId: string;
  readonly limit?: number | null;
}

/** The first day of the current month in UTC, by the clock of the database. */
const MONTH = sql`date_trunc('month', clock_timestamp() at time zone 'UTC')::date`;

export class SpendService {
  constructor(private readonly mutations: Mutations) {}

  /** For every member. @throws ReelwrightError NOT_FOUND for another actor's workspace */
  async spend(scope: Scope, workspaceId: string): Promise<Spend> {
    roleIn(scope, workspaceId);
    const stored = await loadBatched(scope, { owner: this, question: 'spend', id: workspaceId }, (em, ids) =>
      valuesOf<StoredSpend>(
        em,
        ids,
        (id) => sql`
          select json_build_object(
            'month', ${MONTH}, 'limit', max(l.micros), 'spent', max(m.spent_micros), 'reserved', max(m.reserved_micros),
            'unpriced', max(m.unpriced_calls), 'isNear', bool_or(m.near_at is not null), 'isReached', bool_or(m.reached_at is not null)
          ) as value
          from (select ${id} as workspace_id) as asked
          left join spend_limits l using (workspace_id)
          left join spend_months m on m.workspace_id = asked.workspace_id and m.month = ${MONTH}`,
      ),
    );
    if (!stored) throw new Error('the database returned no month');
    return shown(stored);
  }

  /**
   * Sets what jobs of the workspace may cost at vendors in a calendar month; null removes the limit. @throws ReelwrightError BAD_USER_INPUT for
   * a negative amount, and above a million
   */
  async setLimit(scope: Scope, { workspaceId, limit = null }: SetSpendLimit): Promise<Spend> {
    const call = await this.mutations.authorizeCall(scope, { mutation: setSpendLimit, workspaceId, subjectId: workspaceId });
    if (limit !== null && !(limit >= 0 && limit <= MAX_SPEND_LIMIT)) {
      throw badInput('input.limit', `Must be 0 to ${MAX_SPEND_LIMIT} US dollars, or null for no limit.`);
    }
    const micros = limit === null ? null : Math.round(limit * MICROS);
    await this.mutations.update(scope, call, async (em) => {
      // Two calls that both set the first limit have no row of it to wait for.
      await lockRow(em, WorkspaceEntity, workspaceId);
      const row = await em.findOne(SpendLimitEntity, { workspaceId });
      const before = { limit: row?.micros == null ? null : row.micros / MICROS };
      if (row) row.micros = micros;
      else em.create(SpendLimitEntity, { workspaceId, micros });
      await em.flush();
      // What was near to the former limit, or had reached it, is compared with the new one.
      await em.nativeUpdate(SpendMonthEntity, { workspaceId }, { nearAt: null, reachedAt: null });
      await settleSpend(em, { workspaceId, month: null, micros: 0 }, 0);
      return { before, after: { limit } };
    });
    return this.spend(scope, workspaceId);
  }
}

function shown({ month, limit, spent, reserved, unpriced, isNear, isReached }: StoredSpend): Spend {
  const first = new Date(`${month}T00:00:00Z`);
  return {
    limit: limit === null ? null : limit / MICROS,
    spent: (spent ?? 0) / MICROS,
    reserved: (reserved ?? 0) / MICROS,
    unpricedCalls: unpriced ?? 0,
    state: isReached ? 'REACHED' : isNear ? 'NEAR' : 'OK',
    resetsAt: new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1)),
  };
}
