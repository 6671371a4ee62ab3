import { describe, expect, test } from 'vitest';
import { faultsOfLedger, request, type Tenant } from '../../../support/engine.ts';
import { useShop } from '../../../support/shop.ts';
import { paymentOf, paymentsOf } from '../../../support/vendors/stripe/rows.ts';

const shop = useShop();
const creditsIn = ({ actor, workspaceId }: Tenant) =>
  request(shop.engine, actor, (scope) => shop.engine.billing.credits(scope, workspaceId));
const subscriptionOf = ({ actor, workspaceId }: Tenant) =>
  request(shop.engine, actor, (scope) => shop.engine.subscriptions.ofWorkspace(scope, workspaceId));
const planOf = async ({ workspaceId }: Tenant) =>
  (await shop.engine.owner<{ plan: string }>('select plan from workspace_plans where workspace_id = $1', [workspaceId]))[0]?.plan;
/** As a job that completed. */
const spend = async ({ workspaceId }: Tenant, credits: number): Promise<void> => {
  await shop.engine.owner(
    `with spent as (insert into credit_movements (id, workspace_id, kind) values (uuidv7(), $1, 'RESERVATION') returning id)
     insert into credit_entries (id, workspace_id, movement_id, account, amount)
     select uuidv7(), $1, spent.id, e.account, e.amount from spent, (values ('AVAILABLE', -$2::int), ('RESERVED', $2::int)) e (account, amount)`,
    [workspaceId, credits],
  );
  await shop.engine.owner(
    `select settle_credits($1, null, (select id from credit_movements where workspace_id = $1 and kind = 'RESERVATION' order by id desc limit 1), $2)`,
    [workspaceId, credits],
  );
};

describe('buying', () => {
  test('a pack grants its credits when it is paid, not before', async () => {
    const buyer = await shop.buyer();
    const session = await shop.checkout(buyer, { creditPackId: 'credits-100' });
    expect(await creditsIn(buyer)).toMatchObject({ available: 0 });
    shop.stripe.books.complete(session.id);
    // The page of success is open, and the event is on its way.
    expect(await creditsIn(buyer)).toMatchObject({ available: 0 });
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 100, balance: 100, owed: 0 });
  });

  test('a debit grants when it succeeds, and nothing when it fails', async () => {
    const [buyer, unlucky] = [await shop.buyer(), await shop.buyer()];
    const paid = await shop.checkout(buyer, { creditPackId: 'credits-100' });
    const failed = await shop.checkout(unlucky, { creditPackId: 'credits-100' });
    shop.stripe.books.complete(paid.id, 'debit');
    shop.stripe.books.complete(failed.id, 'debit');
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 0 });
    shop.stripe.books.settle(paid.id, true);
    shop.stripe.books.settle(failed.id, false);
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 100 });
    expect(await creditsIn(unlucky)).toMatchObject({ available: 0 });
  });

  test('a plan begins with its trial, grants each paid month, and lets the unused rest expire', async () => {
    const buyer = await shop.buyer();
    const session = await shop.buy(buyer, { planId: 'creator' });
    expect(await subscriptionOf(buyer)).toMatchObject({ plan: 'creator', status: 'TRIALING', cancelAtPeriodEnd: false });
    expect([await planOf(buyer), (await creditsIn(buyer)).available]).toEqual(['creator', 50]);
    shop.stripe.books.advance(14);
    await shop.deliver();
    expect(await subscriptionOf(buyer)).toMatchObject({ status: 'ACTIVE' });
    expect(await creditsIn(buyer)).toMatchObject({ available: 1_050 });
    await spend(buyer, 60);
    shop.stripe.books.advance(30);
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 1_990 });
    // The lots of the trial and of the first month are past: of the first month, 990 are left.
    await shop.engine.owner(`update credit_lots set expires_at = now() where workspace_id = $1 and remaining = 990`, [buyer.workspaceId]);
    await request(shop.engine, { kind: 'system' }, (scope) => shop.engine.billing.expireCredits(scope));
    expect(await creditsIn(buyer)).toMatchObject({ available: 1_000 });
    shop.stripe.books.end(String(session['subscription']));
    await shop.deliver();
    expect(await planOf(buyer)).toBeUndefined();
    expect(await faultsOfLedger(shop.engine)).toEqual([]);
  });
});

test('a year is paid once, grants twelve months at once, and is not sold in a currency that the plan does not have', async () => {
  const buyer = await shop.buyer();
  await shop.engine.owner(`update plans set trial_days = 0 where name = 'creator'`);
  const session = await shop.buy(buyer, { planId: 'creator', interval: 'YEAR', currency: 'usd' });
  await shop.engine.owner(`update plans set trial_days = 14 where name = 'creator'`);
  expect(session).toMatchObject({ amount_total: 22_000, currency: 'usd' });
  expect(await subscriptionOf(buyer)).toMatchObject({ plan: 'creator', status: 'ACTIVE' });
  expect(await creditsIn(buyer)).toMatchObject({ available: 12_000 });
  const [lot] = await shop.engine.owner<{ expires: number }>(
    'select extract(epoch from expires_at)::int as expires from credit_lots where workspace_id = $1',
    [buyer.workspaceId],
  );
  expect(((lot?.expires ?? 0) - shop.stripe.books.now) / 86_400).toBe(366);
  shop.stripe.books.advance(300);
  await shop.deliver();
  expect(await creditsIn(buyer)).toMatchObject({ available: 12_000 });
  const invoice = shop.stripe.books.all('invoice').find(({ customer }) => customer === session['customer']);
  shop.stripe.books.refund(paymentOf(invoice ?? session), 5_500);
  await shop.deliver();
  expect(await creditsIn(buyer)).toMatchObject({ available: 9_000 });
});

test('events in any order, repeated and late have one effect', async () => {
  const buyer = await shop.buyer();
  const session = await shop.checkout(buyer, { planId: 'studio' });
  shop.stripe.books.complete(session.id);
  shop.stripe.books.advance(65);
  shop.stripe.books.changePrice(String(session['subscription']), 'price_creator');
  const invoice = shop.stripe.books.all('invoice').find((one) => one['billing_reason'] === 'subscription_create');
  shop.stripe.books.refund(paymentOf(invoice ?? session));
  const events = shop.stripe.takeEvents();
  // Newest first, so that the refund comes before the payment, and an old update after the new one.
  await shop.deliver([...events].toReversed());
  const after = { credits: await creditsIn(buyer), plan: await planOf(buyer), subscription: await subscriptionOf(buyer) };
  expect(after).toMatchObject({ credits: { available: 10_000 }, plan: 'creator', subscription: { plan: 'creator', status: 'ACTIVE' } });
  await shop.deliver([...events, ...events]);
  // The same objects by events of other ids, as Stripe sends them when an endpoint is created again.
  await shop.deliver(events.map((event) => ({ ...event, id: `${event.id}again` })));
  expect({ credits: await creditsIn(buyer), plan: await planOf(buyer) }).toEqual({ credits: after.credits, plan: after.plan });
  expect(await faultsOfLedger(shop.engine)).toEqual([]);
});

test('one event that arrives 100 times at once is stored once and granted once', async () => {
  const buyer = await shop.buyer();
  const { id } = await shop.checkout(buyer, { creditPackId: 'credits-100' });
  shop.stripe.books.complete(id);
  const [event] = shop.stripe.takeEvents().slice(-1);
  if (!event) throw new Error('Stripe sent nothing');
  const answers = await Promise.all(Array.from({ length: 100 }, () => shop.stripe.send(shop.endpoint, event)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await shop.deliver([]);
  expect(await creditsIn(buyer)).toMatchObject({ available: 100 });
  expect(await shop.engine.owner('select from stripe_events where id = $1', [event.id])).toHaveLength(1);
});

test('answers within half a second, while Stripe itself does not', async () => {
  const buyer = await shop.buyer();
  const { id } = await shop.checkout(buyer, { creditPackId: 'credits-100' });
  shop.stripe.books.complete(id);
  const events = shop.stripe.takeEvents();
  // The reads of the worker fail and are repeated: the answer to the event does not wait for them.
  shop.stripe.fail(...Array.from({ length: 6 }, () => 'lose the answer' as const));
  const waited: number[] = [];
  for (const event of [...events, ...Array.from({ length: 20 }, (_, index) => ({ ...events[0]!, id: `evt_more_${index}` }))]) {
    const sent = performance.now();
    expect((await shop.stripe.send(shop.endpoint, event)).status).toBe(200);
    waited.push(performance.now() - sent);
  }
  // Of many, because the machine of a test may pause once.
  expect(waited.toSorted((one, other) => one - other)[Math.floor(waited.length / 2)]).toBeLessThan(500);
  await shop.deliver([]);
  expect(await creditsIn(buyer)).toMatchObject({ available: 100 });
});

test('an event of an older version of the API is applied from the newest object', async () => {
  const buyer = await shop.buyer();
  const { id } = await shop.checkout(buyer, { creditPackId: 'credits-100' });
  shop.stripe.books.complete(id);
  const events = shop.stripe.takeEvents().map((event) => ({ ...event, object: { id: event.object.id, object: 'unlike today' } }));
  await shop.deliver(events, { apiVersion: '2020-08-27' });
  expect(await creditsIn(buyer)).toMatchObject({ available: 100 });
  expect(await shop.engine.owner(`select from stripe_events where api_version = '2020-08-27'`)).toHaveLength(events.length);
});

describe('returned payments', () => {
  test('a refund takes back what is there; the rest is owed and settled by the next grant', async () => {
    const buyer = await shop.buyer();
    const session = await shop.buy(buyer, { creditPackId: 'credits-100' });
    await spend(buyer, 70);
    shop.stripe.books.refund(paymentOf(session));
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 0, balance: 0, owed: 70 });
    await shop.buy(buyer, { creditPackId: 'credits-1000' });
    expect(await creditsIn(buyer)).toMatchObject({ available: 930, owed: 0 });
    expect(await faultsOfLedger(shop.engine)).toEqual([]);
  });

  test('partial refunds take their share, together never more than was granted; a failed one gives it back', async () => {
    const buyer = await shop.buyer();
    const session = await shop.buy(buyer, { creditPackId: 'credits-100' });
    const refund = shop.stripe.books.refund(paymentOf(session), 333);
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 66 });
    shop.stripe.books.failRefund(refund.id);
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 100 });
    shop.stripe.books.refund(paymentOf(session), 667);
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 33 });
  });

  test('a dispute takes the credits, which come back when it is won and stay away when it is lost', async () => {
    const [winner, loser] = [await shop.buyer(), await shop.buyer()];
    const won = shop.stripe.books.dispute(paymentOf(await shop.buy(winner, { creditPackId: 'credits-100' })));
    const lost = shop.stripe.books.dispute(paymentOf(await shop.buy(loser, { creditPackId: 'credits-100' })));
    await shop.deliver();
    expect([(await creditsIn(winner)).available, (await creditsIn(loser)).available]).toEqual([0, 0]);
    shop.stripe.books.closeDispute(won.id, 'won');
    shop.stripe.books.closeDispute(lost.id, 'lost');
    await shop.deliver();
    expect([(await creditsIn(winner)).available, (await creditsIn(loser)).available]).toEqual([100, 0]);
  });

  test('a refund that is applied before its debit was granted takes the credits', async () => {
    const buyer = await shop.buyer();
    const session = await shop.checkout(buyer, { creditPackId: 'credits-100' });
    shop.stripe.books.complete(session.id, 'debit');
    await shop.deliver();
    shop.stripe.books.settle(session.id, true);
    shop.stripe.books.refund(paymentOf(session));
    await shop.deliver(shop.stripe.takeEvents().toReversed());
    expect(await creditsIn(buyer)).toMatchObject({ available: 0, owed: 0 });
    expect(await shop.engine.owner(`select from credit_movements where workspace_id = $1`, [buyer.workspaceId])).toHaveLength(2);
  });

  test('a refund that fails while it is applied gives back what it took', async () => {
    const { books } = shop.stripe;
    const buyer = await shop.buyer();
    const refund = books.refund(paymentOf(await shop.buy(buyer, { creditPackId: 'credits-100' })));
    const event = shop.stripe.takeEvents().find(({ type }) => type === 'refund.created');
    // The first read still sees it succeed, as that of a worker which writes after another one.
    shop.stripe.fail({ status: 200, body: structuredClone(refund) });
    refund['status'] = 'failed';
    await shop.deliver(event ? [event] : []);
    expect(await creditsIn(buyer)).toMatchObject({ available: 100, owed: 0 });
    expect(await shop.engine.owner(`select from credit_movements where workspace_id = $1`, [buyer.workspaceId])).toHaveLength(3);
  });

  test('an inquiry takes nothing', async () => {
    const buyer = await shop.buyer();
    const inquiry = shop.stripe.books.dispute(paymentOf(await shop.buy(buyer, { creditPackId: 'credits-100' })), 'warning_needs_response');
    await shop.deliver();
    shop.stripe.books.closeDispute(inquiry.id, 'warning_closed');
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 100 });
  });

  test('an invoice that two payments paid gives back the share of the one that is refunded, and then of the other', async () => {
    const { books } = shop.stripe;
    const buyer = await shop.buyer();
    const session = await shop.checkout(buyer, { planId: 'studio' });
    books.declined.add(String(session['customer']));
    books.complete(session.id);
    const invoice = books.all('invoice').find(({ customer }) => customer === session['customer']);
    books.payInvoice(invoice?.id ?? '', [2_000, 6_000]);
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 5_000 });
    const [first = '', second = ''] = paymentsOf(books.get(invoice?.id ?? ''));
    books.dispute(second);
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 1_250 });
    books.refund(first);
    await shop.deliver();
    expect(await creditsIn(buyer)).toMatchObject({ available: 0, owed: 0 });
  });

  test('a dispute that was prevented takes the credits when it took the money, and none when a refund did', async () => {
    const { books } = shop.stripe;
    const [withdrawn, refunded] = [await shop.buyer(), await shop.buyer()];
    const payments = [];
    for (const buyer of [withdrawn, refunded]) payments.push(paymentOf(await shop.buy(buyer, { creditPackId: 'credits-100' })));
    books.dispute(payments[0] ?? '', 'prevented');
    books.dispute(payments[1] ?? '', 'prevented', 0);
    await shop.deliver();
    expect([(await creditsIn(withdrawn)).available, (await creditsIn(refunded)).available]).toEqual([0, 100]);
    books.refund(payments[1] ?? '', 500);
    await shop.deliver();
    expect((await creditsIn(refunded)).available).toBe(50);
  });
});
