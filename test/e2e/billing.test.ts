import { afterAll, beforeAll, expect, test } from 'vitest';
import { gql, refused, register, watchWorkspace, type Person } from '../support/client.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { PRICES } from '../support/vendors/stripe/prices.ts';
import { openStripe, type StripeStandIn } from '../support/vendors/stripe/stripe.ts';

let stripe: StripeStandIn;
let stack: Stack;
let buyer: Person;
beforeAll(async () => {
  stripe = await openStripe(PRICES);
  stack = await startStack({
    env: {
      ...{ STRIPE_API_URL: stripe.url, STRIPE_SECRET_KEY: stripe.key, STRIPE_WEBHOOK_SECRET: stripe.secret, SIGNUP_CREDITS: '0' },
      ...{
        STRIPE_PLAN_PRICES: 'creator=price_creator',
        STRIPE_CREDIT_PACKS: '100=price_pack',
        BILLING_RETURN_ORIGINS: 'http://studio.test',
      },
    },
  });
  buyer = await register(stack.url);
});
afterAll(async () => {
  await stack?.stop();
  await stripe?.close();
  await endPrograms();
});

const OFFER = '{ capabilities { billing } plans { name forSale monthlyCredits } creditPacks { id credits } }';
const CREATE = 'mutation ($input: CreateCheckoutInput!) { createCheckout(input: $input) { url } }';
const STATE = `query ($id: ID!) { workspace(id: $id) { credits { available owed } limits { plan concurrentSteps }
  subscription { plan status } invoices { status credits } } }`;
const state = async () => (await gql<{ workspace: object }>(buyer, STATE, { id: buyer.workspaceId })).workspace;

/** Opens a page of Stripe, pays there, and lets Stripe report it. */
async function buy(what: object): Promise<void> {
  const input = { workspaceId: buyer.workspaceId, successUrl: 'http://studio.test/paid', cancelUrl: 'http://studio.test/', ...what };
  const { createCheckout } = await gql<{ createCheckout: { url: string } }>(buyer, CREATE, { input });
  const page = stripe.books.all('checkout.session').find(({ url }) => url === createCheckout.url);
  stripe.books.complete(page?.id ?? '');
  for (const event of stripe.takeEvents()) expect((await stripe.send(`${stack.url}/webhooks/stripe`, event)).status).toBe(200);
}

test('a buyer comes from a page of Stripe to credits, which arrive as an event', async () => {
  expect(await gql({ url: stack.url }, OFFER)).toMatchObject({
    capabilities: { billing: true },
    plans: [{ name: 'standard', forSale: false }, { name: 'creator', forSale: true, monthlyCredits: 1_000 }, { name: 'studio' }],
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
