import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { BillingSettings } from '../../src/features/billing/billing-settings.ts';
import type { CreateCheckout } from '../../src/features/billing/checkout/checkout.service.ts';
import { StripeEventHandler } from '../../src/features/billing/stripe/stripe-event.handler.ts';
import { stripeEventQueue } from '../../src/features/billing/stripe/stripe-event.queue.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { openApi, type InProcessApi } from './api.ts';
import { makeTenant, openEngine, request, until, type Engine, type Tenant } from './engine.ts';
import type { Row, StripeEvent } from './vendors/stripe/rows.ts';
import { PRICES } from './vendors/stripe/prices.ts';
import { openStripe, type SendOptions, type StripeStandIn } from './vendors/stripe/stripe.ts';

/** The secret to which the endpoint is about to be rolled. */
export const NEXT_SECRET = `whsec_${randomBytes(16).toString('hex')}`;

export const RETURN_URLS = { successUrl: 'http://studio.test/paid', cancelUrl: 'http://studio.test/plans' };

export const settingsFor = ({ url, key, secret }: StripeStandIn): BillingSettings => ({
  stripe: { secretKey: key, apiUrl: url, webhookSecrets: [NEXT_SECRET, secret] },
  planPrices: [
    { plan: 'creator', interval: 'MONTH', currency: null, priceId: 'price_creator' },
    { plan: 'creator', interval: 'YEAR', currency: null, priceId: 'price_creator_year' },
    { plan: 'creator', interval: 'YEAR', currency: 'usd', priceId: 'price_creator_year_usd' },
    { plan: 'studio', interval: 'MONTH', currency: null, priceId: 'price_studio' },
  ],
  creditPacks: [
    { id: 'credits-100', credits: 100, priceId: 'price_pack' },
    { id: 'credits-1000', credits: 1_000, priceId: 'price_large' },
  ],
  returnOrigins: ['http://studio.test'],
});

/** An installation that sells: engine, API, a worker that applies events, and Stripe. Its fields exist from the first test on. */
export interface Shop {
  readonly engine: Engine;
  readonly stripe: StripeStandIn;
  readonly api: InProcessApi;
  readonly endpoint: string;
  /** Sends events in this order and waits until all are applied. Without any: what Stripe has not sent yet. */
  deliver(events?: readonly StripeEvent[], options?: SendOptions): Promise<readonly Response[]>;
  /** A new workspace, without credits. */
  buyer(): Promise<Tenant>;
  checkout(tenant: Tenant, input: Partial<CreateCheckout>): Promise<Row>;
  /** Buys a plan or a pack to the end: the row of its session in Stripe. */
  buy(tenant: Tenant, input: Partial<CreateCheckout>): Promise<Row>;
}

export function useShop(): Shop {
  const shop = {} as { -readonly [Field in keyof Shop]: Shop[Field] };
  beforeAll(async () => {
    shop.stripe = await openStripe(PRICES);
    const billing = settingsFor(shop.stripe);
    shop.engine = await openEngine({ isWorker: true, poolSize: 20, billing });
    shop.api = await openApi(shop.engine);
    shop.endpoint = `${shop.api.url}/webhooks/stripe`;
    const handler = new StripeEventHandler({
      database: shop.engine.database,
      billingSettings: billing,
      onPaymentFailed: shop.engine.notificationHooks.paymentFailed,
      log: silentLog,
    });
    await shop.engine.queue.work(stripeEventQueue, 4, (payload, { signal }) => handler.run(payload, signal));
  });
  afterAll(async () => {
    await shop.api.close();
    await shop.engine.close();
    await shop.stripe.close();
  });

  const allApplied = (): Promise<void> =>
    until(async () => (await shop.engine.owner('select from stripe_events where applied_at is null')).length === 0);
  shop.deliver = async (events = shop.stripe.takeEvents(), options = {}) => {
    const answers: Response[] = [];
    for (const event of events) answers.push(await shop.stripe.send(shop.endpoint, event, options));
    await allApplied();
    return answers;
  };
  shop.buyer = () => makeTenant(shop.engine, 'OWNER', 0);
  shop.checkout = async ({ actor, workspaceId }, input) => {
    const { url } = await request(shop.engine, actor, (scope) =>
      shop.engine.checkouts.create(scope, { workspaceId, ...RETURN_URLS, ...input }),
    );
    const session = shop.stripe.books.all('checkout.session').find((one) => one['url'] === url);
    if (!session) throw new Error(`Stripe has no page ${url}`);
    return session;
  };
  shop.buy = async (tenant, input) => {
    const { id } = await shop.checkout(tenant, input);
    const session = shop.stripe.books.complete(id);
    await shop.deliver();
    return session;
  };
  return shop;
}
