/** What is read again when an event of this type arrives. Events of other types are stored and change nothing. */
export const STRIPE_EVENT_TYPES = {
  'checkout.session.completed': 'session',
  'checkout.session.async_payment_succeeded': 'session',
  'checkout.session.async_payment_failed': 'session',
  'checkout.session.expired': 'session',
  'customer.subscription.created': 'subscription',
  'customer.subscription.updated': 'subscription',
  'customer.subscription.deleted': 'subscription',
  'customer.subscription.paused': 'subscription',
  'customer.subscription.resumed': 'subscription',
  'customer.deleted': 'customer',
  'invoice.finalized': 'invoice',
  'invoice.paid': 'invoice',
  'invoice.payment_failed': 'invoice',
  'invoice.payment_action_required': 'invoice',
  'invoice.voided': 'invoice',
  'invoice.marked_uncollectible': 'invoice',
  'charge.refunded': 'charge',
  'refund.created': 'refund',
  'refund.updated': 'refund',
  'refund.failed': 'refund',
  'charge.dispute.created': 'dispute',
  'charge.dispute.updated': 'dispute',
  'charge.dispute.funds_withdrawn': 'dispute',
  'charge.dispute.funds_reinstated': 'dispute',
  'charge.dispute.closed': 'dispute',
} as const;
export type StripeObjectKind = (typeof STRIPE_EVENT_TYPES)[keyof typeof STRIPE_EVENT_TYPES];

/** The kind of object that an event is about; undefined for an event that changes nothing. */
export const objectKindOf = (type: string): StripeObjectKind | undefined =>
  Object.hasOwn(STRIPE_EVENT_TYPES, type) ? STRIPE_EVENT_TYPES[type as keyof typeof STRIPE_EVENT_TYPES] : undefined;
