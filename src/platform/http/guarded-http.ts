import { lookup } from 'node:dns/promises';
import { createWriteStream } from 'node:fs';
import { request as requestHttp } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { untilAborted } from '../../kernel/signals.ts';
import { addressRule } from './public-address.ts';
import { noAnswer, noPublicAddress, wordsOf } from './outbound-failures.ts';
import { OutboundError, readOutboundUrl } from './outbound-url.ts';

const MAX_HEADER_BYTES = 16 * 1024;

/** Sent with each request, because many servers refuse clients without a User-Agent. */
const USER_AGENT = 'Reelwright';

/** Headers with credentials for one origin, which are removed on a redirect to another. */
const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization'];

export interface OutboundRequest {
  readonly url: string;
  /** By default GET, the only method that follows redirects. */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Headers with lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Milliseconds from the name lookup to the last byte, redirects included. */
  readonly timeoutMs: number;
  /** Milliseconds from the connection attempt to the head of the answer; by default only `timeoutMs` limits it. */
  readonly headMs?: number;
  /** Maximum bytes of the body; the rest is not read. */
  readonly maxBytes: number;
  /** Whether nothing is read of a body that is announced to be larger. By default its first bytes are. */
  readonly skipsLarge?: boolean;
  /** Called when the connection is open. From then on the server may have received the request, whatever the result. */
  readonly onConnected?: () => void;
  /** By default 0: a redirect is then returned as the answer. */
  readonly maxRedirects?: number;
  readonly signal: AbortSignal;
}

export interface OutboundResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether the body exceeded `maxBytes`. */
  readonly truncated: boolean;
}

/** A GET whose body is written to a file. */
export interface DownloadRequest extends Pick<OutboundRequest, 'url' | 'timeoutMs' | 'maxBytes' | 'maxRedirects' | 'signal'> {
  /** Path of the file, which is created or truncated. After an error the caller removes it. */
  readonly path: string;
  /**
   * Minimum bytes per interval, below which the download fails with TIMEOUT. Protects against servers that send as slowly as possible (slow
   * loris).
   */
  readonly pace: { readonly bytes: number; readonly everyMs: number };
  /** Called as bytes arrive. `announced` is the server's content length, which may be missing or wrong. */
  readonly onBytes?: (bytes: number, announced: number | undefined) => void;
}

export interface DownloadResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Bytes that were written, without decoding; 0 unless the status is 200. */
  readonly byteSize: number;
  /** Whether the body exceeded, or would exceed, `maxBytes`. */
  readonly truncated: boolean;
}

/** Resolves a name to addresses, in the order of connection attempts. */
export type Resolve = (hostname: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export interface GuardedHttpOptions {
  /** Ranges that are allowed besides public addresses. */
  readonly allowCidrs?: readonly string[];
  /** By default the resolver of the system. */
  readonly resolve?: Resolve;
  /**
   * Whether failures inside the allowed ranges are described. Only for URLs of the operator, to whom they are no secret. By default false.
   */
  readonly explainsPrivate?: boolean;
}

type Addresses = Awaited<ReturnType<Resolve>>;

interface Target {
  readonly addresses: Addresses;
  /** False when an address is reached only because the operator allows its range: a failure must not describe that network. */
  readonly isExplained: boolean;
}

/**
 * The only client for URLs from users. It resolves the name, checks every address and connects to a checked one, so that a later DNS answer
 * (rebinding) has no effect. It uses no proxy from the environment and no connection twice.
 */
export class GuardedHttp {
  readonly #isAllowed: (address: string) => boolean;
  readonly #resolve: Resolve;
  readonly #explainsPrivate: boolean;

  constructor({
    allowCidrs = [],
    resolve = (hostname) => lookup(hostname, { all: true }),
    explainsPrivate = false,
  }: GuardedHttpOptions = {}) {
    this.#isAllowed = addressRule(allowCidrs);
    this.#resolve = resolve;
    this.#explainsPrivate = explainsPrivate;
  }

  /** Checks whether `send` would be allowed to connect; only resolves the name. @throws OutboundError */
  async check(url: string, { timeoutMs, signal }: Pick<OutboundRequest, 'timeoutMs' | 'signal'>): Promise<void> {
    await within(timeoutMs, signal, (ended) => this.#target(readOutboundUrl(url), ended));
  }

  /** Sends a request; resolves with any status. @throws OutboundError, or the abort reason of `signal` */
  async send(request: OutboundRequest): Promise<OutboundResponse> {
    return within(request.timeoutMs, request.signal, async (ended) => {
      const { response, body } = await this.#follow(request, ended, (answer) => readBody(answer, request));
      return { status: response.statusCode ?? 0, headers: response.headers, ...body };
    });
  }

  /** Downloads to a file; resolves with any status. Requests `identity` and refuses encoded bodies. @throws OutboundError as `send` */
  async download(request: DownloadRequest): Promise<DownloadResponse> {
    return within(request.timeoutMs, request.signal, async (ended) => {
      const plain = { ...request, headers: { 'accept-encoding': 'identity' } };
      const { response, body } = await this.#follow(plain, ended, (answer) => saveBody(answer, request, ended));
      return { status: response.statusCode ?? 0, headers: response.headers, ...body };
    });
  }

  async #follow<T>(request: OutboundRequest, signal: AbortSignal, read: Read<T>): Promise<Answer<T>> {
    const { method = 'GET', maxRedirects = 0 } = request;
    let url = readOutboundUrl(request.url);
    let headers: Readonly<Record<string, string>> = { 'user-agent': USER_AGENT, ...request.headers };
    for (let left = method === 'GET' ? maxRedirects : 0; ; left -= 1) {
      const target = await this.#target(url, signal);
      const isFollowed = maxRedirects > 0 && method === 'GET';
      const answer = await exchange(url, target, { ...request, method, headers, signal }, (response) =>
        isFollowed && redirectOf(response) !== undefined ? undefined : read(response),
      );
      if (answer.body !== undefined) return { response: answer.response, body: answer.body };
      const location = redirectOf(answer.response) ?? '';
      if (left === 0) throw new OutboundError('TOO_MANY_REDIRECTS', `There were more than ${maxRedirects} redirects.`);
      const next = readOutboundUrl(location, url);
      if (next.origin !== url.origin) headers = withoutCredentials(headers);
      url = next;
    }
  }

  /** The addresses of a URL, if all of them are allowed: a name with one private address is refused. */
  async #target(url: URL, signal: AbortSignal): Promise<Target> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const family = isIP(host);
    const addresses = family === 0 ? await untilAborted(this.#lookUp(host), signal) : [{ address: host, family }];
    if (addresses.length === 0 || !addresses.every(({ address }) => this.#isAllowed(address))) throw noPublicAddress();
    return { addresses, isExplained: this.#explainsPrivate || addresses.every(({ address }) => isPublicAddress(address)) };
  }

  async #lookUp(host: string): Promise<Addresses> {
    try {
      return await this.#resolve(host);
    } catch (error) {
      throw noPublicAddress(error);
    }
  }
}

const isPublicAddress = addressRule([]);

const redirectOf = ({ statusCode = 0, headers }: IncomingMessage): string | undefined =>
  [301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined;

const withoutCredentials = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.includes(name)));

type Exchange = Pick<OutboundRequest, 'method' | 'headers' | 'body' | 'signal' | 'headMs' | 'onConnected'>;
type Read<T> = (response: IncomingMessage) => Promise<T>;

interface Answer<T> {
  readonly response: IncomingMessage;
  readonly body: T;
}

/** Makes one request. `read` consumes the body or ignores it. */
async function exchange<T>(
  url: URL,
  target: Target,
  { method, headers, body, signal, headMs, onConnected }: Exchange,
  read: (response: IncomingMessage) => Promise<T> | undefined,
): Promise<Answer<T | undefined>> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  // `agent: false` uses a new agent, without pooling and without the environment's proxies.
  const request = open(url, {
    method,
    headers: { ...headers },
    agent: false,
    lookup: only(target.addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    signal,
  });
  const connected = url.protocol === 'https:' ? 'secureConnect' : 'connect';
  if (onConnected) request.once('socket', (socket) => socket.once(connected, onConnected));
  request.once('response', resolve).on('error', reject).end(body);
  const tooLate = new OutboundError('TIMEOUT', `No response within ${(headMs ?? 0) / 1_000} s.`);
  const timer = headMs === undefined ? undefined : setTimeout(() => reject(tooLate), headMs);
  try {
    const response = await promise.catch((error: unknown) => {
      throw target.isExplained ? error : noAnswer(error);
    });
    clearTimeout(timer);
    return { response, body: await read(response) };
  } finally {
    clearTimeout(timer);
    request.destroy();
  }
}

/** A lookup that returns only the checked addresses. A literal address in the URL is not looked up; it was checked directly. */
function only(target: Addresses): LookupFunction {
  const addresses = target.map(({ address, family }) => ({ address, family }));
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };
}

async function readBody(
  response: IncomingMessage,
  { maxBytes, skipsLarge = false }: Pick<OutboundRequest, 'maxBytes' | 'skipsLarge'>,
): Promise<{ body: Buffer; truncated: boolean }> {
  if (skipsLarge && Number(response.headers['content-length'] ?? 0) > maxBytes) return { body: Buffer.alloc(0), truncated: true };
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, maxBytes), truncated: bytes > maxBytes };
}

/** Writes the bytes of a body unchanged, and counts them as they arrive, because headers may be wrong. */
async function saveBody(
  response: IncomingMessage,
  { path, maxBytes, pace, onBytes }: DownloadRequest,
  signal: AbortSignal,
): Promise<{ byteSize: number; truncated: boolean }> {
  const announced = response.headers['content-length'] === undefined ? undefined : Number(response.headers['content-length']);
  if (response.statusCode !== 200) return { byteSize: 0, truncated: false };
  if (announced !== undefined && announced > maxBytes) return { byteSize: 0, truncated: true };
  let [byteSize, counted] = [0, 0];
  const tooMuch = new Error('more than was allowed');
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      byteSize += chunk.length;
      if (byteSize > maxBytes) return done(tooMuch);
      onBytes?.(byteSize, announced);
      done(null, chunk);
    },
  });
  const watch = setInterval(() => {
    if (byteSize - counted < pace.bytes) counting.destroy(new OutboundError('TIMEOUT', 'The answer comes too slowly.'));
    counted = byteSize;
  }, pace.everyMs);
  try {
    await pipeline(response, counting, createWriteStream(path, { mode: 0o600 }), { signal });
  } catch (error) {
    if (error === tooMuch) return { byteSize, truncated: true };
    throw error;
  } finally {
    clearInterval(watch);
  }
  return { byteSize, truncated: false };
}

/** Runs `work` until it ends, times out or is aborted, and rejects with the reason in the last two cases. */
async function within<T>(timeoutMs: number, signal: AbortSignal, work: (ended: AbortSignal) => Promise<T>): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await work(AbortSignal.any([signal, timeout]));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OutboundError) throw error;
    if (timeout.aborted) throw new OutboundError('TIMEOUT', `No complete response within ${timeoutMs / 1_000} s.`);
    throw new OutboundError('UNREACHABLE', wordsOf(error), { cause: error });
  }
}
