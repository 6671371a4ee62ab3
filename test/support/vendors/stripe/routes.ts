import type { Books } from './books.ts';
import type { Params, Row } from './rows.ts';

export interface StripeReply {
  readonly status: number;
  readonly body: object;
}

const refused = (message: string, more: object = {}, status = 400): StripeReply => ({
  status,
  body: { error: { type: 'invalid_request_error', message, ...more } },
});
const missing = (what: string, id: string, param = 'id'): StripeReply =>
  refused(`No such ${what}: '${id}'`, { code: 'resource_missing', param }, param === 'id' ? 404 : 400);

/** Parameters that the pinned version of the API knows, by route. `payment_method_types` is no longer one of them. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'POST /v1/customers': ['metadata', 'email', 'name'],
  'POST /v1/checkout/sessions': [
    ...['mode', 'customer', 'client_reference_id', 'metadata', 'line_items', 'success_url', 'cancel_url'],
    ...['subscription_data', 'payment_intent_data', 'allowed_payment_method_types'],
  ],
  'POST /v1/billing_portal/sessions': ['customer', 'return_url', 'configuration', 'locale'],
};

const hidden = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_'))) as Row;

/** A page of a list, newest first, as Stripe pages: `starting_after` and `limit`. */
function page(rows: readonly Row[], query: Params): StripeReply {
  const from = query['starting_after'] === undefined ? 0 : rows.findIndex(({ id }) => id === query['starting_after']) + 1;
  const limit = Number(query['limit'] ?? 10);
  const data = rows.slice(from, from + limit).map(hidden);
  return { status: 200, body: { object: 'list', data, has_more: rows.length > from + limit, url: '/v1' } };
}

const LISTS: Readonly<Record<string, readonly [object: string, filters: readonly string[]]>> = {
  'checkout/sessions': ['checkout.session', ['payment_intent', 'status', 'customer', 'subscription']],
  subscriptions: ['subscription', ['customer', 'price']],
  invoices: ['invoice', ['customer', 'status', 'subscription']],
  refunds: ['refund', ['charge', 'payment_intent']],
  disputes: ['dispute', ['charge', 'payment_intent']],
};

const SPECIAL: Readonly<Record<string, (books: Books, params: Params) => StripeReply>> = {
  'POST /v1/customers': (books, params) => ({
    status: 200,
    body: books.make('cus', 'customer', { metadata: params['metadata'] ?? {} }),
  }),
  'POST /v1/checkout/sessions': openSession,
  'POST /v1/billing_portal/sessions': openPortal,
  'GET /v1/invoice_payments': invoicePayments,
};

/** Answers a request as Stripe's API does, with its refusals. */
export function answer(books: Books, method: string, path: string, params: Params): StripeReply {
  const route = `${method} ${path}`;
  const known = KNOWN[route];
  const unknown = known && Object.keys(params).find((name) => !known.includes(name));
  if (unknown !== undefined) return refused(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
  const special = SPECIAL[route];
  if (special) return special(books, params);
  const [, resource = '', id, action] = /^\/v1\/(checkout\/sessions|\w+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path) ?? [];
  if (method === 'POST' && resource === 'checkout/sessions' && action === 'expire') return expireSession(books, id ?? '');
  if (method === 'GET') return id === undefined ? list(books, resource, params) : retrieve(books, resource, { id, params });
  return refused(`Unrecognized request URL (${route}).`, {}, 404);
}

function expireSession(books: Books, id: string): StripeReply {
  const session = books.objects.get(id);
  if (!session) return missing('checkout.session', id);
  if (session['status'] !== 'open') return refused('Only Checkout Sessions with a status in ["open"] can be expired.');
  return { status: 200, body: hidden(books.expire(session.id)) };
}

function retrieve(books: Books, resource: string, { id, params }: { readonly id: string; readonly params: Params }): StripeReply {
  const row = books.objects.get(id);
  if (!row) return missing(resource, id);
  // What is not expanded is left out.
  const { payments, ...rest } = hidden(row);
  return { status: 200, body: payments && isExpanded(params, 'payments') ? { ...rest, payments } : rest };
}

function list(books: Books, resource: string, params: Params): StripeReply {
  const [object, filters] = LISTS[resource] ?? [];
  if (object === undefined) return refused(`Unrecognized request URL (GET /v1/${resource}).`, {}, 404);
  const rows = books.all(object).filter((row) => (filters ?? []).every((name) => !isGiven(params, name) || row[name] === params[name]));
  return page(rows, params);
}

const isGiven = (params: Params, name: string): boolean => params[name] !== undefined && params[name] !== 'all';
const isExpanded = (params: Params, name: string): boolean => [params['expand'] ?? []].flat().includes(name);

function openSession(books: Books, params: Params): StripeReply {
  for (const name of ['mode', 'line_items', 'success_url'])
    if (params[name] === undefined) return refused(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
  const customer = books.objects.get(String(params['customer']));
  if (!customer || customer['deleted'] === true) return missing('customer', String(params['customer']), 'customer');
  const [item] = params['line_items'] as { price: string }[];
  const price = books.prices.find(({ id }) => id === item?.price);
  if (!price) return missing('price', String(item?.price), 'line_items[0][price]');
  if ((params['mode'] === 'subscription') !== (price.months !== undefined))
    return refused('You must provide at least one recurring price in `subscription` mode when using prices.');
  return { status: 200, body: hidden(books.openSession(params)) };
}

function openPortal(books: Books, params: Params): StripeReply {
  const customer = books.objects.get(String(params['customer']));
  if (!customer || customer['deleted'] === true) return missing('customer', String(params['customer']), 'customer');
  const session = books.make('bps', 'billing_portal.session', { customer: params['customer'], return_url: params['return_url'] });
  return { status: 200, body: { ...session, url: `https://billing.stripe.test/p/session/${session.id}` } };
}

function invoicePayments(books: Books, params: Params): StripeReply {
  const wanted = (params['payment'] as { payment_intent?: string } | undefined)?.payment_intent;
  const rows = books.all('invoice').flatMap((invoice) => {
    const { data = [] } = (invoice['payments'] ?? {}) as { data?: (Row & { payment: { payment_intent: string } })[] };
    return data.filter(({ payment }) => payment.payment_intent === wanted).map((one) => ({ ...one, invoice: invoice.id }));
  });
  return page(rows, params);
}
