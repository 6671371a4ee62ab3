import type { EntityManager } from '@mikro-orm/postgresql';
import type Stripe from 'stripe';
import { newId } from '../../../kernel/id.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { grantCredits } from '../ledger.ts';
import { PlanEntity } from '../plans/plan.entity.ts';
import { InvoiceEntity, SubscriptionEntity } from '../subscriptions/subscription.entity.ts';
import type { InvoiceStatus } from '../subscriptions/subscription.states.ts';
import { creditsOfInvoice, grantsOf } from './invoice-credits.ts';
import type { InvoiceLine } from './invoice-credits.ts';
import { dateOf, idOf, lockCustomer, readNumbered, workspaceOfCustomer } from './stripe-reads.ts';
import { applySubscription } from './subscription-sync.ts';
import type { SubscriptionReader } from './subscription-sync.ts';

interface ReadInvoice {
  readonly invoice: Stripe.Invoice;
  /** Ids of the payments that were made, not of those that were tried before. */
  readonly payments: readonly string[];
  readonly lines: readonly InvoiceLine[];
}

/** Reads an invoice and applies it: a paid one of a plan grants its credits, once. Drafts are left out, because they may change. */
export async function applyInvoice(reader: SubscriptionReader, scope: Scope, invoiceId: string): Promise<void> {
  const { object, readNumber } = await readNumbered(reader, scope, (stripe) => readInvoice(stripe, invoiceId));
  const { invoice, lines, payments } = object;
  const workspaceId = await workspaceOfCustomer(scope, invoice.customer);
  if (workspaceId === undefined) {
    reader.log.info({ event: 'stripe_invoice_unknown', invoiceId }, 'invoice of an unknown customer');
    return;
  }
  if (!invoice.status || invoice.status === 'draft') return;
  const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription);
  // The event of the subscription may still be on its way, and the end of a trial decides what is granted.
  if (subscriptionId !== null) await applySubscription(reader, scope, subscriptionId);
  await reader.scopeOf(scope, workspaceId).tx(async (em) => {
    await lockCustomer(em, workspaceId);
    const isPaid = invoice.status === 'paid';
    const granted = isPaid && subscriptionId !== null ? await creditsOf(em, reader, lines, subscriptionId) : undefined;
    await writeInvoice(em, workspaceId, invoice, { readNumber, payments, credits: granted?.credits ?? 0 });
    if (!granted?.credits) return;
    await grantCredits(em, { workspaceId, ...granted, reason: granted.reason, sourceKey: `invoice:${invoice.id}` });
  });
}

async function readInvoice(stripe: Stripe, invoiceId: string): Promise<ReadInvoice> {
  const invoice = await stripe.invoices.retrieve(invoiceId, { expand: ['payments'] });
  return { invoice, lines: await linesOf(stripe, invoice), payments: await paymentsOf(stripe, invoice) };
}

/** All lines of an invoice, which has at most 250; ten of them come along. */
export async function linesOf(stripe: Stripe, { id, lines: { data, has_more: hasMore } }: Stripe.Invoice): Promise<InvoiceLine[]> {
  const lines = hasMore ? await stripe.invoices.listLineItems(id).autoPagingToArray({ limit: 1_000 }) : data;
  return lines.map(lineOf);
}

/** The payments that an invoice was paid with: usually one; ten of them come along. */
async function paymentsOf(stripe: Stripe, { id, payments }: Stripe.Invoice): Promise<string[]> {
  const all = payments?.has_more ? await stripe.invoicePayments.list({ invoice: id }).autoPagingToArray({ limit: 1_000 }) : payments?.data;
  return (all ?? []).filter(({ status }) => status === 'paid').flatMap(({ payment }) => idOf(payment.payment_intent) ?? []);
}

const lineOf = ({ pricing, quantity, amount, parent, period }: Stripe.InvoiceLineItem): InvoiceLine => ({
  priceId: idOf(pricing?.price_details?.price),
  quantity: quantity ?? 1,
  amount,
  isProration: (parent?.subscription_item_details ?? parent?.invoice_item_details)?.proration ?? false,
  start: dateOf(period.start),
  end: dateOf(period.end),
});

async function creditsOf(em: EntityManager, { settings }: SubscriptionReader, lines: readonly InvoiceLine[], subscriptionId: string) {
  const plans = new Map((await em.find(PlanEntity, {})).map((plan) => [plan.name, plan]));
  const planOf = grantsOf(settings, plans);
  const subscription = await em.findOne(SubscriptionEntity, { stripeId: subscriptionId });
  const name = lines.map(({ priceId }) => planOf(priceId ?? '')?.plan).findLast((one) => one !== undefined) ?? '';
  return { ...creditsOfInvoice(lines, planOf, subscription?.trialEndsAt ?? null), reason: `Plan ${name}` };
}

async function writeInvoice(
  em: EntityManager,
  workspaceId: string,
  invoice: Stripe.Invoice,
  { readNumber, payments, credits }: Pick<ReadInvoice, 'payments'> & { readonly readNumber: number; readonly credits: number },
): Promise<void> {
  const found = await em.findOne(InvoiceEntity, { stripeId: invoice.id });
  if (found && found.readNumber > readNumber) return;
  const values = {
    number: invoice.number,
    status: (invoice.status ?? 'open').toUpperCase() as InvoiceStatus,
    amountDue: invoice.amount_due,
    amountPaid: invoice.amount_paid,
    currency: invoice.currency,
    paymentIntentIds: [...payments],
    // What was granted stays, even when prices of plans have changed since.
    credits: found?.credits || credits,
    url: invoice.hosted_invoice_url ?? null,
    issuedAt: dateOf(invoice.status_transitions.finalized_at ?? invoice.created),
    readNumber,
  };
  if (found) em.assign(found, values);
  else em.create(InvoiceEntity, { id: newId(), workspaceId, stripeId: invoice.id, ...values });
  await em.flush();
}
