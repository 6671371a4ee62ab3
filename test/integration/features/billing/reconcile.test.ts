import { Client } from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { reconcileBilling } from '../../../../src/app/commands/reconcile-billing.ts';
import { creditsOf, type Tenant } from '../../../support/engine.ts';
import { settingsFor, useShop } from '../../../support/shop.ts';
import { paymentOf } from '../../../support/vendors/stripe/rows.ts';

const shop = useShop();
let buyer: Tenant;
beforeEach(async () => {
  buyer = await shop.buyer();
});

const available = async (): Promise<number> => (await creditsOf(shop.engine, buyer))?.available ?? 0;

describe('reconcile-billing', () => {
  const reconcile = async (repair = false) => {
    const client = new Client({ connectionString: shop.engine.urls.ownerUrl });
    await client.connect();
    try {
      return await reconcileBilling(
        client,
        { billing: settingsFor(shop.stripe), databaseUrl: shop.engine.urls.applicationUrl },
        { repair },
      );
    } finally {
      await client.end();
    }
  };

  const AGREED = { faults: [], differences: [], failures: [] };

  test('finds a paid plan that granted nothing, and a plan that is another one in Stripe', async () => {
    const session = await shop.buy(buyer, { planId: 'studio' });
    const { workspaceId } = buyer;
    // As a worker leaves it that does not know the price.
    await shop.engine.owner(
      `with gone as (select id from credit_movements where workspace_id = $1), entries as (
         delete from credit_entries where workspace_id = $1), lots as (delete from credit_lots where workspace_id = $1), balances as (
         delete from credit_balances where workspace_id = $1)
       delete from credit_movements where workspace_id = $1`,
      [workspaceId],
    );
    await shop.engine.owner('update invoices set credits = 0 where workspace_id = $1', [workspaceId]);
    await shop.engine.owner('update subscriptions set plan = null, cancel_at_period_end = true where workspace_id = $1', [workspaceId]);
    const invoice = shop.stripe.books.all('invoice').find(({ customer }) => customer === session['customer']);
    expect((await reconcile(true)).differences).toEqual([
      { kind: 'invoice', id: invoice?.id, message: 'is paid in Stripe and granted no credits' },
      {
        ...{ kind: 'subscription', id: session['subscription'] },
        message: 'has the plan studio in Stripe and none here, was canceled or continued in Stripe',
      },
    ]);
    expect([await reconcile(), await available()]).toEqual([AGREED, 5_000]);
  });

  test('finds a refund that failed unheard, and applies the rest when one object cannot be applied', async () => {
    const { books } = shop.stripe;
    const refund = books.refund(paymentOf(await shop.buy(buyer, { creditPackId: 'credits-100' })));
    await shop.deliver();
    books.failRefund(refund.id);
    const other = await shop.buyer();
    const session = await shop.checkout(other, { planId: 'studio' });
    books.complete(session.id);
    const lost = shop.stripe.takeEvents();
    const invoice = books.all('invoice').find(({ customer }) => customer === session['customer']);
    const [line] = (books.get(invoice?.id ?? '')['lines'] as { data: { period: unknown }[] }).data;
    const period = line?.period;
    Object.assign(line ?? {}, { period: null });
    const { differences, failures } = await reconcile(true);
    expect(differences.map(({ id }) => id)).toEqual([invoice?.id, session['subscription'], refund.id]);
    expect(failures).toEqual([expect.stringContaining(`invoice ${invoice?.id} could not be applied: `)]);
    expect(await available()).toBe(100);
    Object.assign(line ?? {}, { period });
    await shop.deliver(lost);
    expect(await reconcile()).toEqual(AGREED);
  });

  test('believes a payment that the lists of Stripe no longer contain', async () => {
    const session = await shop.buy(buyer, { creditPackId: 'credits-100' });
    shop.stripe.books.get(session.id)['object'] = 'hidden';
    expect(await reconcile()).toEqual(AGREED);
    shop.stripe.books.get(session.id)['object'] = 'checkout.session';
  });

  test('finds what never arrived, applies it again, and then agrees', async () => {
    expect(await reconcile()).toEqual(AGREED);
    const session = await shop.buy(await shop.buyer(), { planId: 'creator' });
    const pack = await shop.checkout(buyer, { creditPackId: 'credits-100' });
    shop.stripe.books.complete(pack.id);
    shop.stripe.books.advance(14);
    shop.stripe.books.refund(paymentOf(shop.stripe.books.get(pack.id)));
    const lost = shop.stripe.takeEvents();
    const { faults, differences } = await reconcile();
    expect(faults).toEqual([]);
    const invoice = shop.stripe.books.all('invoice').find(({ customer }) => customer === session['customer']);
    expect(differences.map(({ kind, id }) => [kind, id])).toEqual(
      expect.arrayContaining([
        ['session', pack.id],
        ['invoice', invoice?.id],
        ['subscription', session['subscription']],
      ]),
    );
    await reconcile(true);
    await reconcile(true);
    expect(await reconcile()).toEqual(AGREED);
    expect(await available()).toBe(0);
    await shop.deliver(lost);
    expect([await reconcile(), await available()]).toEqual([AGREED, 0]);
  });

  test('finds credits that nobody paid', async () => {
    await shop.buy(buyer, { creditPackId: 'credits-100' });
    const [grant] = await shop.engine.owner<{ key: string }>(`select source_key as key from credit_movements where workspace_id = $1`, [
      buyer.workspaceId,
    ]);
    const id = grant?.key.split(':')[1] ?? '';
    shop.stripe.books.get(id)['payment_status'] = 'unpaid';
    expect((await reconcile()).differences).toMatchObject([{ kind: 'session', id }]);
    shop.stripe.books.get(id)['payment_status'] = 'paid';
  });
});
