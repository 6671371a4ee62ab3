import type Stripe from 'stripe';
import { isMissing } from '../../../platform/stripe/stripe-api.ts';
import type { BillingSettings } from '../billing-settings.ts';
import { creditsOfInvoice, grantsOf } from './invoice-credits.ts';
import type { PlanCredits } from './invoice-credits.ts';
import { linesOf } from './invoice-sync.ts';
import { REFUNDED, isWithdrawn } from './return-sync.ts';
import { IS_PAID } from './session-sync.ts';
import type { StripeObjectKind } from './stripe-event-types.ts';
import { idOf } from './stripe-reads.ts';
import { planOfPrice } from './subscription-sync.ts';

/** What this installation has recorded of Stripe's objects. */
export interface LocalBooks {
  /** Workspace by the id of its customer. */
  readonly customers: ReadonlyMap<string, string>;
  /** Ids of checkouts. */
  readonly checkouts: ReadonlySet<string>;
  /** Status and credits by the id of the invoice in Stripe. */
  readonly invoices: ReadonlyMap<string, { readonly status: string; readonly credits: number }>;
  /** By the id of the subscription in Stripe. */
  readonly subscriptions: ReadonlyMap<string, LocalSubscription>;
  /** By name. */
  readonly plans: ReadonlyMap<string, PlanCredits>;
  /** Keys of grants that paid sessions and invoices made, by their payment. */
  readonly payments: ReadonlyMap<string, string>;
  /** By `source_key`: credits granted, or taken back, and what is left of a grant. Those of deleted workspaces are left out. */
  readonly movements: ReadonlyMap<string, { readonly credits: number; readonly left: number }>;
}

export interface LocalSubscription {
  readonly status: string;
  readonly plan: string | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly trialEndsAt: Date | null;
}

/** A difference between Stripe and this installation, and the object to apply again. */
export interface Difference {
  readonly kind: StripeObjectKind;
  readonly id: string;
  readonly message: string;
}

const PAGE = { limit: 100 } as const;

/** Compares everything that Stripe has with what is recorded here. Objects of other programs in the same account are left out. */
export async function compareWithStripe(
  stripe: Stripe,
  books: LocalBooks,
  settings: Pick<BillingSettings, 'planPrices'>,
): Promise<readonly Difference[]> {
  const comparison = new Comparison(stripe, books, settings);
  await comparison.sessions();
  await comparison.invoices();
  await comparison.subscriptions();
  await comparison.refunds();
  await comparison.disputes();
  await comparison.grants();
  return comparison.found;
}

class Comparison {
  readonly found: Difference[] = [];
  /** Keys of what is paid in Stripe. */
  readonly #paid = new Set<string>();

  constructor(
    private readonly stripe: Stripe,
    private readonly books: LocalBooks,
    private readonly settings: Pick<BillingSettings, 'planPrices'>,
  ) {}

  async sessions(): Promise<void> {
    for await (const { id, mode, payment_status: status, metadata } of this.stripe.checkout.sessions.list({
      ...PAGE,
      status: 'complete',
    })) {
      const isOurs = this.books.checkouts.has(metadata?.['checkoutId'] ?? '');
      if (mode !== 'payment' || !IS_PAID.includes(status) || !isOurs) continue;
      this.#paid.add(`session:${id}`);
      if (!this.books.movements.has(`session:${id}`)) this.#add('session', id, 'is paid in Stripe and granted no credits');
    }
  }

  async invoices(): Promise<void> {
    for await (const invoice of this.stripe.invoices.list({ ...PAGE, status: 'paid' })) {
      if (!this.#isOurs(invoice.customer)) continue;
      this.#paid.add(`invoice:${invoice.id}`);
      const row = this.books.invoices.get(invoice.id);
      const granted = this.books.movements.get(`invoice:${invoice.id}`)?.credits ?? 0;
      if (row?.status !== 'PAID') this.#add('invoice', invoice.id, `is paid in Stripe and ${row?.status ?? 'unknown'} here`);
      else if (row.credits !== granted) this.#add('invoice', invoice.id, `shows ${row.credits} credits; the ledger granted ${granted}`);
      // What was granted stays when plans change. But nothing for a month that grants is a price that was unknown to a worker.
      else if (granted === 0 && (await this.#expects(invoice)) > 0)
        this.#add('invoice', invoice.id, 'is paid in Stripe and granted no credits');
    }
  }

  async subscriptions(): Promise<void> {
    for await (const subscription of this.stripe.subscriptions.list({ ...PAGE, status: 'all' })) {
      if (!this.#isOurs(subscription.customer)) continue;
      const here = this.books.subscriptions.get(subscription.id);
      const status = subscription.status.toUpperCase();
      const plan = planOfPrice(this.settings, subscription.items.data[0]?.price.id);
      const differences = [
        here?.status !== status && `is ${status} in Stripe and ${here?.status ?? 'unknown'} here`,
        here && here.plan !== plan && `has the plan ${plan ?? 'of an unknown price'} in Stripe and ${here.plan ?? 'none'} here`,
        here && here.cancelAtPeriodEnd !== subscription.cancel_at_period_end && 'was canceled or continued in Stripe',
      ].filter((one) => typeof one === 'string');
      if (differences.length > 0) this.#add('subscription', subscription.id, differences.join(', '));
    }
  }

  async refunds(): Promise<void> {
    for await (const { id, status, payment_intent: payment } of this.stripe.refunds.list(PAGE)) {
      if (status === 'succeeded' && this.#isUntaken(`refund:${id}`, payment)) this.#add('refund', id, 'took back no credits');
      else if (!REFUNDED.includes(status) && this.#isUnreturned(`refund:${id}`))
        this.#add('refund', id, `is ${status ?? 'unknown'}, and its credits were not given back`);
    }
  }

  async disputes(): Promise<void> {
    for await (const dispute of this.stripe.disputes.list(PAGE)) {
      const { id, status, payment_intent: payment } = dispute;
      if (isWithdrawn(dispute)) {
        if (this.#isUntaken(`dispute:${id}`, payment)) this.#add('dispute', id, 'took back no credits');
      } else if (this.#isUnreturned(`dispute:${id}`)) this.#add('dispute', id, `is ${status}, and its credits were not given back`);
    }
  }

  /** Grants whose payment the lists did not contain, such as those of customers that were deleted, are read one by one. */
  async grants(): Promise<void> {
    for (const key of this.books.movements.keys()) {
      const [kind, id = '', ...more] = key.split(':');
      if ((kind !== 'session' && kind !== 'invoice') || more.length > 0 || this.#paid.has(key)) continue;
      if (!(await this.#isPaid(kind, id))) this.#add(kind, id, 'granted credits and is not paid in Stripe');
    }
  }

  async #isPaid(kind: 'session' | 'invoice', id: string): Promise<boolean> {
    try {
      if (kind === 'invoice') return (await this.stripe.invoices.retrieve(id)).status === 'paid';
      return IS_PAID.includes((await this.stripe.checkout.sessions.retrieve(id)).payment_status);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async #expects(invoice: Stripe.Invoice): Promise<number> {
    const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription);
    if (subscriptionId === null) return 0;
    const planOf = grantsOf(this.settings, this.books.plans);
    const { trialEndsAt = null } = this.books.subscriptions.get(subscriptionId) ?? {};
    return creditsOfInvoice(await linesOf(this.stripe, invoice), planOf, trialEndsAt).credits;
  }

  #isUntaken(key: string, payment: Stripe.Refund['payment_intent']): boolean {
    const { movements, payments } = this.books;
    const grant = movements.get(payments.get(idOf(payment) ?? '') ?? '');
    return grant !== undefined && grant.left > 0 && !movements.has(key);
  }

  #isUnreturned(key: string): boolean {
    return this.books.movements.has(key) && !this.books.movements.has(`${key}:returned`);
  }

  #isOurs(customer: string | { readonly id: string } | null): boolean {
    return this.books.customers.has(idOf(customer) ?? '');
  }

  #add(kind: StripeObjectKind, id: string, message: string): void {
    this.found.push({ kind, id, message });
  }
}
