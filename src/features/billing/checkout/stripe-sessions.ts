import type Stripe from 'stripe';
import type { StripeApi } from '../../../platform/stripe/stripe-api.ts';
import type { CheckoutRow } from './checkout.entity.ts';

/** Parameters of a session, from the row alone: the same key with other parameters would be refused. */
function paramsOf(checkout: CheckoutRow, customer: string): Stripe.Checkout.SessionCreateParams {
  const metadata = { checkoutId: checkout.id, workspaceId: checkout.workspaceId };
  return {
    customer,
    client_reference_id: checkout.workspaceId,
    metadata,
    line_items: [{ price: checkout.priceId, quantity: 1 }],
    success_url: checkout.successUrl,
    cancel_url: checkout.cancelUrl,
    ...(checkout.plan == null
      ? { mode: 'payment', payment_intent_data: { metadata } }
      : {
          mode: 'subscription',
          subscription_data: { metadata, ...(checkout.trialDays > 0 && { trial_period_days: checkout.trialDays }) },
        }),
  };
}

/** Opens the session of a checkout; a repeat returns the same session. */
export const openSession = (stripe: StripeApi, checkout: CheckoutRow, customer: string): Promise<Stripe.Checkout.Session> =>
  stripe.call((client) =>
    client.checkout.sessions.create(paramsOf(checkout, customer), {
      idempotencyKey: `checkout:${checkout.id}:${customer}:${checkout.attempt}`,
    }),
  );

/** Expires a session that is open, and returns its status then. */
export async function expireSession(stripe: StripeApi, sessionId: string): Promise<string | null> {
  const { status } = await stripe.call((client) => client.checkout.sessions.retrieve(sessionId));
  if (status !== 'open') return status;
  return stripe.call(async (client) => {
    const expired = await client.checkout.sessions.expire(sessionId).catch(async () => client.checkout.sessions.retrieve(sessionId));
    return expired.status;
  });
}
