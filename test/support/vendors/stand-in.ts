import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { noteSecret } from '../run-record.ts';

/** A request as a vendor reads it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed where it is JSON; else undefined. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  readonly bytes: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body: object | Buffer | string;
  /** What the account is charged, in the vendor's unit. */
  readonly charge?: number;
}

/** What happens to the next call that would be answered with the work. */
export type Fault =
  /** Any answer in the vendor's own words; nothing is charged. */
  | { readonly answer: Reply }
  /** The work is done and charged; the connection breaks. */
  | 'lose the answer'
  /** Done and charged; no head ever comes. */
  | 'hang before the head'
  /** Done and charged; half of the body comes, and then nothing. */
  | 'hang in the body'
  | 'half the JSON'
  | 'HTML with 200'
  | 'nothing'
  /** 307 to another server. */
  | 'redirect'
  | 'endless body'
  /** The head announces 10 GB, and the first MiB comes. */
  | '10 GB'
  /** Done and charged; a byte comes now and then. */
  | 'byte by byte';

/** A vendor on a port of its own that speaks the documented protocol. Its state is on disk: either side may be restarted. */
export interface StandIn {
  readonly url: string;
  readonly key: string;
  /** What the account was charged. */
  readonly charges: () => readonly number[];
  /** Everything that was asked, refused calls included. */
  readonly requests: () => readonly string[];
  /** The calls that did the paid work, with what each was charged. */
  readonly works: () => readonly Work[];
  /** Those of them that wait for their answer. */
  readonly waiting: () => readonly Work[];
  /** From now on the account refuses its key, as after its owner has revoked it; returns the key that it accepts instead. */
  revokeKey(): string;
  /** For the next calls, one each. */
  fail(...faults: readonly Fault[]): void;
  /** Headers that arrived at the other server that a redirect leads to. */
  readonly elsewhere: readonly IncomingHttpHeaders[];
  /** Ends the server and starts it again on its port, with what is on disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface Vendor {
  /** Of the account; refused calls must not reach `answer`. Undefined where the vendor has no keys. */
  readonly refusal?: (asked: Asked, key: string) => Reply | undefined;
  /** True for calls that do the paid work: faults happen to these. */
  readonly isWork: (asked: Asked) => boolean;
  /** Milliseconds from the charge to the answer. */
  readonly takesMs?: () => number;
  readonly answer: (asked: Asked, state: State) => Reply | undefined | Promise<Reply | undefined>;
}

/** A call that does paid work. */
export interface Work {
  /** As it was sent. */
  readonly body: string;
  readonly charge: number;
}

/** What a vendor remembers, by name. */
export interface State {
  readonly tasks: Record<string, Record<string, unknown>>;
  readonly charges: number[];
  readonly requests: string[];
  readonly works: Work[];
}

export async function openStandIn(vendor: Vendor, folder: string): Promise<StandIn> {
  const file = join(folder, `vendor-${randomUUID()}.json`);
  const key = `key-${randomUUID()}`;
  noteSecret('a key of a provider', key);
  const load = (): State =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as State) : { tasks: {}, charges: [], requests: [], works: [] };
  let state = load();
  const save = (): void => writeFileSync(file, JSON.stringify(state));
  const waiting = new Set<Work>();
  const faults: Fault[] = [];
  const elsewhere: IncomingHttpHeaders[] = [];
  let accepted = key;
  const other = await listen((request, response) => {
    elsewhere.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request);
    state.requests.push(`${asked.method} ${asked.path}`);
    save();
    const refusal = vendor.refusal?.(asked, accepted);
    if (refusal) return send(response, refusal);
    const fault = vendor.isWork(asked) ? faults.shift() : undefined;
    if (typeof fault === 'object') return send(response, fault.answer);
    if (fault === 'redirect') return send(response, { status: 307, headers: { location: `${addressOf(other)}/` }, body: '' });
    if (fault === 'HTML with 200')
      return send(response, { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' });
    if (fault === 'nothing') return send(response, { status: 200, body: '' });
    const reply: Reply = (await vendor.answer(asked, state)) ?? { status: 404, body: { error: { message: `no route ${asked.path}` } } };
    const work = { body: asked.bytes.toString('utf8'), charge: reply.charge ?? 0 };
    if (reply.charge !== undefined) state.charges.push(reply.charge);
    if (vendor.isWork(asked)) state.works.push(work);
    save();
    if (vendor.takesMs) {
      waiting.add(work);
      await pause(vendor.takesMs());
      waiting.delete(work);
    }
    if (fault === 'lose the answer') return void response.destroy();
    if (fault === 'hang before the head') return;
    if (typeof fault === 'string') return spoil(fault, response, reply);
    send(response, reply);
  }

  const start = (port = 0): Promise<Server> =>
    listen((request, response) => void serve(request, response).catch(() => response.destroy()), port);
  let server = await start();
  const { port } = server.address() as AddressInfo;
  return {
    url: addressOf(server),
    key,
    charges: () => state.charges,
    requests: () => state.requests,
    works: () => state.works,
    waiting: () => [...waiting],
    revokeKey: () => (accepted = `key-${randomUUID()}`),
    fail: (...more) => void faults.push(...more),
    elsewhere,
    restart: async () => {
      await end(server);
      state = load();
      server = await start(port);
    },
    close: async () => void (await Promise.all([end(server), end(other)])),
  };
}

/** OpenAI's way to send a key, and its answer to a wrong one. */
export const bearerRefusal = ({ headers }: Asked, key: string): Reply | undefined =>
  headers.authorization === `Bearer ${key}`
    ? undefined
    : { status: 401, body: { error: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' } } };

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const isJson = request.headers['content-type'] === 'application/json';
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    json: isJson ? (JSON.parse(bytes.toString('utf8')) as Record<string, unknown>) : undefined,
    bytes,
  };
}

const bytesOf = (body: Reply['body']): Buffer => {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
};

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  const type = typeof body === 'object' && !Buffer.isBuffer(body) ? 'application/json' : 'application/octet-stream';
  response.writeHead(status, { 'content-type': type, ...headers }).end(bytesOf(body));
}

/** Answers with the work, spoilt by the fault. */
function spoil(fault: Fault, response: ServerResponse, reply: Reply): void {
  const body = bytesOf(reply.body);
  const head = { 'content-type': Buffer.isBuffer(reply.body) ? 'application/octet-stream' : 'application/json', ...reply.headers };
  if (fault === 'endless body') endless(response.writeHead(200, head));
  else if (fault === '10 GB') response.writeHead(200, { ...head, 'content-length': '10737418240' }).write(Buffer.alloc(1_048_576, ' '));
  else if (fault === 'byte by byte') trickle(response.writeHead(200, head), body);
  else if (fault === 'hang in the body') response.writeHead(200, head).write(body.subarray(0, body.length / 2));
  else response.writeHead(200, head).end(body.subarray(0, body.length / 2));
}

function trickle(response: ServerResponse, body: Buffer): void {
  let sent = 0;
  const timer = setInterval(() => response.write(body.subarray(sent, (sent += 1))), 50);
  response.once('close', () => clearInterval(timer));
}

function endless(response: ServerResponse): void {
  const chunk = Buffer.alloc(1_048_576, ' ');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

async function listen(onRequest: (request: IncomingMessage, response: ServerResponse) => void, port = 0): Promise<Server> {
  const server = createServer(onRequest).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function end(server: Server): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
