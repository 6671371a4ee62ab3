import type { BillingSettings } from '../features/billing/billing-settings.ts';
import type { BillingService } from '../features/billing/billing.service.ts';
import { GrantService } from '../features/billing/grants.service.ts';
import { BillingPortalService } from '../features/billing/checkout/billing-portal.service.ts';
import { CheckoutService } from '../features/billing/checkout/checkout.service.ts';
import { PlanService } from '../features/billing/plans/plan.service.ts';
import { StripeWebhookService } from '../features/billing/stripe/stripe-webhook.service.ts';
import { SubscriptionService } from '../features/billing/subscriptions/subscription.service.ts';
import type { Log } from '../kernel/log.ts';
import type { Mutations } from '../platform/mutation/mutations.ts';
import type { Queue } from '../platform/queue/queue.ts';
import { StripeApi } from '../platform/stripe/stripe-api.ts';

interface Ground {
  readonly billing: BillingSettings;
  readonly ledger: BillingService;
  readonly requireVerifiedEmail: boolean;
  readonly mutations: Mutations;
  readonly queue: Queue;
  readonly log: Log;
}

/** Services about plans and payments. Without a key of Stripe they serve what needs none. */
export function openBilling({ billing, ledger, requireVerifiedEmail, mutations, queue, log }: Ground) {
  const stripe = billing.stripe && new StripeApi(billing.stripe);
  return {
    checkouts: new CheckoutService({ ...billing, requireVerifiedEmail }, stripe, mutations),
    billingPortals: new BillingPortalService(billing, stripe, mutations),
    plans: new PlanService(billing),
    grants: new GrantService(ledger, mutations),
    subscriptions: new SubscriptionService(),
    stripeWebhooks: new StripeWebhookService(billing, queue, log),
  };
}
