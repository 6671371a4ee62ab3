import type { EntityManager } from '@mikro-orm/postgresql';
import type Stripe from 'stripe';
import { isId } from '../../../kernel/id.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { counted } from '../../../platform/text/counted.ts';
import { CheckoutEntity } from '../checkout/checkout.entity.ts';
import { grantCredits } from '../ledger.ts';
import { idOf, lockCustomer, readNumbered, workspaceOfCustomer } from './stripe-reads.ts';
import { applySubscription } from './subscription-sync.ts';
import type { SubscriptionReader } from './subscription-sync.ts';

const STATUSES = { open: 'OPEN', complete: 'COMPLETED', expired: 'EXPIRED' } as const;
export const IS_PAID: readonly string[] = ['paid', 'no_payment_required'];

/**
 * Reads a checkout session and applies it: a paid one grants the credits of its pack, once. That of a plan applies
 * the subscription; plans grant by their invoices.
 */
export async function applySession(reader: SubscriptionReader, scope: Scope, sessionId: string): Promise<void> {
  const { object: session, readNumber } = await readNumbered(reader, scope, (stripe) => stripe.checkout.sessions.retrieve(sessionId));
  const checkoutId = session.metadata?.['checkoutId'] ?? '';
  const workspaceId = await workspaceOfCustomer(scope, session.customer);
  if (workspaceId === undefined || !isId(checkoutId)) {
    reader.log.info({ event: 'stripe_session_unknown', sessionId }, 'checkout session of an unknown customer');
    return;
  }
  // Before the checkout is complete, so that a workspace is never without both: it could buy a second plan then.
  const subscriptionId = idOf(session.subscription);
  if (subscriptionId !== null) await applySubscription(reader, scope, subscriptionId);
  await reader.scopeOf(scope, workspaceId).tx(async (em) => {
    await lockCustomer(em, workspaceId);
    await writeSession(em, session, checkoutId, readNumber);
    const checkout = await em.findOne(CheckoutEntity, { id: checkoutId });
    if (!checkout?.credits || session.mode !== 'payment' || !IS_PAID.includes(session.payment_status)) return;
    const { credits } = checkout;
    await grantCredits(em, { workspaceId, credits, reason: `Pack of ${counted(credits, 'credit')}`, sourceKey: `session:${session.id}` });
  });
}

async function writeSession(em: EntityManager, session: Stripe.Checkout.Session, id: string, readNumber: number): Promise<void> {
  const status = session.status ? STATUSES[session.status as keyof typeof STATUSES] : undefined;
  const checkout = await em.findOne(CheckoutEntity, { id });
  if (!checkout || checkout.readNumber > readNumber) return;
  await em.nativeUpdate(
    CheckoutEntity,
    { id },
    {
      readNumber,
      sessionId: session.id,
      paymentIntentId: idOf(session.payment_intent),
      amountTotal: session.amount_total,
      currency: session.currency,
      // A replaced checkout that is still open stays replaced.
      ...(status !== undefined && status !== 'OPEN' && { status }),
    },
  );
}
