import { sql } from 'kysely';
import { ById } from '../../platform/database/by-id.ts';
import { PagedQuery } from '../../platform/database/paged-query.ts';
import { RowMapper, preloaded } from '../../platform/database/row-mapper.ts';
import { CreditBalanceEntity, CreditEntryEntity, CreditMovementEntity } from './billing.entity.ts';
import type { CreditAccount, CreditBalanceRow, CreditEntryRow, CreditMovementRow } from './billing.entity.ts';

export interface CreditFilter {
  readonly account?: CreditAccount | null | undefined;
}

/** A ledger line with its movement. */
export type CreditLine = CreditEntryRow & Pick<CreditMovementRow, 'kind' | 'jobId' | 'reason' | 'createdAt'>;

const movements = new ById<CreditMovementRow>(new RowMapper(CreditMovementEntity));

/** One, or none before the first grant. */
export const balanceOfWorkspace = new PagedQuery<CreditBalanceRow>({
  shape: new RowMapper(CreditBalanceEntity),
  parent: 'workspaceId',
  order: 'workspaceId',
});

export const entriesOfWorkspace = new PagedQuery<CreditEntryRow, CreditFilter>({
  shape: new RowMapper(CreditEntryEntity, { along: [{ name: 'movement', fields: ['movement'], key: 'movement_id', nested: movements }] }),
  parent: 'workspaceId',
  descending: true,
  where: ({ account }) => (account ? [sql`credit_entries.account = ${account}`] : []),
});

/** Every entry with its movement. */
export const WITH_MOVEMENT = { movement: { args: {}, subfields: {} } } as const;

export function lineOf(entry: CreditEntryRow): CreditLine {
  const movement = preloaded(entry, 'movement', movements);
  if (!movement) throw new Error('every entry has its movement');
  const { kind, jobId, reason, createdAt } = movement;
  return { ...entry, kind, jobId, reason, createdAt };
}
