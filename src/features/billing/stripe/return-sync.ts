import type Stripe from 'stripe';
import type { Scope } from '../../../platform/database/scope.ts';
import { CreditMovementEntity } from '../billing.entity.ts';
import { returnRevoked, revokeCredits } from '../ledger.ts';
import { applyInvoice } from './invoice-sync.ts';
import { applySession } from './session-sync.ts';
import { idOf, lockCustomer } from './stripe-reads.ts';
import type { SubscriptionReader } from './subscription-sync.ts';

/** States of a refund whose money goes back. */
const REFUNDED: readonly (string | null)[] = ['succeeded', 'pending', 'requires_action'];
/** States of a dispute whose money is withdrawn. An inquiry (`warning_…`) withdraws nothing. */
export const WITHDRAWN: readonly string[] = ['needs_response', 'under_review', 'lost', 'appeal_needs_response', 'appeal_under_review'];

/** Reads a refund and applies it: its share of the credits is taken back, and given back when it failed. */
export async function applyRefund(reader: SubscriptionReader, scope: Scope, refundId: string): Promise<void> {
  const refund = await reader.stripe.call((stripe) => stripe.refunds.retrieve(refundId));
  await applyReturn(reader, scope, refund, { key: `refund:${refund.id}`, isTaken: REFUNDED.includes(refund.status) });
}

/** Applies all refunds of a charge. */
export async function applyRefundsOf(reader: SubscriptionReader, scope: Scope, chargeId: string): Promise<void> {
  const refunds = await reader.stripe.call((stripe) => stripe.refunds.list({ charge: chargeId, limit: 100 }));
  for (const { id } of refunds.data) await applyRefund(reader, scope, id);
}

/** Reads a dispute and applies it: credits are taken back while the money is withdrawn, and given back when it is won. */
export async function applyDispute(reader: SubscriptionReader, scope: Scope, disputeId: string): Promise<void> {
  const dispute = await reader.stripe.call((stripe) => stripe.disputes.retrieve(disputeId));
  await applyReturn(reader, scope, dispute, { key: `dispute:${dispute.id}`, isTaken: WITHDRAWN.includes(dispute.status) });
}

interface Payment {
  readonly workspace_id: string;
  readonly source_key: string;
  readonly amount: number | null;
}

async function applyReturn(
  reader: SubscriptionReader,
  scope: Scope,
  { payment_intent, amount }: Pick<Stripe.Refund, 'payment_intent' | 'amount'>,
  { key, isTaken }: { readonly key: string; readonly isTaken: boolean },
): Promise<void> {
  const paymentIntent = idOf(payment_intent);
  const payment = paymentIntent === null ? undefined : await findPayment(reader, scope, paymentIntent);
  if (!payment) {
    reader.log.info({ key, paymentIntent }, 'returned payment that bought no credits');
    return;
  }
  const { workspace_id: workspaceId, source_key: sourceKey, amount: paid } = payment;
  await reader.scopeOf(scope, workspaceId).tx(async (em) => {
    await lockCustomer(em, workspaceId);
    const grant = await em.findOne(CreditMovementEntity, { workspaceId, sourceKey });
    if (!grant) return;
    if (!isTaken) return void (await returnRevoked(em, { workspaceId, revocationKey: key }));
    // Shares are rounded up; together they never exceed the grant.
    const share = paid === null || paid <= 0 ? 1 : Math.min(1, amount / paid);
    await revokeCredits(em, { workspaceId, grantId: grant.id, share, sourceKey: key });
  });
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
