import { randomBytes } from 'node:crypto';
import { itemOf } from './rows.ts';
import type { Params, Price, Row, StripeEvent } from './rows.ts';

const DAY = 86_400;

const secondsOf = ({ months }: Price): number => (months === 12 ? 365 : 30) * DAY;

const newStripeId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

/** What Stripe knows of an account: objects by id, and what happens to them. Times are seconds by a clock of its own. */
export class Books {
  readonly objects = new Map<string, Row>();
  readonly events: StripeEvent[] = [];
  readonly prices: Price[];
  /** Customers whose cards are declined. */
  readonly declined = new Set<string>();
  now = Math.floor(Date.now() / 1_000);

  constructor(prices: readonly Price[]) {
    this.prices = [...prices];
  }

  get(id: string): Row {
    const row = this.objects.get(id);
    if (!row) throw new Error(`Stripe has no ${id}`);
    return row;
  }

  all(object: string): Row[] {
    return [...this.objects.values()].filter((row) => row['object'] === object).toReversed();
  }

  make(prefix: string, object: string, fields: Params): Row {
    const row: Row = { id: newStripeId(prefix), object, created: this.now, livemode: false, ...fields };
    this.objects.set(row.id, row);
    return row;
  }

  emit(type: string, object: Row): void {
    this.events.push({ id: newStripeId('evt'), type, created: this.now, object: structuredClone(object) });
  }

  priceOf(id: unknown): Price {
    const price = this.prices.find((one) => one.id === id);
    if (!price) throw new Error(`no price ${String(id)}`);
    return price;
  }

  openSession(params: Params): Row {
    const [item] = params['line_items'] as { price: string }[];
    const price = this.priceOf(item?.price);
    const session = this.make('cs_test', 'checkout.session', {
      ...{ mode: params['mode'], status: 'open', payment_status: 'unpaid', customer: params['customer'], metadata: params['metadata'] },
      ...{ client_reference_id: params['client_reference_id'] ?? null, payment_intent: null, subscription: null },
      ...{ amount_total: price.amount, currency: price.currency ?? 'eur', expires_at: this.now + DAY },
    });
    session['url'] = `https://checkout.stripe.test/c/pay/${session.id}`;
    session['_params'] = params;
    return session;
  }

  /** The buyer pays on the page of Stripe: by card at once, or by a debit that succeeds later. */
  complete(sessionId: string, how: 'card' | 'debit' = 'card'): Row {
    const session = this.get(sessionId);
    if (session['status'] !== 'open') throw new Error(`the session is ${String(session['status'])}`);
    session['status'] = 'complete';
    session['url'] = null;
    if (session['mode'] === 'subscription') this.#subscribe(session);
    else this.#pay(session, how);
    this.emit('checkout.session.completed', session);
    return session;
  }

  /** The debit of a completed session succeeds or fails. */
  settle(sessionId: string, isPaid: boolean): void {
    const session = this.get(sessionId);
    if (isPaid) session['payment_status'] = 'paid';
    this.emit(isPaid ? 'checkout.session.async_payment_succeeded' : 'checkout.session.async_payment_failed', session);
  }

  expire(sessionId: string): Row {
    const session = this.get(sessionId);
    session['status'] = 'expired';
    session['url'] = null;
    this.emit('checkout.session.expired', session);
    return session;
  }

  #pay(session: Row, how: 'card' | 'debit'): void {
    session['payment_intent'] = this.#charge(Number(session['amount_total']), String(session['currency']));
    if (how === 'card') session['payment_status'] = 'paid';
  }

  #charge(amount: number, currency: string): string {
    const charge = this.make('ch', 'charge', { amount, currency, amount_refunded: 0, refunded: false });
    const intent = this.make('pi', 'payment_intent', { amount, currency, latest_charge: charge.id, status: 'succeeded' });
    charge['payment_intent'] = intent.id;
    return intent.id;
  }

  #subscribe(session: Row): void {
    const params = session['_params'] as Params;
    const [item] = params['line_items'] as { price: string }[];
    const data = (params['subscription_data'] ?? {}) as { trial_period_days?: string; metadata?: object };
    const trialDays = Number(data.trial_period_days ?? 0);
    const end = this.now + (trialDays > 0 ? trialDays * DAY : secondsOf(this.priceOf(item?.price)));
    const subscription = this.make('sub', 'subscription', {
      ...{ customer: session['customer'], status: trialDays > 0 ? 'trialing' : 'active', metadata: data.metadata ?? {} },
      ...{ start_date: this.now, cancel_at_period_end: false, trial_end: trialDays > 0 ? end : null, ended_at: null },
      items: {
        object: 'list',
        data: [
          {
            id: newStripeId('si'),
            object: 'subscription_item',
            price: { id: item?.price },
            current_period_start: this.now,
            current_period_end: end,
          },
        ],
      },
    });
    session['subscription'] = subscription.id;
    session['payment_status'] = trialDays > 0 ? 'no_payment_required' : 'paid';
    this.emit('customer.subscription.created', subscription);
    this.bill(subscription.id, { reason: 'subscription_create', free: trialDays > 0 });
  }

  /** Issues the invoice of the current period, and takes the money unless the card is declined. */
  bill(subscriptionId: string, { reason = 'subscription_cycle', free = false } = {}): Row {
    const subscription = this.get(subscriptionId);
    const item = itemOf(subscription);
    const price = this.priceOf(item.price.id);
    const period = { start: item.current_period_start, end: item.current_period_end };
    return this.issue(subscription, reason, [{ price, amount: free ? 0 : price.amount, period, proration: false }]);
  }

  /** Issues an invoice with these lines. */
  issue(
    subscription: Row,
    reason: string,
    lines: readonly { price: Price; amount: number; period: { start: number; end: number }; proration: boolean }[],
  ): Row {
    const due = Math.max(
      0,
      lines.reduce((sum, { amount }) => sum + amount, 0),
    );
    const currency = lines[0]?.price.currency ?? 'eur';
    const invoice = this.make('in', 'invoice', {
      ...{ customer: subscription['customer'], status: 'open', billing_reason: reason, number: `R-${this.all('invoice').length + 1}` },
      ...{ amount_due: due, amount_paid: 0, currency, hosted_invoice_url: 'https://invoice.stripe.test/i/1' },
      status_transitions: { finalized_at: this.now, paid_at: null },
      parent: { type: 'subscription_details', subscription_details: { subscription: subscription.id } },
      lines: {
        object: 'list',
        has_more: false,
        data: lines.map(({ price, amount, period, proration }) => ({
          ...{ id: newStripeId('il'), object: 'line_item', amount, currency, quantity: 1, period },
          parent: { type: 'subscription_item_details', subscription_item_details: { proration, subscription: subscription.id } },
          pricing: { type: 'price_details', price_details: { price: price.id, product: 'prod_1' } },
        })),
      },
    });
    this.emit('invoice.finalized', invoice);
    if (due > 0 && this.declined.has(String(subscription['customer']))) {
      subscription['status'] = 'past_due';
      this.emit('invoice.payment_failed', invoice);
      this.emit('customer.subscription.updated', subscription);
    } else this.payInvoice(invoice.id);
    return invoice;
  }

  /** Pays an invoice at once, or by these amounts. */
  payInvoice(invoiceId: string, amounts?: readonly number[]): void {
    const invoice = this.get(invoiceId);
    const due = Number(invoice['amount_due']);
    const data = (amounts ?? [due].filter((amount) => amount > 0)).map((amount) => ({
      ...{ id: newStripeId('inpay'), object: 'invoice_payment', status: 'paid', invoice: invoiceId },
      payment: { type: 'payment_intent', payment_intent: this.#charge(amount, String(invoice['currency'])) },
    }));
    Object.assign(invoice, { status: 'paid', amount_paid: due, payments: { object: 'list', has_more: false, data } });
    (invoice['status_transitions'] as { paid_at: number | null }).paid_at = this.now;
    const subscription = this.get(
      (invoice['parent'] as { subscription_details: { subscription: string } }).subscription_details.subscription,
    );
    this.emit('invoice.paid', invoice);
    if (subscription['status'] !== 'past_due') return;
    subscription['status'] = 'active';
    this.emit('customer.subscription.updated', subscription);
  }

  /** The clock moves on: trials end, subscriptions renew or end. */
  advance(days: number): void {
    const target = this.now + days * DAY;
    for (;;) {
      const open = this.all('subscription').filter(({ status }) => ['trialing', 'active', 'past_due'].includes(String(status)));
      const next = open.toSorted((one, other) => itemOf(one).current_period_end - itemOf(other).current_period_end)[0];
      if (!next || itemOf(next).current_period_end > target) break;
      this.now = itemOf(next).current_period_end;
      this.#renew(next);
    }
    this.now = target;
  }

  #renew(subscription: Row): void {
    if (subscription['cancel_at_period_end'] === true) return this.end(subscription.id);
    const item = itemOf(subscription);
    item.current_period_start = this.now;
    item.current_period_end = this.now + secondsOf(this.priceOf(item.price.id));
    if (subscription['status'] === 'trialing') subscription['status'] = 'active';
    this.emit('customer.subscription.updated', subscription);
    this.bill(subscription.id);
  }

  /** Ends a subscription at once. */
  end(subscriptionId: string): void {
    Object.assign(this.get(subscriptionId), { status: 'canceled', ended_at: this.now });
    this.emit('customer.subscription.deleted', this.get(subscriptionId));
  }

  /** Changes the price in the middle of the period: what is left of the old one is given back, what is left of the new one is paid. */
  changePrice(subscriptionId: string, priceId: string): Row {
    const subscription = this.get(subscriptionId);
    const item = itemOf(subscription);
    const [old, price] = [this.priceOf(item.price.id), this.priceOf(priceId)];
    const period = { start: this.now, end: item.current_period_end };
    const share = (period.end - period.start) / (item.current_period_end - item.current_period_start);
    item.price = { id: priceId };
    this.emit('customer.subscription.updated', subscription);
    return this.issue(subscription, 'subscription_update', [
      { price: old, amount: -Math.round(old.amount * share), period, proration: true },
      { price, amount: Math.round(price.amount * share), period, proration: true },
    ]);
  }

  refund(paymentIntent: string, amount?: number): Row {
    const intent = this.get(paymentIntent);
    const charge = this.get(String(intent['latest_charge']));
    const refunded = Number(charge['amount_refunded']) + (amount ?? Number(charge['amount']));
    if (refunded > Number(charge['amount'])) throw new Error('more than was paid');
    charge['amount_refunded'] = refunded;
    const fields = { payment_intent: paymentIntent, charge: charge.id, amount: amount ?? charge['amount'], currency: charge['currency'] };
    const refund = this.make('re', 'refund', { ...fields, status: 'succeeded' });
    this.emit('refund.created', refund);
    this.emit('charge.refunded', charge);
    return refund;
  }

  failRefund(refundId: string): void {
    const refund = this.get(refundId);
    refund['status'] = 'failed';
    this.emit('refund.failed', refund);
  }

  /** `booked` is what the dispute moves: by default it withdraws the payment, but for an inquiry. */
  dispute(paymentIntent: string, status = 'needs_response', booked?: number): Row {
    const { latest_charge: charge, amount, currency } = this.get(paymentIntent);
    const moved = booked ?? (status.startsWith('warning') ? 0 : -Number(amount));
    const transactions = moved === 0 ? [] : [{ id: newStripeId('txn'), object: 'balance_transaction', amount: moved }];
    const fields = { payment_intent: paymentIntent, charge, amount, currency, balance_transactions: transactions };
    const dispute = this.make('dp', 'dispute', { ...fields, status });
    this.emit('charge.dispute.created', dispute);
    return dispute;
  }

  closeDispute(disputeId: string, status: 'won' | 'lost' | 'warning_closed'): void {
    const dispute = this.get(disputeId);
    dispute['status'] = status;
    this.emit('charge.dispute.closed', dispute);
  }

  deleteCustomer(customerId: string): void {
    this.objects.set(customerId, { id: customerId, object: 'customer', deleted: true });
    this.emit('customer.deleted', { id: customerId, object: 'customer' });
    for (const one of this.all('subscription')) if (one['customer'] === customerId && one['status'] !== 'canceled') this.end(one.id);
  }
}
