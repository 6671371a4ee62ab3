export type Row = Record<string, unknown> & { id: string };
export type Params = Readonly<Record<string, unknown>>;

/** A price of the seller. */
export interface Price {
  readonly id: string;
  readonly amount: number;
  readonly currency?: string;
  /** Between payments; undefined for a price that is paid once. */
  readonly months?: 1 | 12;
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

/** The payments of an invoice, once they were made. */
export function paymentsOf(row: Row): readonly string[] {
  const payments = row['payments'] as { data: { payment: { payment_intent: string } }[] } | undefined;
  return payments?.data.map(({ payment }) => payment.payment_intent) ?? [];
}

/** The payment of an object, once it was made. */
export const paymentOf = (row: Row): string => paymentsOf(row)[0] ?? String(row['payment_intent']);
