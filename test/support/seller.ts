import { afterAll } from 'vitest';
import type { BillingSettings } from '../../src/features/billing/billing-settings.ts';
import type { Engine } from './engine.ts';
import { settingsFor } from './shop.ts';
import { PRICES } from './vendors/stripe/prices.ts';
import { openStripe } from './vendors/stripe/stripe.ts';

export interface Seller {
  readonly billing: BillingSettings;
  /** The same workspace, known to Stripe as a customer. */
  asCustomer<World extends { readonly workspaceId: string }>(engine: Engine, world: World): Promise<World>;
}

/** Settings of an installation that sells, for tests that call every operation; Stripe ends with the file. */
export async function openSeller(): Promise<Seller> {
  const stripe = await openStripe(PRICES);
  afterAll(() => stripe.close());
  return {
    billing: settingsFor(stripe),
    asCustomer: async (engine, world) => {
      const { id } = stripe.books.make('cus', 'customer', {});
      await engine.owner('insert into stripe_customers (workspace_id, customer_id) values ($1, $2)', [world.workspaceId, id]);
      return world;
    },
  };
}
