import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';

/** Reasons why credits move. A reservation ends in one charge (which returns the rest) or in one release. */
export const CREDIT_MOVEMENT_KINDS = ['GRANT', 'RESERVATION', 'CHARGE', 'RELEASE'] as const;
export type CreditMovementKind = (typeof CREDIT_MOVEMENT_KINDS)[number];

/** The accounts of a workspace. ISSUED is the source and the only negative one: the sum of the four is zero. */
export const CREDIT_ACCOUNTS = ['ISSUED', 'AVAILABLE', 'RESERVED', 'SPENT'] as const;
export type CreditAccount = (typeof CREDIT_ACCOUNTS)[number];

/** One movement of a workspace's credits. Written once, never changed. */
export const CreditMovementEntity = defineEntity({
  name: 'CreditMovement',
  tableName: 'credit_movements',
  uniques: [
    { name: 'credit_movements_workspace_id', properties: ['workspaceId', 'id'] },
    { name: 'credit_movements_settled_once', properties: ['reservationId'] },
  ],
  checks: [{ name: 'credit_movements_settlement_check', expression: `(reservation_id is not null) = (kind in ('CHARGE', 'RELEASE'))` }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    kind: p.enum(CREDIT_MOVEMENT_KINDS),
    /** The reservation that this charge or release ends. */
    reservationId: p.uuid().nullable(),
    jobId: p.uuid().nullable(),
    /** Reason of a grant, for people. */
    reason: p.text().nullable(),
    createdAt: timestamp().defaultRaw('clock_timestamp()'),
  },
});
export type CreditMovementRow = InferEntity<typeof CreditMovementEntity>;

/** One account's share of a movement. The shares of a movement sum to zero; the database enforces it. */
export const CreditEntryEntity = defineEntity({
  name: 'CreditEntry',
  tableName: 'credit_entries',
  uniques: [{ name: 'credit_entries_account', properties: ['movementId', 'account'] }],
  indexes: [{ name: 'credit_entries_newest', properties: ['workspaceId', 'id'] }],
  checks: [{ name: 'credit_entries_amount_check', expression: 'amount <> 0' }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    movementId: references(CreditMovementEntity, 'movement_id'),
    account: p.enum(CREDIT_ACCOUNTS),
    amount: p.integer(),
  },
});
export type CreditEntryRow = InferEntity<typeof CreditEntryEntity>;

/** Sums of the entries, maintained by the database. The row's lock serializes everything that spends a workspace's credits. */
export const CreditBalanceEntity = defineEntity({
  name: 'CreditBalance',
  tableName: 'credit_balances',
  checks: [{ name: 'credit_balances_never_negative', expression: 'issued <= 0 and available >= 0 and reserved >= 0 and spent >= 0' }],
  properties: {
    workspaceId: p.uuid().primary(),
    issued: p.integer().default(0),
    available: p.integer().default(0),
    reserved: p.integer().default(0),
    spent: p.integer().default(0),
  },
});
export type CreditBalanceRow = InferEntity<typeof CreditBalanceEntity>;
