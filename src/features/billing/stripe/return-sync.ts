import type { EntityManager } from '@mikro-orm/postgresql';
import type Stripe from 'stripe';
import type { Scope } from '../../../platform/database/scope.ts';
import { CreditMovementEntity } from '../billing.entity.ts';
import { returnRevoked, revokeCredits } from '../ledger.ts';
import { applyInvoice } from './invoice-sync.ts';
import { applySession } from './session-sync.ts';
import { idOf, lockCustomer } from './stripe-reads.ts';
import type { SubscriptionReader } from './subscription-sync.ts';

/** States of a refund whose money goes back. */
export const REFUNDED: readonly (string | null)[] = ['succeeded', 'pending', 'requires_action'];
/** States of a dispute whose money is withdrawn. An inquiry (`warning_…`) withdraws nothing. */
const WITHDRAWN: readonly string[] = ['needs_response', 'under_review', 'lost', 'appeal_needs_response', 'appeal_under_review'];

/**
 * Whether the money of a dispute is withdrawn. A prevented one ended before it became a chargeback, either with the money or with a refund
 * of its own: only what was booked tells them apart.
 */
export const isWithdrawn = ({ status, balance_transactions: booked }: Pick<Stripe.Dispute, 'status' | 'balance_transactions'>): boolean =>
  WITHDRAWN.includes(status) || (status === 'prevented' && booked.reduce((sum, { amount }) => sum + amount, 0) < 0);

/** Reads a refund and applies it: its share of the credits is taken back, and given back when it failed. */
export async function applyRefund(reader: SubscriptionReader, scope: Scope, refundId: string): Promise<void> {
  await applyReturn(reader, scope, `refund:${refundId}`, async () => {
    const refund = await reader.stripe.call((stripe) => stripe.refunds.retrieve(refundId));
    return { ...refund, isTaken: REFUNDED.includes(refund.status) };
  });
}

/** Applies all refunds of a charge. */
export async function applyRefundsOf(reader: SubscriptionReader, scope: Scope, chargeId: string): Promise<void> {
  const refunds = await reader.stripe.call((stripe) => stripe.refunds.list({ charge: chargeId, limit: 100 }));
  for (const { id } of refunds.data) await applyRefund(reader, scope, id);
}

/** Reads a dispute and applies it: credits are taken back while the money is withdrawn, and given back when it is won. */
export async function applyDispute(reader: SubscriptionReader, scope: Scope, disputeId: string): Promise<void> {
  await applyReturn(reader, scope, `dispute:${disputeId}`, async () => {
    const dispute = await reader.stripe.call((stripe) => stripe.disputes.retrieve(disputeId));
    return { ...dispute, isTaken: isWithdrawn(dispute) };
  });
}

interface Payment {
  readonly workspace_id: string;
  readonly source_key: string;
  readonly amount: number | null;
}

/** A refund or a dispute. */
interface Return extends Pick<Stripe.Refund, 'payment_intent' | 'amount'> {
  /** Whether the money is back, or on its way. */
  readonly isTaken: boolean;
}

/**
 * Applies a refund or a dispute until what was applied is what Stripe has: of two workers that read different states, the one that writes
 * last may have read first.
 */
async function applyReturn(reader: SubscriptionReader, scope: Scope, key: string, read: () => Promise<Return>): Promise<void> {
  for (let state = await read(), isApplied = false; !isApplied;) {
    await writeReturn(reader, scope, key, state);
    const { isTaken } = state;
    state = await read();
    isApplied = state.isTaken === isTaken;
  }
}

async function writeReturn(
  reader: SubscriptionReader,
  scope: Scope,
  key: string,
  { payment_intent, amount, isTaken }: Return,
): Promise<void> {
  const paymentIntent = idOf(payment_intent);
  const payment = paymentIntent === null ? undefined : await findPayment(reader, scope, paymentIntent);
  if (!payment) {
    reader.log.info({ event: 'stripe_return_without_credits', key, paymentIntent }, 'returned payment that bought no credits');
    return;
  }
  const { workspace_id: workspaceId, source_key: sourceKey, amount: paid } = payment;
  const workspace = reader.scopeOf(scope, workspaceId);
  const findGrant = (em: EntityManager) => em.findOne(CreditMovementEntity, { workspaceId, sourceKey });
  // A debit is known before it is paid, and the event of its success may come after that of its refund.
  if (isTaken && !(await workspace.tx(findGrant))) await applyPaid(reader, scope, sourceKey);
  await workspace.tx(async (em) => {
    await lockCustomer(em, workspaceId);
    const grant = await findGrant(em);
    if (!grant) return;
    if (!isTaken) {
      await returnRevoked(em, { workspaceId, revocationKey: key });
      return;
    }
    // Shares are rounded up; together they never exceed the grant.
    const share = paid === null || paid <= 0 ? 1 : Math.min(1, amount / paid);
    await revokeCredits(em, { workspaceId, grantId: grant.id, share, sourceKey: key });
  });
}

/** Applies the session or the invoice that a key of a grant names. */
async function applyPaid(reader: SubscriptionReader, scope: Scope, sourceKey: string): Promise<void> {
  const [kind, id = ''] = sourceKey.split(':');
  await (kind === 'invoice' ? applyInvoice : applySession)(reader, scope, id);
}

/** What a payment was for. An invoice or a session whose event is still on its way is applied first. */
async function findPayment(reader: SubscriptionReader, scope: Scope, paymentIntent: string): Promise<Payment | undefined> {
  const find = async (): Promise<Payment | undefined> =>
    (await scope.tx((em) => em.execute<Payment[]>('select * from find_stripe_payment(?)', [paymentIntent])))[0];
  const known = await find();
  if (known) return known;
  const { invoice, session } = await reader.stripe.call(async (stripe) => {
    const payments = await stripe.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: paymentIntent }, limit: 1 });
    const sessions = await stripe.checkout.sessions.list({ payment_intent: paymentIntent, limit: 1 });
    return { invoice: idOf(payments.data[0]?.invoice), session: sessions.data[0]?.id };
  });
  if (invoice !== null) await applyInvoice(reader, scope, invoice);
  else if (session !== undefined) await applySession(reader, scope, session);
  return find();
}
