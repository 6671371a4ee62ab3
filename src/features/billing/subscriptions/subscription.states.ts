/** Stripe's states of a subscription, in capitals. */
export const SUBSCRIPTION_STATUSES = [
  'INCOMPLETE',
  'INCOMPLETE_EXPIRED',
  'TRIALING',
  'ACTIVE',
  'PAST_DUE',
  'UNPAID',
  'PAUSED',
  'CANCELED',
] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** States in which the workspace has the plan of the subscription. */
export const HOLDS_PLAN: readonly SubscriptionStatus[] = ['TRIALING', 'ACTIVE', 'PAST_DUE', 'UNPAID'];
/** States of a subscription that can still be continued. A workspace has at most one. */
export const IS_LIVE: readonly SubscriptionStatus[] = [...HOLDS_PLAN, 'PAUSED'];

/** States of a subscription whose last payment failed. */
export const IS_FAILING: readonly SubscriptionStatus[] = ['PAST_DUE', 'UNPAID'];

/** Stripe's states of an invoice that has been issued, in capitals. */
export const INVOICE_STATUSES = ['OPEN', 'PAID', 'VOID', 'UNCOLLECTIBLE'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];
