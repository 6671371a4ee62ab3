import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BillingSettings } from '../../../../src/features/billing/billing-settings.ts';
import { compareWithStripe } from '../../../../src/features/billing/stripe/reconcile.ts';
import { STRIPE_EVENT_TYPES } from '../../../../src/features/billing/stripe/stripe-event-types.ts';
import { APPLY } from '../../../../src/features/billing/stripe/stripe-event.handler.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { StripeApi } from '../../../../src/platform/stripe/stripe-api.ts';
import { makeTenant, openEngine, request, type Engine } from '../../../support/engine.ts';
import { RETURN_URLS } from '../../../support/shop.ts';
import { freePort } from '../../../support/stack.ts';

/**
 * Stripe's own stateless server, which checks parameters by the API's OpenAPI description. Built by
 * `go install github.com/stripe/stripe-mock@v0.203.0`; STRIPE_MOCK names it where it is not on the PATH.
 */
const STRIPE_MOCK = process.env['STRIPE_MOCK'] ?? 'stripe-mock';
const hasStripeMock = spawnSync(STRIPE_MOCK, ['-h'], { timeout: 20_000 }).error === undefined;

describe.runIf(hasStripeMock)('stripe-mock', () => {
  let server: ChildProcess;
  let billing: BillingSettings & { readonly stripe: NonNullable<BillingSettings['stripe']> };
  let engine: Engine;
  beforeAll(async () => {
    const port = await freePort();
    server = spawn(STRIPE_MOCK, ['-http-addr', `127.0.0.1:${port}`, '-https-addr', '127.0.0.1:0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve) => server.stdout?.on('data', (said) => String(said).includes('Listening for HTTP at') && resolve()));
    billing = {
      stripe: { secretKey: 'sk_test_123', apiUrl: `http://127.0.0.1:${port}`, webhookSecrets: ['whsec_1'] },
      planPrices: [{ plan: 'creator', interval: 'MONTH', currency: null, priceId: 'price_1' }],
      creditPacks: [{ id: 'credits-100', credits: 100, priceId: 'price_2' }],
      returnOrigins: ['http://studio.test'],
    };
    engine = await openEngine({ billing });
  });
  afterAll(async () => {
    await engine?.close();
    if (server?.kill()) await once(server, 'exit');
  });

  test('accepts the parameters of a checkout of a plan with a trial, of a pack, and of the portal', async () => {
    const { actor, workspaceId } = await makeTenant(engine, 'OWNER', 0);
    const create = (what: object) =>
      request(engine, actor, (scope) => engine.checkouts.create(scope, { workspaceId, ...RETURN_URLS, ...what }));
    expect((await create({ creditPackId: 'credits-100' })).url).toMatch(/^https:/);
    expect((await create({ planId: 'creator' })).url).toMatch(/^https:/);
    const portal = request(engine, actor, (scope) =>
      engine.billingPortals.create(scope, { workspaceId, returnUrl: RETURN_URLS.cancelUrl }),
    );
    expect((await portal).url).toMatch(/^https:/);
  });

  test.each([...new Set(Object.values(STRIPE_EVENT_TYPES))])('accepts the reads of an event about a %s', async (kind) => {
    const scope = engine.database.systemScope(new AbortController().signal);
    const reader = {
      ...{ stripe: new StripeApi(billing.stripe), settings: billing, log: silentLog, scopeOf: () => scope },
      onPaymentFailed: engine.notificationHooks.paymentFailed,
    };
    await expect(APPLY[kind](reader, scope, 'id_1')).resolves.toBeUndefined();
  });

  test('accepts the lists of reconcile-billing', async () => {
    const movements = new Map(['session:cs_1', 'invoice:in_1'].map((key) => [key, { credits: 1, left: 1 }]));
    const none = { customers: new Map(), checkouts: new Set<string>(), invoices: new Map(), subscriptions: new Map(), payments: new Map() };
    const found = await new StripeApi(billing.stripe).call((stripe) =>
      compareWithStripe(stripe, { ...none, plans: new Map(), movements }, billing),
    );
    // The objects of stripe-mock are not paid.
    expect(found.map(({ id }) => id)).toEqual(['cs_1', 'in_1']);
  });
});
