import { Client } from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { assertPlansExist } from '../../../../src/app/billing/billing-services.ts';
import { changePlan } from '../../../../src/app/commands/admin.ts';
import { reserveCredits } from '../../../../src/features/billing/billing.service.ts';
import { grantCredits } from '../../../../src/features/billing/ledger.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import { busySessions, creditsOf, faultsOfLedger, request, scopeOf, until, workerScope, type Tenant } from '../../../support/engine.ts';
import { useShop } from '../../../support/shop.ts';
import { makeMember, makePerson } from '../../../support/world.ts';
import { paymentOf } from '../../../support/vendors/stripe/rows.ts';

const shop = useShop();
let buyer: Tenant;
beforeEach(async () => {
  buyer = await shop.buyer();
});

const available = async (): Promise<number> => (await creditsOf(shop.engine, buyer))?.available ?? 0;
const reserve = (credits = 1) =>
  workerScope(shop.engine, buyer).tx((em) => reserveCredits(em, { workspaceId: buyer.workspaceId, jobId: newId(), credits }));
const setPlan = (plan: string) => changePlan({ databaseOwnerUrl: shop.engine.urls.ownerUrl }, [buyer.workspaceId, plan]);
const system = <T>(method: (scope: Parameters<typeof shop.engine.billing.grantPlans>[0]) => Promise<T>) =>
  request(shop.engine, { kind: 'system' }, method);

describe('a plan whose payment failed', () => {
  test('keeps everything readable and stops new jobs until it is paid', async () => {
    const session = await shop.buy(buyer, { planId: 'creator' });
    shop.stripe.books.declined.add(String(session['customer']));
    shop.stripe.books.advance(14);
    await shop.deliver();
    await expect(reserve()).rejects.toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('createBillingPortal') as string,
    });
    const state = await request(shop.engine, buyer.actor, (scope) => shop.engine.subscriptions.ofWorkspace(scope, buyer.workspaceId));
    expect(state).toMatchObject({ status: 'PAST_DUE', plan: 'creator' });
    const told = await request(shop.engine, buyer.actor, (scope) => shop.engine.notifications.list(scope, { first: 10 }));
    expect(told.rows.map(({ kind }) => kind)).toEqual(['PAYMENT_FAILED']);
    const invoices = await request(shop.engine, buyer.actor, (scope) => shop.engine.subscriptions.invoices(scope, buyer.workspaceId));
    expect(invoices.map(({ status, credits }) => [status, credits])).toEqual([
      ['OPEN', 0],
      ['PAID', 50],
    ]);
    const open = shop.stripe.books.all('invoice').find(({ customer, status }) => customer === session['customer'] && status === 'open');
    shop.stripe.books.payInvoice(open?.id ?? '');
    await shop.deliver();
    expect(await reserve(1_050)).not.toBeNull();
  });

  test('does not stop a workspace whose plan an operator has set', async () => {
    const session = await shop.buy(buyer, { planId: 'creator' });
    shop.stripe.books.declined.add(String(session['customer']));
    shop.stripe.books.advance(14);
    await shop.deliver();
    await setPlan('studio');
    expect(await reserve()).not.toBeNull();
    expect(await setPlan('subscription')).toContain('creator');
    await expect(reserve()).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });
});

test('a debt stops what would be spent twice, also after a reservation was released', async () => {
  const session = await shop.buy(buyer, { creditPackId: 'credits-100' });
  const reservation = (await reserve(80)) ?? '';
  shop.stripe.books.refund(paymentOf(session));
  await shop.deliver();
  await shop.engine.owner('select settle_credits($1, null, $2, 0)', [buyer.workspaceId, reservation]);
  expect(await creditsOf(shop.engine, buyer)).toMatchObject({ available: 80 });
  await expect(reserve(1)).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS', details: { available: 0 } });
  expect(await request(shop.engine, buyer.actor, (scope) => shop.engine.billing.credits(scope, buyer.workspaceId))).toEqual({
    ...{ available: 0, balance: 0, reserved: 0 },
    owed: 80,
  });
});

/** Grants that expired a moment ago, without a payment. */
const expiringGrant = (credits: number) =>
  workerScope(shop.engine, buyer).tx((em) =>
    grantCredits(em, { workspaceId: buyer.workspaceId, credits, reason: 'test', expiresAt: new Date(Date.now() - 1_000) }),
  );
const expire = () => system((scope) => shop.engine.billing.expireCredits(scope));

describe('grants that expire', () => {
  test('do not expire what was refunded while it was reserved', async () => {
    const session = await shop.buy(buyer, { planId: 'studio' });
    const reservation = (await reserve(5_000)) ?? '';
    const invoice = shop.stripe.books.all('invoice').find(({ customer }) => customer === session['customer']);
    shop.stripe.books.refund(paymentOf(invoice ?? session));
    await shop.deliver();
    await shop.engine.owner('select settle_credits($1, null, $2, 0)', [buyer.workspaceId, reservation]);
    await shop.engine.owner('update credit_lots set expires_at = now() where workspace_id = $1', [buyer.workspaceId]);
    await expire();
    const credits = await request(shop.engine, buyer.actor, (scope) => shop.engine.billing.credits(scope, buyer.workspaceId));
    expect(credits).toEqual({ available: 0, balance: 0, reserved: 0, owed: 5_000 });
  });

  test('settle a debt before they expire', async () => {
    const session = await shop.buy(buyer, { creditPackId: 'credits-100' });
    await expiringGrant(100);
    const reservation = (await reserve(200)) ?? '';
    shop.stripe.books.refund(paymentOf(session), 600);
    await shop.deliver();
    await shop.engine.owner('select settle_credits($1, null, $2, 30)', [buyer.workspaceId, reservation]);
    await expire();
    await expire();
    // Of the 70 unused credits that would expire, 60 settle the debt.
    const credits = await request(shop.engine, buyer.actor, (scope) => shop.engine.billing.credits(scope, buyer.workspaceId));
    expect(credits).toEqual({ available: 100, balance: 100, reserved: 0, owed: 0 });
    expect(await faultsOfLedger(shop.engine)).toEqual([]);
  });

  test('expire in all workspaces but one whose rows are broken', async () => {
    const broken = buyer;
    await expiringGrant(50);
    // As no code can leave it: a lot of more than its grant.
    await shop.engine.owner('update credit_lots set remaining = 60 where workspace_id = $1', [broken.workspaceId]);
    await workerScope(shop.engine, broken).tx((em) => grantCredits(em, { workspaceId: broken.workspaceId, credits: 50, reason: 'more' }));
    buyer = await shop.buyer();
    await expiringGrant(50);
    await expect(expire()).rejects.toThrow('failed for 1 of 2 workspaces');
    expect(await available()).toBe(0);
    await shop.engine.owner('update credit_lots set remaining = 50 where workspace_id = $1', [broken.workspaceId]);
    await expire();
  });
});

test('a workspace or an account whose plan is charged is not deleted, until the plan is canceled', async () => {
  const session = await shop.buy(buyer, { planId: 'creator' });
  const { engine, stripe } = shop;
  const deleteWorkspace = () => request(engine, buyer.actor, (scope) => engine.workspaces.delete(scope, buyer.workspaceId));
  await expect(deleteWorkspace()).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining('createBillingPortal') as string,
  });
  const leave = () => scopeOf(engine, buyer.actor).tx((em) => engine.workspaces.leaveAll(em, { userId: buyer.userId }));
  await expect(leave()).rejects.toMatchObject({ code: 'INVALID_STATE', message: expect.stringContaining('createBillingPortal') as string });
  const subscription = stripe.books.get(String(session['subscription']));
  subscription['cancel_at_period_end'] = true;
  stripe.books.emit('customer.subscription.updated', subscription);
  await shop.deliver();
  await deleteWorkspace();
  expect(await engine.owner('select from workspaces where id = $1 and deleted_at is null', [buyer.workspaceId])).toEqual([]);
});

describe('a plan that an operator sets', () => {
  test('is not sold over, grants each month once, and expires a day after it', async () => {
    await setPlan('creator');
    await expect(shop.checkout(buyer, { planId: 'studio' })).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await system((scope) => shop.engine.billing.grantPlans(scope));
    await system((scope) => shop.engine.billing.grantPlans(scope));
    expect(await available()).toBe(1_000);
    const [lot] = await shop.engine.owner<{ days: number }>(
      `select extract(day from expires_at at time zone 'UTC')::int as days from credit_lots where workspace_id = $1`,
      [buyer.workspaceId],
    );
    expect(lot?.days).toBe(2);
    await setPlan('subscription');
    expect(await shop.engine.owner('select from workspace_plans where workspace_id = $1', [buyer.workspaceId])).toEqual([]);
  });

  test('stays when the subscription changes at that moment', async () => {
    const { engine, stripe } = shop;
    const session = await shop.buy(buyer, { planId: 'creator' });
    // The event reads the plan, and waits to write it until the operator's transaction ends.
    const operator = new Client({ connectionString: engine.urls.ownerUrl });
    await operator.connect();
    try {
      await operator.query('begin');
      await operator.query(`update workspace_plans set plan = 'studio', source = 'OPERATOR' where workspace_id = $1`, [buyer.workspaceId]);
      stripe.books.end(String(session['subscription']));
      const delivered = shop.deliver();
      await until(async () => (await busySessions(engine)).some(({ query }) => /delete.*workspace_plans/i.test(query)));
      await operator.query('commit');
      await delivered;
    } finally {
      await operator.end();
    }
    expect(await engine.owner('select plan from workspace_plans where workspace_id = $1', [buyer.workspaceId])).toEqual([
      { plan: 'studio' },
    ]);
  });

  test.each([[['x', 'creator']], [[newId(), 'creator']], [[]]])('refuses %j', async (argv) => {
    await expect(changePlan({ databaseOwnerUrl: shop.engine.urls.ownerUrl }, argv)).rejects.toThrow(/Usage|does not exist/);
  });

  test('refuses to start with prices of plans that do not exist, and names those that do', async () => {
    const price = (plan: string) => ({ plan, interval: 'MONTH' as const, currency: null, priceId: `price_${plan}` });
    const check = (...plans: string[]) => assertPlansExist(shop.engine.database, { planPrices: plans.map(price) });
    await expect(check('creator', 'gold', 'silver')).rejects.toThrow(
      'STRIPE_PLAN_PRICES: no plan is called gold, silver. The plans are: standard, creator, studio.',
    );
    await expect(check('creator', 'studio')).resolves.toBeUndefined();
    await expect(check()).resolves.toBeUndefined();
  });

  test('refuses a plan that does not exist, and names those that do', async () => {
    await expect(setPlan('gold')).rejects.toThrow('standard, creator, studio, subscription');
  });
});

describe('grantCredits', () => {
  const grant = (actor: Actor, input: object = {}) =>
    request(shop.engine, actor, (scope) =>
      shop.engine.grants.grant(scope, { workspaceId: buyer.workspaceId, credits: 5, reason: 'Sorry', ...input }),
    );
  const administrator = async (): Promise<Actor> => ({ ...(await makePerson(shop.engine)), administrator: true });

  test('is for administrators, once for each idempotency key, and is in the audit log', async () => {
    const operator = await administrator();
    await shop.engine.owner('insert into administrators (user_id) values ($1)', [(operator as { userId: string }).userId]);
    await expect(grant(buyer.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(grant(await makeMember(shop.engine, buyer, 'ADMIN'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await grant(operator, { idempotencyKey: 'once' })).toMatchObject({ available: 5 });
    expect(await grant(operator, { idempotencyKey: 'once' })).toMatchObject({ available: 5 });
    expect(
      await shop.engine.owner(`select after from audit_events where workspace_id = $1 and action = 'grantCredits'`, [buyer.workspaceId]),
    ).toEqual([{ after: { credits: 5, reason: 'Sorry', expiresAt: null } }]);
  });

  test.each([
    ['nothing', { credits: 0 }, 'BAD_USER_INPUT'],
    ['too much', { credits: 1_000_001 }, 'BAD_USER_INPUT'],
    ['no reason', { reason: ' ' }, 'BAD_USER_INPUT'],
    ['the past', { expiresAt: new Date(0) }, 'BAD_USER_INPUT'],
    ['a workspace that does not exist', { workspaceId: newId() }, 'NOT_FOUND'],
  ])('refuses %s', async (_, input, code) => {
    await expect(grant(await administrator(), input)).rejects.toMatchObject({ code });
  });
});
