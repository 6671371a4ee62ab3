import { wrap } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { BillingSettings } from '../../features/billing/billing-settings.ts';
import type { BillingService } from '../../features/billing/billing.service.ts';
import { GrantService } from '../../features/billing/grants.service.ts';
import { BillingPortalService } from '../../features/billing/checkout/billing-portal.service.ts';
import { CheckoutService } from '../../features/billing/checkout/checkout.service.ts';
import { PlanService, findPlans } from '../../features/billing/plans/plan.service.ts';
import { StripeWebhookService } from '../../features/billing/stripe/stripe-webhook.service.ts';
import { SubscriptionService } from '../../features/billing/subscriptions/subscription.service.ts';
import type { Log } from '../../kernel/log.ts';
import { NEVER_ABORTED } from '../../kernel/signals.ts';
import { StartError } from '../../kernel/start-error.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { CachedValue } from '../../platform/public-cache/cached-value.ts';
import type { Platform } from '../platform.ts';
import { StripeApi } from '../../platform/stripe/stripe-api.ts';

interface Ground {
  readonly platform: Pick<Platform, 'database' | 'pubsub' | 'queue'>;
  readonly billing: BillingSettings;
  readonly ledger: BillingService;
  readonly requireVerifiedEmail: boolean;
  readonly mutations: Mutations;
  readonly log: Log;
}

/** Checks that every plan with a price exists. @throws StartError with the names of the others */
export async function assertPlansExist(database: Database, { planPrices }: Pick<BillingSettings, 'planPrices'>): Promise<void> {
  if (planPrices.length === 0) return;
  const rows = await database.systemScope(NEVER_ABORTED).tx(findPlans);
  const names = rows.map(({ name }) => name);
  const unknown = new Set(planPrices.map(({ plan }) => plan).filter((plan) => !names.includes(plan)));
  if (unknown.size > 0)
    throw new StartError(`STRIPE_PLAN_PRICES: no plan is called ${[...unknown].join(', ')}. The plans are: ${names.join(', ')}.`);
}

/** Services about plans and payments. Without a key of Stripe they serve what needs none. */
export function openBilling({ platform, billing, ledger, requireVerifiedEmail, mutations, log }: Ground) {
  const { database, pubsub, queue } = platform;
  // Copies, because entities keep their entity manager.
  const copiedPlans = async (em: EntityManager) => (await findPlans(em)).map((plan) => wrap(plan).toPOJO());
  const plans = new CachedValue(pubsub, 'plans', () => database.systemScope(NEVER_ABORTED).tx(copiedPlans));
  const stripe = billing.stripe && new StripeApi(billing.stripe);
  return {
    checkouts: new CheckoutService({ ...billing, requireVerifiedEmail }, stripe, mutations),
    billingPortals: new BillingPortalService(billing, stripe, mutations),
    plans: new PlanService(billing, plans),
    grants: new GrantService(ledger, mutations),
    subscriptions: new SubscriptionService(),
    stripeWebhooks: new StripeWebhookService(billing, queue, log),
  };
}
