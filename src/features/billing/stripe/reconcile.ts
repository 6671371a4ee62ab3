import type Stripe from 'stripe';
import { IS_PAID } from './session-sync.ts';
import { WITHDRAWN } from './return-sync.ts';
import type { StripeObjectKind } from './stripe-event-types.ts';
import { idOf } from './stripe-reads.ts';

/** What this installation has recorded of Stripe's objects. */
export interface LocalBooks {
  /** Workspace by the id of its customer. */
  readonly customers: ReadonlyMap<string, string>;
  /** Ids of checkouts. */
  readonly checkouts: ReadonlySet<string>;
  /** Status and credits by the id of the invoice in Stripe. */
  readonly invoices: ReadonlyMap<string, { readonly status: string; readonly credits: number }>;
  /** Status by the id of the subscription in Stripe. */
  readonly subscriptions: ReadonlyMap<string, string>;
  /** Keys of grants that paid sessions and invoices made, by their payment. */
  readonly payments: ReadonlyMap<string, string>;
  /** By `source_key`: credits granted, or taken back, and what is left of a grant. */
  readonly movements: ReadonlyMap<string, { readonly credits: number; readonly left: number }>;
}

/** A difference between Stripe and this installation, and the object to apply again. */
export interface Difference {
  readonly kind: StripeObjectKind;
  readonly id: string;
  readonly message: string;
}

const PAGE = { limit: 100 } as const;

/** Compares everything that Stripe has with what is recorded here. Objects of other programs in the same account are left out. */
export async function compareWithStripe(stripe: Stripe, books: LocalBooks): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  const paid = new Set<string>();
  const add = (kind: StripeObjectKind, id: string, message: string): void => void found.push({ kind, id, message });
  const isOurs = (customer: string | { readonly id: string } | null): boolean => books.customers.has(idOf(customer) ?? '');

  for await (const session of stripe.checkout.sessions.list({ ...PAGE, status: 'complete' })) {
    if (
      session.mode !== 'payment' ||
      !IS_PAID.includes(session.payment_status) ||
      !books.checkouts.has(session.metadata?.['checkoutId'] ?? '')
    )
      continue;
    paid.add(`session:${session.id}`);
    if (!books.movements.has(`session:${session.id}`)) add('session', session.id, 'is paid in Stripe and granted no credits');
  }
  for await (const invoice of stripe.invoices.list({ ...PAGE, status: 'paid' })) {
    if (!isOurs(invoice.customer)) continue;
    paid.add(`invoice:${invoice.id}`);
    const row = books.invoices.get(invoice.id);
    const granted = books.movements.get(`invoice:${invoice.id}`)?.credits ?? 0;
    if (row?.status !== 'PAID') add('invoice', invoice.id, `is paid in Stripe and ${row?.status ?? 'unknown'} here`);
    else if (row.credits !== granted) add('invoice', invoice.id, `shows ${row.credits} credits; the ledger granted ${granted}`);
  }
  for await (const subscription of stripe.subscriptions.list({ ...PAGE, status: 'all' })) {
    const here = books.subscriptions.get(subscription.id);
    const there = subscription.status.toUpperCase();
    if (isOurs(subscription.customer) && here !== there)
      add('subscription', subscription.id, `is ${there} in Stripe and ${here ?? 'unknown'} here`);
  }
  const isUntaken = (key: string, payment: Stripe.Refund['payment_intent']): boolean => {
    const grant = books.movements.get(books.payments.get(idOf(payment) ?? '') ?? '');
    return grant !== undefined && grant.left > 0 && !books.movements.has(key);
  };
  for await (const { id, status, payment_intent: payment } of stripe.refunds.list(PAGE))
    if (status === 'succeeded' && isUntaken(`refund:${id}`, payment)) add('refund', id, 'took back no credits');
  for await (const { id, status, payment_intent: payment } of stripe.disputes.list(PAGE)) {
    if (WITHDRAWN.includes(status) && isUntaken(`dispute:${id}`, payment)) add('dispute', id, 'took back no credits');
    else if (status === 'won' && books.movements.has(`dispute:${id}`) && !books.movements.has(`dispute:${id}:returned`))
      add('dispute', id, 'is won, and its credits were not given back');
  }
  for (const key of books.movements.keys()) {
    const [kind, id = ''] = key.split(':');
    if ((kind === 'session' || kind === 'invoice') && !paid.has(key)) add(kind, id, 'granted credits and is not paid in Stripe');
  }
  return found;
}
