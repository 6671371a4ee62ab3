import type { Log } from '../../../kernel/log.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { StripeApi, isMissing } from '../../../platform/stripe/stripe-api.ts';
import type { OnPaymentFailed } from '../billing.events.ts';
import type { BillingSettings } from '../billing-settings.ts';
import { objectKindOf } from './stripe-event-types.ts';
import type { StripeObjectKind } from './stripe-event-types.ts';
import type { StripeEventPayload } from './stripe-event.queue.ts';
import { applyInvoice } from './invoice-sync.ts';
import { applyDispute, applyRefund, applyRefundsOf } from './return-sync.ts';
import { applySession } from './session-sync.ts';
import { StripeCustomerEntity } from './stripe-customer.entity.ts';
import { workspaceOfCustomer } from './stripe-reads.ts';
import { applySubscription } from './subscription-sync.ts';
import type { SubscriptionReader } from './subscription-sync.ts';

export interface StripeEventParts {
  readonly database: Database;
  readonly billingSettings: BillingSettings;
  readonly onPaymentFailed: OnPaymentFailed;
  readonly log: Log;
}

/** Applies stored events of Stripe, in a worker. Any order and any number of times have the same effect. */
export class StripeEventHandler {
  constructor(private readonly parts: StripeEventParts) {}

  async run({ eventId, type, objectId }: StripeEventPayload, signal: AbortSignal): Promise<void> {
    const { database, billingSettings, onPaymentFailed, log } = this.parts;
    // A worker without the key cannot read the object: the event waits for one that has it.
    if (!billingSettings.stripe) throw new Error('STRIPE_SECRET_KEY is missing on this worker');
    const reader: SubscriptionReader = {
      stripe: new StripeApi(billingSettings.stripe),
      settings: billingSettings,
      onPaymentFailed,
      log: log.child({ eventId, type }),
      scopeOf: (_, workspaceId) => database.systemScope(signal, workspaceId),
    };
    const scope = database.systemScope(signal);
    const kind = objectKindOf(type);
    if (kind)
      await APPLY[kind](reader, scope, objectId).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
        // Stripe deletes objects of test mode, and another key sees none: no retry finds it. reconcile-billing applies what was missed.
        reader.log.warn({ event: 'stripe_object_missing', objectId }, 'the object of a stripe event does not exist');
      });
    await scope.tx((em) => em.execute('select mark_stripe_event(?)', [eventId]));
    reader.log.info({ event: 'stripe_event_applied', objectId }, 'stripe event applied');
  }
}

/** How an object is read and applied, by its kind. */
export const APPLY: Readonly<Record<StripeObjectKind, (reader: SubscriptionReader, scope: Scope, id: string) => Promise<void>>> = {
  session: applySession,
  subscription: applySubscription,
  invoice: applyInvoice,
  charge: applyRefundsOf,
  refund: applyRefund,
  dispute: applyDispute,
  customer: forgetCustomer,
};

/** Marks a customer that was deleted in Stripe, so that the next checkout creates another one. */
async function forgetCustomer(reader: SubscriptionReader, scope: Scope, customerId: string): Promise<void> {
  const workspaceId = await workspaceOfCustomer(scope, customerId);
  if (workspaceId === undefined) return;
  const customer = await reader.stripe.call((stripe) => stripe.customers.retrieve(customerId));
  if (!customer.deleted) return;
  await reader
    .scopeOf(scope, workspaceId)
    .tx((em) => em.nativeUpdate(StripeCustomerEntity, { workspaceId, customerId, deletedAt: null }, { deletedAt: new Date() }));
}
