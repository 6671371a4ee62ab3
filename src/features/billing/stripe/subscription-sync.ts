import type { EntityManager } from '@mikro-orm/postgresql';
import type Stripe from 'stripe';
import { newId } from '../../../kernel/id.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { OnPaymentFailed } from '../billing.events.ts';
import type { BillingSettings } from '../billing-settings.ts';
import { WorkspacePlanEntity } from '../plans/plan.entity.ts';
import { SubscriptionEntity } from '../subscriptions/subscription.entity.ts';
import { HOLDS_PLAN, IS_FAILING } from '../subscriptions/subscription.states.ts';
import type { SubscriptionStatus } from '../subscriptions/subscription.states.ts';
import { dateOf, dateOrNull, lockCustomer, readNumbered, workspaceOfCustomer } from './stripe-reads.ts';
import type { StripeReader } from './stripe-reads.ts';

export interface SubscriptionReader extends StripeReader {
  readonly settings: BillingSettings;
  readonly onPaymentFailed: OnPaymentFailed;
}

/** Reads a subscription and applies it: the workspace has its plan while it lasts. */
export async function applySubscription(reader: SubscriptionReader, scope: Scope, subscriptionId: string): Promise<void> {
  const { object: subscription, readNumber } = await readNumbered(reader, scope, (stripe) => stripe.subscriptions.retrieve(subscriptionId));
  const workspaceId = await workspaceOfCustomer(scope, subscription.customer);
  if (workspaceId === undefined) {
    reader.log.info({ event: 'stripe_subscription_unknown', subscriptionId }, 'subscription of an unknown customer');
    return;
  }
  const priceId = subscription.items.data[0]?.price.id;
  const plan = planOfPrice(reader.settings, priceId);
  if (plan === null)
    reader.log.warn(
      { event: 'stripe_price_unknown', subscriptionId, priceId },
      'no plan has the price of a subscription; see STRIPE_PLAN_PRICES',
    );
  await reader.scopeOf(scope, workspaceId).tx(async (em) => {
    await lockCustomer(em, workspaceId);
    const failedId = await writeSubscription(em, workspaceId, { subscription, plan, readNumber });
    await followPlan(em, workspaceId);
    if (failedId) await reader.onPaymentFailed(em, { workspaceId, subscriptionId: failedId, key: `payment:${failedId}:${readNumber}` });
  });
}

/** The plan that is sold at a price; null for a price that no plan has. */
export const planOfPrice = ({ planPrices }: Pick<BillingSettings, 'planPrices'>, priceId: string | undefined): string | null =>
  planPrices.find((price) => price.priceId === priceId)?.plan ?? null;

interface ReadSubscription {
  readonly subscription: Stripe.Subscription;
  readonly plan: string | null;
  readonly readNumber: number;
}

/** Returns the id of the subscription when a payment for it has just failed. */
async function writeSubscription(
  em: EntityManager,
  workspaceId: string,
  { subscription, plan, readNumber }: ReadSubscription,
): Promise<string | undefined> {
  const found = await em.findOne(SubscriptionEntity, { stripeId: subscription.id });
  if (found && found.readNumber > readNumber) return undefined;
  const values = {
    plan,
    status: subscription.status.toUpperCase() as SubscriptionStatus,
    currentPeriodEnd: dateOrNull(subscription.items.data[0]?.current_period_end),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    trialEndsAt: dateOrNull(subscription.trial_end),
    startedAt: dateOf(subscription.start_date),
    readNumber,
  };
  const wasFailing = found !== null && IS_FAILING.includes(found.status);
  const id = found?.id ?? newId();
  if (found) em.assign(found, values);
  else em.create(SubscriptionEntity, { id, workspaceId, stripeId: subscription.id, ...values });
  await em.flush();
  return IS_FAILING.includes(values.status) && !wasFailing ? id : undefined;
}

/** Gives the workspace the plan of its newest subscription that holds one, or takes it away. A plan that an operator set stays. */
async function followPlan(em: EntityManager, workspaceId: string): Promise<void> {
  const current = await em.findOne(WorkspacePlanEntity, { workspaceId });
  if (current?.source === 'OPERATOR') return;
  const [holding] = await em.find(
    SubscriptionEntity,
    { workspaceId, status: { $in: [...HOLDS_PLAN] }, plan: { $ne: null } },
    { orderBy: { startedAt: 'desc', id: 'desc' }, limit: 1 },
  );
  // An operator may set a plan at this moment.
  const followed = { workspaceId, source: 'STRIPE' as const };
  if (!holding?.plan) await em.nativeDelete(WorkspacePlanEntity, followed);
  else if (current) await em.nativeUpdate(WorkspacePlanEntity, followed, { plan: holding.plan });
  else await em.insert(WorkspacePlanEntity, { workspaceId, plan: holding.plan, source: 'STRIPE' });
}
