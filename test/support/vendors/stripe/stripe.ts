import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { noteSecret } from '../../run-record.ts';
import { Books } from './books.ts';
import { readForm } from './form.ts';
import { answer, type StripeReply } from './routes.ts';
import type { Price, StripeEvent } from './rows.ts';

const API_VERSION = '2026-10-28.endive';

export interface SendOptions {
  readonly apiVersion?: string;
  /** Secrets that sign; two while one is rolled. */
  readonly secrets?: readonly string[];
  /** Seconds of the header's time relative to now. */
  readonly ageSeconds?: number;
  /** Sent in place of the bytes that were signed. */
  readonly body?: string;
}

/** What happens to the next request: it is answered so, which its idempotency key keeps, or done and its answer lost. */
export type StripeFault = StripeReply | 'lose the answer';

/** Stripe on a port of its own: its API over the books, and its events, signed by code of its own. */
export interface StripeStandIn {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  readonly books: Books;
  /** `POST /v1/customers` and so on, with idempotency keys. */
  readonly requests: readonly { readonly route: string; readonly idempotencyKey: string | undefined }[];
  fail(...faults: readonly StripeFault[]): void;
  /** Sends one event to an endpoint. */
  send(endpoint: string, event: StripeEvent, options?: SendOptions): Promise<Response>;
  /** Events that were not handed out yet, oldest first. */
  takeEvents(): readonly StripeEvent[];
  close(): Promise<void>;
}

export async function openStripe(prices: readonly Price[]): Promise<StripeStandIn> {
  const books = new Books(prices);
  const [key, secret] = [`sk_test_${randomBytes(12).toString('hex')}`, `whsec_${randomBytes(16).toString('hex')}`];
  noteSecret('the key of Stripe', key);
  noteSecret('the secret of the webhook of Stripe', secret);
  const requests: { route: string; idempotencyKey: string | undefined }[] = [];
  const replies = new Map<string, { readonly params: string; readonly reply: StripeReply }>();
  const faults: StripeFault[] = [];
  let taken = 0;

  function serve(
    request: Pick<IncomingMessage, 'method' | 'headers'>,
    url: URL,
    body: string,
    given: StripeReply | undefined,
  ): StripeReply {
    const { method = '', headers } = request;
    if (headers.authorization !== `Bearer ${key}`)
      return { status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API Key provided.' } } };
    if (headers['stripe-version'] !== API_VERSION)
      return { status: 400, body: { error: { type: 'invalid_request_error', message: 'Invalid Stripe API version.' } } };
    const idempotencyKey = method === 'POST' ? headers['idempotency-key']?.toString() : undefined;
    requests.push({ route: `${method} ${url.pathname}`, idempotencyKey });
    const text = method === 'GET' ? url.search.slice(1) : body;
    const params = readForm(text);
    const earlier = idempotencyKey === undefined ? undefined : replies.get(idempotencyKey);
    if (earlier && earlier.params !== `${url.pathname}?${text}`)
      return { status: 400, body: { error: { type: 'idempotency_error', message: 'Keys can only be used with the same parameters.' } } };
    if (earlier) return earlier.reply;
    const reply = given ?? structuredClone(answer(books, method, url.pathname, params));
    if (idempotencyKey !== undefined) replies.set(idempotencyKey, { params: `${url.pathname}?${text}`, reply });
    return reply;
  }

  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const isKept = replies.has(request.headers['idempotency-key']?.toString() ?? '');
    const fault = isKept ? undefined : faults.shift();
    const given = typeof fault === 'object' ? fault : undefined;
    const url = new URL(request.url ?? '/', 'http://stripe');
    const reply = serve(request, url, Buffer.concat(chunks).toString('utf8'), given);
    if (fault === 'lose the answer') return void response.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/json', 'request-id': 'req_1' }).end(JSON.stringify(reply.body));
  }

  const server = createServer((request, response) => void onRequest(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key, secret, books, requests },
    fail: (...more) => void faults.push(...more),
    send: (endpoint, event, options = {}) => {
      const signed = bodyOf(event, options.apiVersion ?? API_VERSION);
      const header = signatureOf(signed, options.secrets ?? [secret], options.ageSeconds ?? 0);
      const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': header };
      return fetch(endpoint, { method: 'POST', headers, body: options.body ?? signed });
    },
    takeEvents: () => {
      const fresh = books.events.slice(taken);
      taken = books.events.length;
      return fresh;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The event as Stripe writes it: pretty-printed, so that other bytes of the same JSON do not pass for it. */
const bodyOf = ({ id, type, created, object }: StripeEvent, apiVersion: string): string =>
  JSON.stringify(
    { id, object: 'event', api_version: apiVersion, created, data: { object }, livemode: false, pending_webhooks: 1, request: null, type },
    null,
    2,
  );

function signatureOf(body: string, secrets: readonly string[], ageSeconds: number): string {
  const timestamp = Math.floor(Date.now() / 1_000) - ageSeconds;
  const macs = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`);
  return [`t=${timestamp}`, ...macs].join(',');
}
