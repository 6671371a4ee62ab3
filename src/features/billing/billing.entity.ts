import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';

/**
 * Reasons why credits move. A reservation ends in one charge (which returns the rest) or in one release. A grant can expire, or be revoked
 * when its payment is returned. A settlement pays a debt with credits that were about to expire.
 */
export const CREDIT_MOVEMENT_KINDS = ['GRANT', 'RESERVATION', 'CHARGE', 'RELEASE', 'EXPIRY', 'REVOCATION', 'SETTLEMENT'] as const;
export type CreditMovementKind = (typeof CREDIT_MOVEMENT_KINDS)[number];

/** The accounts of a workspace, which sum to zero. ISSUED is the source, OWED the debt: neither is ever positive. */
export const CREDIT_ACCOUNTS = ['ISSUED', 'AVAILABLE', 'RESERVED', 'SPENT', 'OWED'] as const;
export type CreditAccount = (typeof CREDIT_ACCOUNTS)[number];

/** One movement of a workspace's credits. Written once, never changed. */
export const CreditMovementEntity = defineEntity({
  name: 'CreditMovement',
  tableName: 'credit_movements',
  uniques: [
    { name: 'credit_movements_workspace_id', properties: ['workspaceId', 'id'] },
    { name: 'credit_movements_settled_once', properties: ['reservationId'] },
    { name: 'credit_movements_source_key', properties: ['sourceKey'] },
  ],
  indexes: [
    {
      name: 'credit_movements_of_origin',
      expression: 'create index credit_movements_of_origin on credit_movements (origin_id) where origin_id is not null',
    },
  ],
  checks: [
    { name: 'credit_movements_settlement_check', expression: `(reservation_id is not null) = (kind in ('CHARGE', 'RELEASE'))` },
    { name: 'credit_movements_origin_check', expression: `kind not in ('EXPIRY', 'REVOCATION') or origin_id is not null` },
    { name: 'credit_movements_expires_check', expression: `expires_at is null or kind = 'GRANT'` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    kind: p.enum(CREDIT_MOVEMENT_KINDS),
    /** The reservation that this charge or release ends. */
    reservationId: p.uuid().nullable(),
    jobId: p.uuid().nullable(),
    /** Reason of a grant, for people; with it, that of its expiry or revocation. */
    reason: p.text().nullable(),
    /** The object for which credits moved, such as `invoice:in_…`. It moves them once, however often it is reported. */
    sourceKey: p.text().nullable().hidden(),
    /** When the unused rest of a grant expires. */
    expiresAt: timestamp().nullable(),
    /** The grant that expired, that was revoked, or that is given back. */
    originId: p.uuid().nullable().hidden(),
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
  checks: [
    {
      name: 'credit_balances_never_negative',
      expression: 'issued <= 0 and available >= 0 and reserved >= 0 and spent >= 0 and owed <= 0',
    },
  ],
  properties: {
    workspaceId: p.uuid().primary(),
    issued: p.integer().default(0),
    available: p.integer().default(0),
    reserved: p.integer().default(0),
    spent: p.integer().default(0),
    owed: p.integer().default(0),
  },
});
export type CreditBalanceRow = InferEntity<typeof CreditBalanceEntity>;
