import { sql } from 'kysely';
import { ById } from '../../platform/database/lists/by-id.ts';
import { oneOf, references, timeRange } from '../../platform/database/lists/list-filter.ts';
import type { FilterField, TimeRange } from '../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper, preloaded } from '../../platform/database/lists/row-mapper.ts';
import { CreditBalanceEntity, CreditEntryEntity, CreditMovementEntity } from './billing.entity.ts';
import type { CreditAccount, CreditBalanceRow, CreditEntryRow, CreditMovementKind, CreditMovementRow } from './billing.entity.ts';

export interface CreditFilter extends TimeRange {
  readonly account?: readonly CreditAccount[] | null | undefined;
  readonly kind?: readonly CreditMovementKind[] | null | undefined;
  readonly jobId?: string | null | undefined;
}
export type CreditOrderField = 'CREATED_AT' | 'AMOUNT';

/** A ledger line with its movement. */
export type CreditLine = CreditEntryRow & Pick<CreditMovementRow, 'kind' | 'jobId' | 'reason' | 'expiresAt' | 'createdAt'>;

const movements = new ById<CreditMovementRow>(new RowMapper(CreditMovementEntity));

/** Balances of a workspace: one, or none before the first grant. */
export const balanceOfWorkspace = new PagedQuery<CreditBalanceRow>({
  shape: new RowMapper(CreditBalanceEntity),
  parent: 'workspaceId',
  key: 'workspaceId',
});

const movementRows = new RowMapper<CreditMovementRow>(CreditMovementEntity);
const moved = timeRange('createdAt');

/** A filter on a column of an entry's movement. */
const ofMovement =
  <Value>(field: FilterField<Value>): FilterField<Value> =>
  (value, path, columns) =>
    sql`exists (select from credit_movements where credit_movements.id = ${columns.column('movementId')} and ${field(value, path, movementRows)})`;

export const entriesOfWorkspace = new PagedQuery<CreditEntryRow, CreditFilter, CreditOrderField>({
  shape: new RowMapper(CreditEntryEntity, {
    includes: [{ name: 'movement', fields: ['movement'], key: 'movement_id', nested: movements }],
  }),
  parent: 'workspaceId',
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' }, AMOUNT: { property: 'amount', type: 'int' } },
  filters: {
    account: oneOf('account'),
    kind: ofMovement(oneOf('kind')),
    jobId: ofMovement(references('jobId')),
    from: ofMovement(moved.from),
    to: ofMovement(moved.to),
  },
});

/** Selects the movement of every entry, because a line of the ledger always shows it. */
export const WITH_MOVEMENT = { movement: { args: {}, subfields: {} } } as const;

export function lineOf(entry: CreditEntryRow): CreditLine {
  const movement = preloaded(entry, 'movement', movements);
  if (!movement) throw new Error('every entry has its movement');
  const { kind, jobId, reason, expiresAt, createdAt } = movement;
  return { ...entry, kind, jobId, reason, expiresAt, createdAt };
}
