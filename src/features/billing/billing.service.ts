import type { EntityManager } from '@mikro-orm/postgresql';
import { counted } from '../../platform/text/counted.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../kernel/page.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceCreated } from '../workspaces/workspace/workspace.events.ts';
import { CreditEntryEntity, CreditMovementEntity } from './billing.entity.ts';
import { WITH_MOVEMENT, balanceOfWorkspace, entriesOfWorkspace, lineOf } from './billing.read.ts';
import type { CreditFilter, CreditLine, CreditOrderField } from './billing.read.ts';
import { grantCredits, lockCredits } from './ledger.ts';

export interface Credits {
  /** What jobs can use: available and reserved. */
  readonly balance: number;
  readonly reserved: number;
  /** Without what is owed. */
  readonly available: number;
  /** Credits that were taken back after they had been spent. */
  readonly owed: number;
}

interface DueGrant {
  readonly workspace_id: string;
  readonly plan: string;
  readonly credits: number;
  readonly source_key: string;
  /** A time as text, as raw statements return it. */
  readonly expires_at: string;
}

export class BillingService {
  constructor(
    /** Credits of a person's first workspace, read in the transaction that grants them. */
    private readonly signupCredits: (em: EntityManager) => Promise<number>,
    private readonly requireVerifiedEmail: boolean,
  ) {}

  /**
   * Grants the credits of a person's first workspace, in the transaction that creates it, or records that they wait for a verified email
   * address. Further workspaces get none, because otherwise credits would be free.
   */
  async welcome(em: EntityManager, { workspaceId, isFirst, userId, verified }: WorkspaceCreated): Promise<void> {
    const credits = isFirst ? await this.signupCredits(em) : 0;
    if (credits === 0) return;
    if (verified || !this.requireVerifiedEmail) await grantCredits(em, { workspaceId, credits, reason: 'Sign-up' });
    else await em.nativeUpdate(WorkspaceEntity, { id: workspaceId }, { signupCreditsFor: userId });
  }

  /** Grants the credits that waited for the verified email address of the acting person; later calls change nothing. */
  async addressProven(em: EntityManager): Promise<void> {
    await em.execute('select grant_signup_credits(?)', [await this.signupCredits(em)]);
  }

  /**
   * Expires the unused rest of grants whose time has come, of all workspaces, each in a transaction of its own. Returns the number of grants.
   * @throws AggregateError when some workspaces failed, after all others are done
   */
  async expireCredits(scope: Scope): Promise<number> {
    const due = await scope.tx((em) => em.execute<{ workspace_id: string }[]>('select workspace_id from due_expiries()'));
    let expired = 0;
    await forEachApart(due, async ({ workspace_id: workspaceId }) => {
      const [row] = await scope
        .as({ kind: 'worker', workspaceId })
        .tx((em) => em.execute<{ expired: number }[]>('select expire_credits(?) as expired', [workspaceId]));
      expired += row?.expired ?? 0;
    });
    return expired;
  }

  /**
   * Grants the month's credits of plans that an operator has set, once a month. Returns the number of grants. @throws AggregateError when
   * some workspaces failed, after all others are done
   */
  async grantPlans(scope: Scope): Promise<number> {
    const due = await scope.tx((em) => em.execute<DueGrant[]>('select * from due_plan_grants()'));
    await forEachApart(due, async ({ workspace_id: workspaceId, plan, credits, source_key: sourceKey, expires_at: expiresAt }) => {
      const grant = { workspaceId, credits, reason: `Plan ${plan}`, sourceKey, expiresAt: new Date(expiresAt) };
      await scope.as({ kind: 'worker', workspaceId }).tx((em) => grantCredits(em, grant));
    });
    return due.length;
  }

  /** The workspace's balance; all 0 before its first grant. */
  async credits(scope: Scope, workspaceId: string): Promise<Credits> {
    const [row] = await balanceOfWorkspace.rows(scope, workspaceId);
    const { available: unspent = 0, reserved = 0, owed = 0 } = row ?? {};
    const available = Math.max(0, unspent + owed);
    return { balance: available + reserved, reserved, available, owed: Math.abs(owed) };
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

/**
 * Reserves credits for a job. Returns the id of the reservation for `settleCredits`; undefined for free jobs. Locks the workspace's balance
 * until the transaction ends. @throws ReelwrightError INSUFFICIENT_CREDITS with `required` and `available`
 */
export async function reserveCredits(
  em: EntityManager,
  { workspaceId, jobId, credits }: { readonly workspaceId: string; readonly jobId: string; readonly credits: number },
): Promise<string | null> {
  if (credits === 0) return null;
  const id = newId();
  const values = [workspaceId, jobId, id, credits];
  for (;;) {
    const [row] = await em.execute<{ reserved: boolean }[]>('select reserve_credits(?, ?, ?, ?) as reserved', values);
    if (row?.reserved) return id;
    await lockAvailable(em, workspaceId, credits);
  }
}

const PAYMENT_DUE =
  'The last payment of the plan failed, so no new jobs start. An administrator of the workspace can pay or change the payment method with createBillingPortal.';

/**
 * Locks the balance and checks that it has these credits. It can have them after `reserve_credits` has refused them: before the first grant
 * there is no row to lock, so the grant can come in between. @throws ReelwrightError INSUFFICIENT_CREDITS, INVALID_STATE while a payment of
 * the plan is due
 */
export async function lockAvailable(em: EntityManager, workspaceId: string, credits: number): Promise<void> {
  const { available, isPaymentDue } = await lockCredits(em, workspaceId);
  if (isPaymentDue) throw new ReelwrightError('INVALID_STATE', PAYMENT_DUE);
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
 * Makes several reservations at once. Locks the workspace's balance until the transaction ends, so it must be the last lock. `held` is what
 * this transaction has released for them: as much was accepted before, so neither a debt nor a due payment stops it. @throws
 * ReelwrightError INSUFFICIENT_CREDITS with `required` and `available`; nothing is reserved then
 */
export async function reserveAll(
  em: EntityManager,
  workspaceId: string,
  reservations: readonly NewReservation[],
  held: number = 0,
): Promise<void> {
  if (reservations.length === 0) return;
  const needed = reservations.reduce((sum, { credits }) => sum + credits, 0);
  if (needed > held) await lockAvailable(em, workspaceId, needed);
  else await lockCredits(em, workspaceId);
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

/** The credits of a reservation that has not ended. */
export async function creditsHeld(em: EntityManager, reservationId: string): Promise<number> {
  const entry = await em.findOneOrFail(CreditEntryEntity, { movementId: reservationId, account: 'RESERVED' });
  return entry.amount;
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

/** Works on one item after the other, so that one that fails does not stop the rest. @throws AggregateError at the end */
async function forEachApart<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) await work(item).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, `failed for ${failures.length} of ${items.length} workspaces`);
}
