import { beforeEach, describe, expect, test } from 'vitest';
import type { CreateCheckout } from '../../../../src/features/billing/checkout/checkout.service.ts';
import { creditsOf, request, until, type Tenant } from '../../../support/engine.ts';
import { NEXT_SECRET, RETURN_URLS, useShop } from '../../../support/shop.ts';
import type { StripeEvent } from '../../../support/vendors/stripe/rows.ts';
import { paymentOf } from '../../../support/vendors/stripe/rows.ts';
import { makeMember } from '../../../support/world.ts';

const shop = useShop();
let buyer: Tenant;
beforeEach(async () => {
  buyer = await shop.buyer();
});

const stored = (id: string): Promise<object[]> => shop.engine.owner('select from stripe_events where id = $1', [id]);
const available = async (tenant = buyer): Promise<number> => (await creditsOf(shop.engine, tenant))?.available ?? 0;
const unknownEvent = (type: string, id: string): StripeEvent => ({
  id: `evt_${type}_${id}`,
  type,
  created: 1_790_000_000,
  object: { id, object: 'thing' },
});
/** A paid session whose event was not sent. */
async function paidEvent(): Promise<StripeEvent> {
  const { id } = await shop.checkout(buyer, { creditPackId: 'credits-100' });
  shop.stripe.books.complete(id);
  const event = shop.stripe.takeEvents().at(-1);
  if (!event) throw new Error('Stripe sent nothing');
  return event;
}

describe('POST /webhooks/stripe', () => {
  test.each([
    ['another secret', { secrets: ['whsec_another'] }],
    ['a header 301 s old', { ageSeconds: 301 }],
    ['a header from tomorrow', { ageSeconds: -86_400 }],
  ])('refuses %s, and nothing is stored', async (_, options) => {
    const event = await paidEvent();
    expect((await shop.stripe.send(shop.endpoint, event, options)).status).toBe(400);
    expect(await stored(event.id)).toEqual([]);
    await shop.deliver([event]);
    expect(await available()).toBe(100);
  });

  test('refuses a body that was serialized again, one that is no event, and one that is too large', async () => {
    const event = await paidEvent();
    const compact = JSON.stringify({ ...event, data: { object: event.object } });
    expect((await shop.stripe.send(shop.endpoint, event, { body: compact })).status).toBe(400);
    expect((await fetch(shop.endpoint, { method: 'POST', body: 'x'.repeat(2_200_000) })).status).toBe(413);
    expect((await fetch(shop.endpoint, { method: 'POST' })).status).toBe(400);
    expect(await stored(event.id)).toEqual([]);
  });

  test('accepts two secrets while one is rolled', async () => {
    for (const secrets of [[shop.stripe.secret], [NEXT_SECRET], [shop.stripe.secret, NEXT_SECRET]])
      expect((await shop.stripe.send(shop.endpoint, await paidEvent(), { secrets })).status).toBe(200);
  });

  test('stores an unknown type and answers 200', async () => {
    const event = unknownEvent('a.type.of.tomorrow', 'thing_1');
    const [answer] = await shop.deliver([event]);
    expect(answer?.status).toBe(200);
    expect(await stored(event.id)).toHaveLength(1);
  });

  test('applies an event whose object does not exist, without retries', async () => {
    const event = unknownEvent('invoice.paid', 'in_missing');
    await shop.deliver([event]);
    expect(await shop.engine.owner('select from stripe_events where id = $1 and applied_at is not null', [event.id])).toHaveLength(1);
  });

  test('sends an event that waits to the queue again, once for each interval', async () => {
    const event = await paidEvent();
    // As if the message was lost.
    await shop.engine.owner(
      `insert into stripe_events (id, type, object_id, created_at, sent_at) values ($1, $2, $3, now(), now() - interval '1 hour')`,
      [event.id, event.type, event.object.id],
    );
    const resend = () => request(shop.engine, { kind: 'system' }, (scope) => shop.engine.stripeWebhooks.resend(scope));
    expect([await resend(), await resend()]).toEqual([1, 0]);
    await shop.deliver([]);
    expect(await available()).toBe(100);
  });

  test('stores an event and applies it after a failure of Stripe', async () => {
    const event = await paidEvent();
    shop.stripe.fail({ status: 429, body: { error: { type: 'rate_limit_error', message: 'Slow down.' } } });
    await shop.deliver([event]);
    expect(await available()).toBe(100);
  });

  test('leaves an event undone or done when PostgreSQL ends its connections, and the repeat completes it', async () => {
    const event = await paidEvent();
    const end = (): Promise<object[]> =>
      shop.engine.owner(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename <> current_user`,
      );
    const sent = Array.from({ length: 10 }, () => shop.stripe.send(shop.endpoint, event).catch(() => undefined));
    await end();
    for (const answer of await Promise.all(sent)) expect([200, 500, 503]).toContain(answer?.status ?? 503);
    // Stripe repeats it until it is answered with 200.
    await until(async () => (await shop.stripe.send(shop.endpoint, event).catch(() => undefined))?.status === 200);
    await shop.deliver([]);
    expect(await available()).toBe(100);
  });
});

describe('events about', () => {
  test('unknown customers, and objects that nobody here bought, change nothing', async () => {
    const { books } = shop.stripe;
    const customer = books.make('cus', 'customer', {});
    const subscription = books.make('sub', 'subscription', {
      ...{ customer: customer.id, status: 'active', start_date: books.now, cancel_at_period_end: false, trial_end: null },
      items: {
        object: 'list',
        data: [{ price: { id: 'price_creator' }, current_period_start: books.now, current_period_end: books.now + 1 }],
      },
    });
    const invoice = books.issue(subscription, 'subscription_create', []);
    const refund = books.make('re', 'refund', {
      payment_intent: books.make('pi', 'payment_intent', {}).id,
      amount: 5,
      status: 'succeeded',
    });
    shop.stripe.takeEvents();
    const answers = await shop.deliver([
      ...[unknownEvent('customer.subscription.updated', subscription.id), unknownEvent('invoice.paid', invoice.id)],
      ...[unknownEvent('refund.created', refund.id), unknownEvent('customer.deleted', customer.id)],
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await shop.engine.owner('select from subscriptions where stripe_id = $1', [subscription.id])).toEqual([]);
  });

  test('a price that no plan has leave the standard plan and grant nothing', async () => {
    const session = await shop.buy(buyer, { planId: 'creator' });
    shop.stripe.books.changePrice(String(session['subscription']), 'price_unknown');
    shop.stripe.books.advance(14);
    await shop.deliver();
    expect(await shop.engine.owner('select plan from workspace_plans where workspace_id = $1', [buyer.workspaceId])).toEqual([]);
    expect(await available()).toBe(50);
  });

  test('a payment in another currency grant the same, and a refund takes the same share', async () => {
    const { id } = await shop.checkout(buyer, { creditPackId: 'credits-100' });
    Object.assign(shop.stripe.books.get(id), { amount_total: 150_000, currency: 'jpy' });
    const session = shop.stripe.books.complete(id);
    shop.stripe.books.refund(paymentOf(session), 75_000);
    await shop.deliver();
    expect(await available()).toBe(50);
  });

  test('an old state of a subscription do not replace the newer one', async () => {
    const session = await shop.buy(buyer, { planId: 'creator' });
    const subscription = String(session['subscription']);
    await shop.engine.owner(`update subscriptions set read_number = read_number + 1000, status = 'PAST_DUE' where stripe_id = $1`, [
      subscription,
    ]);
    await shop.deliver([unknownEvent('customer.subscription.updated', subscription)]);
    expect(await shop.engine.owner('select status from subscriptions where stripe_id = $1', [subscription])).toEqual([
      { status: 'PAST_DUE' },
    ]);
  });
});

describe('createCheckout', () => {
  const create = (input: Partial<CreateCheckout>, actor = buyer.actor) =>
    request(shop.engine, actor, (scope) =>
      shop.engine.checkouts.create(scope, { workspaceId: buyer.workspaceId, creditPackId: 'credits-100', ...RETURN_URLS, ...input }),
    );

  test.each<[string, Partial<CreateCheckout>, string]>([
    ['a page of somebody else', { successUrl: 'https://evil.test/paid' }, 'input.successUrl'],
    ['a page that only begins alike', { cancelUrl: 'http://studio.test.evil.test/' }, 'input.cancelUrl'],
    ['a page with a password', { cancelUrl: 'http://a:b@studio.test/' }, 'input.cancelUrl'],
    ['a script', { successUrl: 'javascript:alert(1)' }, 'input.successUrl'],
    ['a plan and a pack', { planId: 'creator' }, 'input.planId'],
    ['neither', { creditPackId: null }, 'input.planId'],
    ['a plan that is not for sale', { creditPackId: null, planId: 'standard' }, 'input.planId'],
    ['an unknown pack', { creditPackId: 'credits-7' }, 'input.creditPackId'],
    ['an interval that the plan does not have', { creditPackId: null, planId: 'studio', interval: 'YEAR' }, 'input.interval'],
    ['a currency that the plan does not have', { creditPackId: null, planId: 'creator', currency: 'gbp' }, 'input.currency'],
    ['an interval of a pack', { interval: 'YEAR' }, 'input.interval'],
    ['a currency of a pack', { currency: 'usd' }, 'input.currency'],
  ])('refuses %s', async (_, input, path) => {
    await expect(create(input)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    expect(await shop.engine.owner('select from checkouts where workspace_id = $1', [buyer.workspaceId])).toEqual([]);
  });

  test('refuses editors, and people without a verified address', async () => {
    const editor = await makeMember(shop.engine, buyer, 'EDITOR');
    await expect(create({}, editor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await shop.engine.owner('update users set email_verified_at = null where id = $1', [buyer.userId]);
    await expect(create({})).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('answers a repeated call with the same page, also when the first answer of Stripe was lost', async () => {
    shop.stripe.fail('lose the answer');
    const first = await create({ idempotencyKey: 'once' });
    expect(await create({ idempotencyKey: 'once' })).toEqual(first);
    expect(shop.stripe.books.all('checkout.session').filter(({ url }) => url === first.url)).toHaveLength(1);
    await expect(create({ idempotencyKey: 'once', creditPackId: 'credits-1000' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test('is UNAVAILABLE while Stripe is away, and the repeat opens the page', async () => {
    const away = { status: 500, body: { error: { type: 'api_error', message: 'Down.' } } };
    // Of the customer, and then of the session. Stripe keeps both answers.
    shop.stripe.fail(away);
    await expect(create({ idempotencyKey: 'later' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await shop.checkout(buyer, { creditPackId: 'credits-1000' });
    shop.stripe.fail(away);
    await expect(create({ idempotencyKey: 'other' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await create({ idempotencyKey: 'other' })).toMatchObject({ url: expect.stringContaining('https://') as string });
    expect(await create({ idempotencyKey: 'later' })).toMatchObject({ url: expect.stringContaining('https://') as string });
  });

  test('a refusal of Stripe that no price has caused keeps its words', async () => {
    await shop.checkout(buyer, { creditPackId: 'credits-1000' });
    const message = 'You cannot combine currencies on a single customer.';
    shop.stripe.fail({ status: 400, body: { error: { type: 'invalid_request_error', param: 'currency', message } } });
    await expect(create({ idempotencyKey: 'mixed' })).rejects.toMatchObject({
      code: 'INVALID_STATE',
      message: `Stripe refuses the checkout: ${message}`,
    });
  });

  test('a price that Stripe does not have is NOT_CONFIGURED, and the repeat after it was created opens the page', async () => {
    const { books } = shop.stripe;
    const [missing] = books.prices.splice(0, 1);
    const plan = { creditPackId: null, planId: 'creator', idempotencyKey: 'missing' };
    await expect(create(plan)).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
      message: expect.stringContaining('STRIPE_PLAN_PRICES') as string,
    });
    if (missing) books.prices.unshift(missing);
    await expect(create({ ...plan, idempotencyKey: 'created' })).resolves.toMatchObject({ url: expect.any(String) as string });
  });

  test('two packs at once are two purchases', async () => {
    const pages = await Promise.all(['one', 'two'].map((idempotencyKey) => create({ idempotencyKey })));
    expect(new Set(pages.map(({ url }) => url)).size).toBe(2);
    const customers = shop.stripe.books
      .all('customer')
      .filter(({ metadata }) => (metadata as { workspaceId?: string } | undefined)?.workspaceId === buyer.workspaceId);
    expect(customers).toHaveLength(1);
  });

  test('two plans at once make one page that can be paid', async () => {
    const both = await Promise.allSettled(['creator', 'studio'].map((planId) => create({ creditPackId: null, planId })));
    const pages = shop.stripe.books.all('checkout.session').filter(({ client_reference_id }) => client_reference_id === buyer.workspaceId);
    expect(pages.filter(({ status }) => status === 'open')).toHaveLength(1);
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CONFLICT' });
    await create({ creditPackId: null, planId: 'creator' });
    const open = shop.stripe.books
      .all('checkout.session')
      .filter(({ client_reference_id, status }) => client_reference_id === buyer.workspaceId && status === 'open');
    expect(open).toHaveLength(1);
  });

  test('does not sell a second plan when the first is paid while the second waits for Stripe', async () => {
    const first = await shop.checkout(buyer, { creditPackId: null, planId: 'creator' });
    shop.stripe.fail('lose the answer', 'lose the answer', 'lose the answer');
    const second = { creditPackId: null, planId: 'studio', idempotencyKey: 'second' };
    await expect(create(second)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    shop.stripe.books.complete(first.id);
    const events = shop.stripe.takeEvents();
    await expect(create(second)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    // Of the first, only the event of the session arrives.
    await shop.deliver(events.filter(({ type }) => type === 'checkout.session.completed'));
    await expect(create(second)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(create({ ...second, idempotencyKey: 'third' })).rejects.toMatchObject({ code: 'INVALID_STATE' });
    const pages = shop.stripe.books.all('checkout.session').filter(({ client_reference_id }) => client_reference_id === buyer.workspaceId);
    expect(pages).toHaveLength(1);
  });

  test('refuses a second plan, and gives one trial', async () => {
    const session = await shop.buy(buyer, { creditPackId: null, planId: 'creator' });
    await expect(create({ creditPackId: null, planId: 'studio' })).rejects.toMatchObject({ code: 'INVALID_STATE' });
    shop.stripe.books.end(String(session['subscription']));
    await shop.deliver();
    const again = await shop.buy(buyer, { creditPackId: null, planId: 'creator' });
    expect(shop.stripe.books.get(String(again['subscription']))['status']).toBe('active');
  });

  test('makes a new customer when the old one was deleted, also before the event came', async () => {
    const session = await shop.buy(buyer, { creditPackId: 'credits-100' });
    shop.stripe.books.deleteCustomer(String(session['customer']));
    const events = shop.stripe.takeEvents();
    const unheard = await shop.buy(buyer, { creditPackId: 'credits-100' });
    expect(unheard['customer']).not.toBe(session['customer']);
    expect(await available()).toBe(200);
    await expect(
      request(shop.engine, buyer.actor, (scope) =>
        shop.engine.billingPortals.create(scope, { workspaceId: buyer.workspaceId, returnUrl: 'http://studio.test/' }),
      ),
    ).resolves.toMatchObject({ url: expect.stringContaining('https://billing') as string });
    await shop.deliver(events);
    expect(await shop.engine.owner('select from stripe_customers where workspace_id = $1', [buyer.workspaceId])).toHaveLength(2);
  });

  test('createBillingPortal answers INVALID_STATE when the customer was deleted before the event came', async () => {
    const session = await shop.buy(buyer, { creditPackId: 'credits-100' });
    shop.stripe.books.deleteCustomer(String(session['customer']));
    const open = request(shop.engine, buyer.actor, (scope) =>
      shop.engine.billingPortals.create(scope, { workspaceId: buyer.workspaceId, returnUrl: 'http://studio.test/' }),
    );
    await expect(open).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('ends the subscription of a customer that was deleted, also after another one has followed', async () => {
    const session = await shop.buy(buyer, { creditPackId: null, planId: 'creator' });
    shop.stripe.books.deleteCustomer(String(session['customer']));
    const events = shop.stripe.takeEvents();
    await shop.buy(buyer, { creditPackId: 'credits-100' });
    await shop.deliver(events);
    expect(await shop.engine.owner('select status from subscriptions where workspace_id = $1', [buyer.workspaceId])).toEqual([
      { status: 'CANCELED' },
    ]);
  });
});
