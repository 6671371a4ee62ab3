import { afterAll, beforeAll, expect, test } from 'vitest';
import { gql, refused, register, watchWorkspace, type Person } from '../support/client.ts';
import { serverPid } from '../support/postgres.ts';
import { endPrograms, launch } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { PRICES } from '../support/vendors/stripe/prices.ts';
import { openStripe, type StripeStandIn } from '../support/vendors/stripe/stripe.ts';

const PRICES_IN_STRIPE = {
  STRIPE_PLAN_PRICES: 'creator=price_creator,creator/year=price_creator_year',
  STRIPE_CREDIT_PACKS: '100=price_pack',
};

let stripe: StripeStandIn;
let stack: Stack;
let buyer: Person;
beforeAll(async () => {
  stripe = await openStripe(PRICES);
  stack = await startStack({
    env: {
      ...{ STRIPE_API_URL: stripe.url, STRIPE_SECRET_KEY: stripe.key, STRIPE_WEBHOOK_SECRET: stripe.secret, SIGNUP_CREDITS: '0' },
      ...PRICES_IN_STRIPE,
      BILLING_RETURN_ORIGINS: 'http://studio.test',
    },
  });
  buyer = await register(stack.url);
});
afterAll(async () => {
  await stack?.stop();
  await stripe?.close();
  await endPrograms();
});

const OFFER = '{ capabilities { billing } plans { name forSale monthlyCredits prices { interval currency } } creditPacks { id credits } }';
const CREATE = 'mutation ($input: CreateCheckoutInput!) { createCheckout(input: $input) { url } }';
const STATE = `query ($id: ID!) { workspace(id: $id) { credits { available owed } limits { plan concurrentSteps }
  subscription { plan status } invoices { status credits } } }`;
const state = async () => (await gql<{ workspace: object }>(buyer, STATE, { id: buyer.workspaceId })).workspace;

/** Opens a page of Stripe and pays there. */
async function pay(what: object): Promise<void> {
  const input = { workspaceId: buyer.workspaceId, successUrl: 'http://studio.test/paid', cancelUrl: 'http://studio.test/', ...what };
  const { createCheckout } = await gql<{ createCheckout: { url: string } }>(buyer, CREATE, { input });
  const page = stripe.books.all('checkout.session').find(({ url }) => url === createCheckout.url);
  stripe.books.complete(page?.id ?? '');
}

/** Pays, and lets Stripe report it. */
async function buy(what: object): Promise<void> {
  await pay(what);
  for (const event of stripe.takeEvents()) expect((await stripe.send(`${stack.url}/webhooks/stripe`, event)).status).toBe(200);
}

test('a buyer comes from a page of Stripe to credits, which arrive as an event', async () => {
  expect(await gql({ url: stack.url }, OFFER)).toMatchObject({
    capabilities: { billing: true },
    plans: [
      { name: 'standard', forSale: false },
      { name: 'creator', forSale: true, monthlyCredits: 1_000, prices: [{ interval: 'MONTH', currency: null }, { interval: 'YEAR' }] },
      { name: 'studio' },
    ],
    creditPacks: [{ id: 'credits-100', credits: 100 }],
  });
  const changes = watchWorkspace(buyer, { workspaceId: buyer.workspaceId });
  await changes.until(({ type }) => type === 'READY');
  await buy({ creditPackId: 'credits-100' });
  await changes.until(({ type }) => type === 'CREDITS');
  expect(await state()).toMatchObject({ credits: { available: 100, owed: 0 }, limits: { plan: 'standard' }, subscription: null });
  await buy({ planId: 'creator' });
  await changes.until(() => changes.events.filter(({ type }) => type === 'CREDITS').length === 2);
  expect(await state()).toMatchObject({
    ...{ credits: { available: 150 }, limits: { plan: 'creator', concurrentSteps: 48 } },
    ...{ subscription: { plan: 'creator', status: 'TRIALING' }, invoices: [{ status: 'PAID', credits: 50 }] },
  });
});

test('an event that arrives while PostgreSQL restarts is done or undone, and the repeats of Stripe complete it once', async () => {
  await pay({ creditPackId: 'credits-100' });
  const events = stripe.takeEvents();
  const answers: (number | undefined)[] = [];
  const send = async (): Promise<void> => {
    for (const event of events)
      answers.push(
        await stripe.send(`${stack.url}/webhooks/stripe`, event).then(
          ({ status }) => status,
          () => undefined,
        ),
      );
  };
  const before = Array.from({ length: 5 }, send);
  // As after a power cut; it is started again within a second.
  process.kill(serverPid(stack.dataDir), 'SIGQUIT');
  await Promise.all([...before, ...Array.from({ length: 5 }, send)]);
  for (const status of answers) expect([200, 500, 503, undefined]).toContain(status);
  await expect
    .poll(async () => (await stripe.send(`${stack.url}/webhooks/stripe`, events[0]!).catch(() => undefined))?.status, { timeout: 20_000 })
    .toBe(200);
  for (const event of events) expect((await stripe.send(`${stack.url}/webhooks/stripe`, event)).status).toBe(200);
  await expect.poll(state, { timeout: 20_000 }).toMatchObject({ credits: { available: 250, owed: 0 } });
  expect(await reconcile()).toEqual([0, 'The ledger and Stripe agree.\n']);
  expect(await state()).toMatchObject({ credits: { available: 250 } });
});

/** Exit code and output of the command, as an operator runs it. */
async function reconcile(...options: readonly string[]): Promise<readonly [unknown, string]> {
  const env = { STRIPE_API_URL: stripe.url, STRIPE_SECRET_KEY: stripe.key, STRIPE_WEBHOOK_SECRET: stripe.secret, ...PRICES_IN_STRIPE };
  const command = launch(['admin', 'reconcile-billing', ...options], { DATA_DIR: stack.dataDir, ...env });
  return [await command.ended, command.stdout()];
}

test('reconcile-billing ends with 1 while a payment is missing here, and repairs it', async () => {
  await pay({ creditPackId: 'credits-100' });
  const lost = stripe.takeEvents();
  const id = lost.find(({ type }) => type === 'checkout.session.completed')?.object.id;
  expect(await reconcile()).toEqual([1, `session ${id} is paid in Stripe and granted no credits.\n`]);
  expect((await reconcile('--repair'))[0]).toBe(1);
  expect(await reconcile()).toEqual([0, 'The ledger and Stripe agree.\n']);
  expect(await state()).toMatchObject({ credits: { available: 350 } });
});

test('a page of somebody else and an unsigned event are refused', async () => {
  const input = {
    workspaceId: buyer.workspaceId,
    creditPackId: 'credits-100',
    successUrl: 'https://evil.test/',
    cancelUrl: 'https://evil.test/',
  };
  const error = await refused(buyer, CREATE, { input });
  expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.successUrl' }] });
  const unsigned = await fetch(`${stack.url}/webhooks/stripe`, { method: 'POST', body: '{}' });
  expect([unsigned.status, await unsigned.json()]).toMatchObject([400, { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
});
