import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { INVOICE_STATUSES, SUBSCRIPTION_STATUSES } from './subscription.states.ts';

/** A subscription as Stripe had it when it was read last. */
export const SubscriptionEntity = defineEntity({
  name: 'Subscription',
  tableName: 'subscriptions',
  uniques: [{ name: 'subscriptions_stripe_id', properties: ['stripeId'] }],
  indexes: [{ name: 'subscriptions_of_workspace', properties: ['workspaceId', 'startedAt'] }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    stripeId: p.text(),
    /** Null for a price that no plan has. */
    plan: p.text().nullable(),
    status: p.enum(SUBSCRIPTION_STATUSES),
    currentPeriodEnd: timestamp().nullable(),
    cancelAtPeriodEnd: p.boolean(),
    trialEndsAt: timestamp().nullable(),
    /** When it began, by Stripe. */
    startedAt: timestamp(),
    /** Number of the read of Stripe's object that the row was written from. */
    readNumber: p.bigint('number'),
    createdAt: timestamp().defaultRaw('now()'),
  },
});
export type SubscriptionRow = InferEntity<typeof SubscriptionEntity>;

/** An invoice of a subscription as Stripe had it when it was read last. */
export const InvoiceEntity = defineEntity({
  name: 'Invoice',
  tableName: 'invoices',
  uniques: [{ name: 'invoices_stripe_id', properties: ['stripeId'] }],
  indexes: [
    { name: 'invoices_of_workspace', properties: ['workspaceId', 'issuedAt'] },
    {
      name: 'invoices_payment_intent_ids',
      expression: `create index "invoices_payment_intent_ids" on "invoices" using gin ("payment_intent_ids")`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    stripeId: p.text(),
    number: p.text().nullable(),
    status: p.enum(INVOICE_STATUSES),
    /** In the smallest unit of the currency. */
    amountDue: p.integer(),
    amountPaid: p.integer(),
    currency: p.text(),
    /** Of its payments; refunds and disputes name one. */
    paymentIntentIds: p.array().columnType('text[]').defaultRaw(`'{}'`),
    /** Granted when it was paid. */
    credits: p.integer().default(0),
    url: p.text().nullable(),
    /** When it was issued, by Stripe. */
    issuedAt: timestamp(),
    /** Number of the read of Stripe's object that the row was written from. */
    readNumber: p.bigint('number'),
    createdAt: timestamp().defaultRaw('now()'),
  },
});
export type InvoiceRow = InferEntity<typeof InvoiceEntity>;
