import type { EntityManager } from '@mikro-orm/postgresql';
import { counted } from '../../platform/text/counted.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../kernel/page.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceCreated } from '../workspaces/workspace/workspace.events.ts';
import { CREDIT_ACCOUNTS, CreditEntryEntity, CreditMovementEntity } from './billing.entity.ts';
import type { CreditAccount, CreditMovementKind } from './billing.entity.ts';
import { WITH_MOVEMENT, balanceOfWorkspace, entriesOfWorkspace, lineOf } from './billing.read.ts';
import type { CreditFilter, CreditLine, CreditOrderField } from './billing.read.ts';

export interface Credits {
  /** Sum of the accounts that belong to the workspace: available and reserved. */
  readonly balance: number;
  readonly reserved: number;
  readonly available: number;
}

export class BillingService {
  constructor(
    private readonly signupCredits: number,
    private readonly requireVerifiedEmail: boolean,
  ) {}

  /**
   * Grants the credits of a person's first workspace, in the transaction that creates it, or records that they wait for a verified email
   * address. Further workspaces get none, because otherwise credits would be free.
   */
  async welcome(em: EntityManager, { workspaceId, isFirst, userId, verified }: WorkspaceCreated): Promise<void> {
    if (!isFirst || this.signupCredits === 0) return;
    if (verified || !this.requireVerifiedEmail) await grantCredits(em, { workspaceId, credits: this.signupCredits, reason: 'Sign-up' });
    else await em.nativeUpdate(WorkspaceEntity, { id: workspaceId }, { signupCreditsFor: userId });
  }

  /** Grants the credits that waited for the verified email address of the acting person; later calls change nothing. */
  async addressProven(em: EntityManager): Promise<void> {
    await em.execute('select grant_signup_credits(?)', [this.signupCredits]);
  }

  /** The workspace's balance; all 0 before its first grant. */
  async credits(scope: Scope, workspaceId: string): Promise<Credits> {
    const [row] = await balanceOfWorkspace.rows(scope, workspaceId);
    const { available = 0, reserved = 0 } = row ?? {};
    return { balance: available + reserved, reserved, available };
  }

  /** The ledger, newest first by default: one line per account of every movement. */
  async entries(scope: Scope, workspaceId: string, args: ListArgs<CreditFilter, CreditOrderField>): Promise<ListPage<CreditLine>> {
    const page = await entriesOfWorkspace.list(scope, workspaceId, args, { selection: WITH_MOVEMENT });
    return { ...page, rows: page.rows.map(lineOf) };
  }

  /** One line of the ledger; null for a missing one and for one of another workspace. */
  async entry(scope: Scope, id: string): Promise<CreditLine | null> {
    const entry = await entriesOfWorkspace.find(scope, id, WITH_MOVEMENT);
    return entry && lineOf(entry);
  }
}

// The functions below write to the ledger in a transaction of the caller.

/** Grants credits (more than zero) with a reason. */
export async function grantCredits(
  em: EntityManager,
  { workspaceId, credits, reason }: { readonly workspaceId: string; readonly credits: number; readonly reason: string },
): Promise<void> {
  await move(em, { workspaceId, kind: 'GRANT', reason }, { ISSUED: -credits, AVAILABLE: credits });
}

/**
 * Reserves credits for a job. Returns the id of the reservation for `settleCredits`; undefined for free jobs. Locks the workspace's balance
 * until the transaction ends. @throws ReelwrightError INSUFFICIENT_CREDITS with `required` and `available`
 */
export async function reserveCredits(
  em: EntityManager,
  { workspaceId, jobId, credits }: { readonly workspaceId: string; readonly jobId: string; readonly credits: number },
): Promise<string | null> {
  if (credits === 0) return null;
  await lockAvailable(em, workspaceId, credits);
  return move(em, { workspaceId, kind: 'RESERVATION', jobId }, { AVAILABLE: -credits, RESERVED: credits });
}

/** Locks the balance and checks that it has these credits. @throws ReelwrightError INSUFFICIENT_CREDITS */
async function lockAvailable(em: EntityManager, workspaceId: string, credits: number): Promise<void> {
  const [locked] = await em.execute<{ available: number | null }[]>('select lock_credits(?) as available', [workspaceId]);
  const available = locked?.available ?? 0;
  if (available < credits) {
    throw new ReelwrightError(
      'INSUFFICIENT_CREDITS',
      `This needs ${counted(credits, 'credit')}; ${available} ${available === 1 ? 'is' : 'are'} available.`,
      {
        details: { required: credits, available },
      },
    );
  }
}

export interface NewReservation {
  /** Id of the reservation, for `settleCredits`. */
  readonly id: string;
  /** Omitted for credits that are reserved for later jobs. */
  readonly jobId?: string;
  /** Greater than zero. */
  readonly credits: number;
}

/**
 * Makes several reservations at once. Locks the workspace's balance until the transaction ends, so it must be the last lock. @throws
 * ReelwrightError INSUFFICIENT_CREDITS with `required` and `available`; nothing is reserved then
 */
export async function reserveAll(em: EntityManager, workspaceId: string, reservations: readonly NewReservation[]): Promise<void> {
  if (reservations.length === 0) return;
  await lockAvailable(
    em,
    workspaceId,
    reservations.reduce((sum, { credits }) => sum + credits, 0),
  );
  await em.insertMany(
    CreditMovementEntity,
    reservations.map(({ id, jobId = null }) => ({ id, workspaceId, kind: 'RESERVATION' as const, jobId, reason: null })),
  );
  // One statement, because the balances are checked after each statement.
  await em.insertMany(
    CreditEntryEntity,
    reservations.flatMap(({ id: movementId, credits }) => [
      { id: newId(), workspaceId, movementId, account: 'AVAILABLE' as const, amount: -credits },
      { id: newId(), workspaceId, movementId, account: 'RESERVED' as const, amount: credits },
    ]),
  );
}

/**
 * Ends a reservation once: charges the used credits, at most the reserved amount, and returns the rest. Returns the charge; undefined when
 * the reservation had already ended.
 */
export async function settleCredits(
  em: EntityManager,
  { workspaceId, jobId, reservationId, used }: { workspaceId: string; jobId: string | null; reservationId: string; used: number },
): Promise<number | undefined> {
  const [row] = await em.execute<{ charged: number | null }[]>('select settle_credits(?, ?, ?, ?) as charged', [
    workspaceId,
    jobId,
    reservationId,
    used,
  ]);
  return row?.charged ?? undefined;
}

interface NewMovement {
  readonly workspaceId: string;
  readonly kind: CreditMovementKind;
  readonly jobId?: string;
  readonly reason?: string;
}

/** Writes a movement and its entries; returns its id. */
async function move(
  em: EntityManager,
  { workspaceId, kind, jobId, reason }: NewMovement,
  shares: Readonly<Partial<Record<CreditAccount, number>>>,
): Promise<string> {
  const id = newId();
  await em.insert(CreditMovementEntity, { id, workspaceId, kind, jobId: jobId ?? null, reason: reason ?? null });
  const entries = CREDIT_ACCOUNTS.map((account) => ({ id: newId(), workspaceId, movementId: id, account, amount: shares[account] ?? 0 }));
  // One statement, because the balances are checked after each statement.
  await em.insertMany(
    CreditEntryEntity,
    entries.filter(({ amount }) => amount !== 0),
  );
  return id;
}
