export type Row = Record<string, unknown> & { id: string };
export type Params = Readonly<Record<string, unknown>>;

/** A price of the seller. */
export interface Price {
  readonly id: string;
  readonly amount: number;
  readonly currency?: string;
  readonly monthly?: boolean;
}

export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  /** The object as it was then; what is read later may be newer. */
  readonly object: Row;
}

export interface Item {
  price: { id: string };
  current_period_start: number;
  current_period_end: number;
}

export function itemOf(subscription: Row): Item {
  const [item] = (subscription['items'] as { data: Item[] }).data;
  if (!item) throw new Error('a subscription has an item');
  return item;
}

/** The payment of an object, once it was made. */
export function paymentOf(row: Row): string {
  const payments = row['payments'] as { data: { payment: { payment_intent: string } }[] } | undefined;
  return payments?.data[0]?.payment.payment_intent ?? String(row['payment_intent']);
}
