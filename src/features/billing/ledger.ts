import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { newId } from '../../kernel/id.ts';
import { CREDIT_ACCOUNTS, CreditBalanceEntity, CreditEntryEntity, CreditMovementEntity } from './billing.entity.ts';
import type { CreditAccount, CreditMovementKind } from './billing.entity.ts';

// The functions below write to the ledger in a transaction of the caller. Nothing else changes credits from Node.js.

export interface LockedCredits {
  /** Credits that new jobs can reserve: what is available without what is owed. */
  readonly available: number;
  /** Credits that were taken back after they had been spent. Never negative. */
  readonly owed: number;
  /** Whether a payment of the plan has failed, which stops new jobs. */
  readonly isPaymentDue: boolean;
}

/** Locks the workspace's balance until the transaction ends, and returns it. All 0 before the first grant, which locks nothing. */
export async function lockCredits(em: EntityManager, workspaceId: string): Promise<LockedCredits> {
  const [row] = await em.execute<{ available: number; owed: number; payment_due: boolean }[]>('select * from lock_credits(?)', [
    workspaceId,
  ]);
  const { available = 0, owed = 0, payment_due: isPaymentDue = false } = row ?? {};
  return { available: Math.max(0, available + owed), owed: -owed, isPaymentDue };
}

export interface NewMovement {
  readonly workspaceId: string;
  readonly kind: CreditMovementKind;
  readonly jobId?: string;
  readonly reason?: string | null;
  readonly sourceKey?: string;
  readonly expiresAt?: Date | null;
  readonly originId?: string;
}

/** Writes a movement and its entries. Returns its id; null when a movement with the same `sourceKey` exists, and then writes nothing. */
async function move(
  em: EntityManager,
  { workspaceId, kind, jobId, reason, sourceKey, expiresAt, originId }: NewMovement,
  shares: Readonly<Partial<Record<CreditAccount, number>>>,
): Promise<string | null> {
  const made = await em
    .getKysely<InferKyselyDB<typeof CreditMovementEntity>>()
    .insertInto('credit_movements')
    .values({
      ...{ id: newId(), workspace_id: workspaceId, kind, job_id: jobId ?? null, reason: reason ?? null },
      ...{ source_key: sourceKey ?? null, expires_at: expiresAt ?? null, origin_id: originId ?? null },
    })
    .onConflict((conflict) => conflict.column('source_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) return null;
  const entries = CREDIT_ACCOUNTS.map((account) => ({
    id: newId(),
    workspaceId,
    movementId: made.id,
    account,
    amount: shares[account] ?? 0,
  }));
  // One statement, because the balances are checked after each statement.
  await em.insertMany(
    CreditEntryEntity,
    entries.filter(({ amount }) => amount !== 0),
  );
  return made.id;
}

export interface NewGrant {
  readonly workspaceId: string;
  /** Greater than zero. */
  readonly credits: number;
  readonly reason: string;
  /** Identifies what was paid, such as `invoice:in_…`. Credits are granted once for it. */
  readonly sourceKey?: string;
  /** When the unused rest expires. Never, when omitted. */
  readonly expiresAt?: Date | null;
  /** The grant whose revoked credits are given back. */
  readonly originId?: string;
}

/** Grants credits, which first settle what the workspace owes. Returns the id; null when `sourceKey` was granted before. */
export async function grantCredits(em: EntityManager, { credits, ...grant }: NewGrant): Promise<string | null> {
  const { owed } = await lockCredits(em, grant.workspaceId);
  const settled = Math.min(credits, owed);
  return move(em, { ...grant, kind: 'GRANT' }, { ISSUED: -credits, OWED: settled, AVAILABLE: credits - settled });
}

/** Product of a share that would otherwise be rounded up because of its binary fraction. */
const ROUNDING = 1e-9;

export interface Revocation {
  readonly workspaceId: string;
  /** The grant of which credits are taken back. */
  readonly grantId: string;
  /** The share of the granted credits, greater than 0 and at most 1. Rounded up to whole credits. */
  readonly share: number;
  /** Identifies why, such as `refund:re_…`. Credits are revoked once for it. */
  readonly sourceKey: string;
}

/**
 * Takes back credits of a grant, at most what has not expired or been revoked before. Available credits are taken down to zero; the rest is
 * owed. Returns what was taken; null when nothing was left, or `sourceKey` was revoked before.
 */
export async function revokeCredits(
  em: EntityManager,
  { workspaceId, grantId, share, sourceKey }: Revocation,
): Promise<{ readonly id: string; readonly credits: number } | null> {
  await lockCredits(em, workspaceId);
  const grant = await em.findOneOrFail(CreditMovementEntity, { id: grantId });
  const issued = await em.findOneOrFail(CreditEntryEntity, { movementId: grantId, account: 'ISSUED' });
  const revocable = Math.min(Math.ceil(-issued.amount * share - ROUNDING), await remainderOf(em, grantId));
  if (revocable <= 0) return null;
  const balance = await em.findOne(CreditBalanceEntity, { workspaceId });
  const taken = Math.min(revocable, balance?.available ?? 0);
  const id = await move(
    em,
    { workspaceId, kind: 'REVOCATION', reason: grant.reason ?? null, originId: grantId, sourceKey },
    { ISSUED: revocable, AVAILABLE: -taken, OWED: taken - revocable },
  );
  return id === null ? null : { id, credits: revocable };
}

/** Gives back what a movement had revoked, once. Returns the credits; null when nothing was revoked, or it was given back before. */
export async function returnRevoked(
  em: EntityManager,
  { workspaceId, revocationKey }: { readonly workspaceId: string; readonly revocationKey: string },
): Promise<number | null> {
  await lockCredits(em, workspaceId);
  const revocation = await em.findOne(CreditMovementEntity, { sourceKey: revocationKey, workspaceId });
  if (!revocation?.originId) return null;
  const issued = await em.findOneOrFail(CreditEntryEntity, { movementId: revocation.id, account: 'ISSUED' });
  const grant = { workspaceId, credits: issued.amount, reason: revocation.reason ?? '', originId: revocation.originId };
  const id = await grantCredits(em, { ...grant, sourceKey: `${revocationKey}:returned` });
  return id === null ? null : issued.amount;
}

/** Credits of a grant that have not expired and are not revoked now, spent or not. */
async function remainderOf(em: EntityManager, grantId: string): Promise<number> {
  const row = await em
    .getKysely<InferKyselyDB<typeof CreditMovementEntity | typeof CreditEntryEntity>>()
    .selectFrom('credit_movements as m')
    .innerJoin('credit_entries as e', (join) => join.onRef('e.movement_id', '=', 'm.id').on('e.account', '=', 'ISSUED'))
    .where(({ eb, or }) => or([eb('m.id', '=', grantId), eb('m.origin_id', '=', grantId)]))
    .select(({ fn }) => fn.sum<string | null>('e.amount').as('issued'))
    .executeTakeFirst();
  return -Number(row?.issued ?? 0);
}
