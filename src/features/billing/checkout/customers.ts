import type { InferKyselyDB } from '@mikro-orm/postgresql';
import type { Scope } from '../../../platform/database/scope.ts';
import type { StripeApi } from '../../../platform/stripe/stripe-api.ts';
import { CheckoutEntity } from './checkout.entity.ts';
import { StripeCustomerEntity } from '../stripe/stripe-customer.entity.ts';

/** The customer that the workspace is in Stripe; undefined before its first checkout, and after the customer was deleted there. */
export async function findCustomer(scope: Scope, workspaceId: string): Promise<string | undefined> {
  const customer = await scope.tx((em) => em.findOne(StripeCustomerEntity, { workspaceId, deletedAt: null }));
  return customer?.customerId;
}

/**
 * The customer that the workspace is in Stripe, which is created when there is none. Calls at the same time create one: the idempotency key
 * is that of the workspace, of the customer that it replaces and of the failed attempts.
 */
export async function findOrCreateCustomer(scope: Scope, stripe: StripeApi, workspaceId: string): Promise<string> {
  const [newest] = await scope.tx((em) =>
    em.find(StripeCustomerEntity, { workspaceId }, { orderBy: { createdAt: 'desc', customerId: 'asc' }, limit: 1 }),
  );
  if (newest?.deletedAt === null) return newest.customerId;
  const failed = await scope.tx((em) => em.find(CheckoutEntity, { workspaceId, attempt: { $gt: 0 } }));
  const attempts = failed.reduce((sum, { attempt }) => sum + attempt, 0);
  const { id: customerId } = await stripe.call((client) =>
    client.customers.create(
      { metadata: { workspaceId } },
      { idempotencyKey: `customer:${workspaceId}:${newest?.customerId ?? ''}:${attempts}` },
    ),
  );
  await scope.tx(async (em) => {
    const created = { workspace_id: workspaceId, customer_id: customerId };
    const insert = em.getKysely<InferKyselyDB<typeof StripeCustomerEntity>>().insertInto('stripe_customers').values(created);
    await insert.onConflict((there) => there.doNothing()).execute();
  });
  return (await findCustomer(scope, workspaceId)) ?? customerId;
}

/** Marks a customer that no longer exists in Stripe. */
export const markDeleted = (scope: Scope, workspaceId: string, customerId: string): Promise<number> =>
  scope.tx((em) => em.nativeUpdate(StripeCustomerEntity, { workspaceId, customerId, deletedAt: null }, { deletedAt: new Date() }));
