import type { z } from 'zod';
import { Failure } from '../../../kernel/failure.ts';
import type { Log } from '../../../kernel/log.ts';
import { GuardedHttp } from '../../http/guarded-http.ts';
import type { OutboundResponse } from '../../http/guarded-http.ts';
import { OutboundError } from '../../http/outbound-url.ts';
import { OPERATOR_CIDRS } from '../../http/public-address.ts';
import { garbage, notSetUp, timedOut, vendorDown } from './vendor-failures.ts';

/** Limits of a call that only reads, such as a list of models or the state of a task. */
const READ_LIMITS = { headMs: 20_000, timeoutMs: 30_000, maxBytes: 8 * 1024 * 1024 } as const;

export interface CallLimits {
  /** Milliseconds from the connection attempt to the head of the answer, and from the beginning to its last byte. */
  readonly headMs: number;
  readonly timeoutMs: number;
  /** Maximum bytes of the body. */
  readonly maxBytes: number;
}

/** Limits of calls by kind: how long models may take, and how large their answers may be. */
export const LIMITS = {
  read: READ_LIMITS,
  script: { headMs: 600_000, timeoutMs: 660_000, maxBytes: 4 * 1024 * 1024 },
  speech: { headMs: 180_000, timeoutMs: 240_000, maxBytes: 64 * 1024 * 1024 },
  picture: { headMs: 300_000, timeoutMs: 360_000, maxBytes: 64 * 1024 * 1024 },
  clip: { headMs: 60_000, timeoutMs: 600_000, maxBytes: 192 * 1024 * 1024 },
} as const satisfies Record<string, CallLimits>;

export interface VendorRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path below the base URL, with a leading slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Body that is sent as JSON. */
  readonly json?: object;
  readonly form?: FormData;
  readonly limits: CallLimits;
  readonly signal: AbortSignal;
}

/** Thrown when no answer came although the vendor may have received the call, so that it is unknown whether it did the work. */
export class NoAnswer extends Failure {
  constructor(failure: Failure, cause: unknown) {
    super(failure.code, failure.message, { ...detailOf(failure), cause });
  }
}

/** Thrown for an answer that reports success and cannot be read, so that the work was probably done and charged. */
export class UnreadableAnswer extends Failure {
  constructor(failure: Failure) {
    super(failure.code, failure.message, detailOf(failure));
  }
}

const detailOf = ({ category, retryable, hint, retryAfterSeconds }: Failure) => ({ category, retryable, hint, retryAfterSeconds });

export interface VendorHttpOptions {
  /** Maximum milliseconds of every call, if lower than its limits. */
  readonly maxWaitMs?: number;
  /** Ranges that are allowed besides public addresses; by default those of private networks. */
  readonly allowCidrs?: readonly string[];
}

/** The only client for calls to vendors: one request gets one answer; it is never repeated and never redirected. */
export class VendorHttp {
  readonly #base: URL;

  readonly #http: GuardedHttp;
  readonly #maxWaitMs: number;

  /** `baseUrl` comes from the operator. Keys are sent only to its scheme, host and port. */
  constructor(
    readonly vendor: string,
    baseUrl: string,
    private readonly log: Log,
    { maxWaitMs = Number.POSITIVE_INFINITY, allowCidrs = OPERATOR_CIDRS }: VendorHttpOptions = {},
  ) {
    this.#base = new URL(baseUrl.replace(/\/+$/, ''));
    this.#http = new GuardedHttp({ allowCidrs, explainsPrivate: true });
    this.#maxWaitMs = maxWaitMs;
  }

  get origin(): string {
    return this.#base.origin;
  }

  /**
   * Sends a request; resolves with any status except a redirect. @throws NoAnswer when the call was sent and no answer came; Failure for
   * all else
   */
  send({ path, ...request }: VendorRequest): Promise<VendorAnswer> {
    return this.#exchange(`${this.#base.href.replace(/\/+$/, '')}${path}`, request);
  }

  /** A GET of a URL of the same origin; resolves with any status, and follows no redirect. @throws Error for another origin, to which the key must not be sent */
  sendTo(url: URL, request: Pick<VendorRequest, 'headers' | 'limits' | 'signal'>): Promise<VendorAnswer> {
    if (url.origin !== this.origin) throw new Error('a URL of another origin');
    return this.#exchange(url.href, { method: 'GET', ...request }, true);
  }

  async #exchange(
    url: string,
    { method, headers = {}, json, form, limits, signal }: Omit<VendorRequest, 'path'>,
    returnsRedirects = false,
  ): Promise<VendorAnswer> {
    const content = await contentOf(json, form);
    const startedAt = performance.now();
    let isSent = false;
    try {
      const answer = await this.#http.send({
        url,
        method,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', ...content?.headers, ...headers },
        ...(content && { body: content.body }),
        maxBytes: limits.maxBytes,
        skipsLarge: true,
        headMs: Math.min(limits.headMs, this.#maxWaitMs),
        timeoutMs: Math.min(limits.timeoutMs, this.#maxWaitMs),
        signal,
        onConnected: () => (isSent = true),
      });
      const read = new VendorAnswer(this.vendor, answer);
      this.log.info(
        { event: 'vendor_answered', vendor: this.vendor, status: answer.status, ms: ms(startedAt), vendorRequestId: read.requestId },
        'provider answered',
      );
      if (read.isRedirect && !returnsRedirects) throw garbage(this.vendor, 'a redirect, which is never followed');
      if (answer.truncated) {
        const large = garbage(this.vendor, `more than ${Math.round(limits.maxBytes / 1_048_576)} MiB`);
        throw read.isOk ? new UnreadableAnswer(large) : large;
      }
      return read;
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      this.log.warn(
        { event: 'vendor_failed', vendor: this.vendor, code: error.code, isSent, ms: ms(startedAt) },
        'provider did not answer',
      );
      const failure = this.#failureOf(error);
      throw isSent ? new NoAnswer(failure, error) : failure;
    }
  }

  #failureOf(error: OutboundError): Failure {
    if (error.code === 'URL_REFUSED' || error.code === 'ADDRESS_REFUSED') return notSetUp(this.vendor);
    return error.code === 'TIMEOUT' ? timedOut(this.vendor) : vendorDown(this.vendor, 'cannot be reached');
  }
}

/** The answer of a vendor; none of its content is used before a schema has read it. */
export class VendorAnswer {
  constructor(
    private readonly vendor: string,
    private readonly answer: OutboundResponse,
  ) {}

  get status(): number {
    return this.answer.status;
  }

  get isOk(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get isRedirect(): boolean {
    return this.status >= 300 && this.status < 400;
  }

  get bytes(): Buffer {
    return this.answer.body;
  }

  get contentType(): string {
    return (this.answer.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  }

  get requestId(): string | undefined {
    return (this.header('x-request-id') ?? this.header('request-id'))?.slice(0, 100);
  }

  header(name: string): string | undefined {
    const value = this.answer.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  /** The body as JSON; undefined when it is not JSON. */
  get json(): unknown {
    try {
      return JSON.parse(this.bytes.toString('utf8')) as unknown;
    } catch {
      return undefined;
    }
  }

  /** The body, read by a schema. @throws Failure GARBAGE for a body that is not JSON or does not match; UnreadableAnswer if the status is that of success */
  read<Shape extends z.ZodType>(schema: Shape): z.infer<Shape> {
    const parsed = schema.safeParse(this.json);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const failure = garbage(
      this.vendor,
      this.json === undefined ? 'no JSON' : `JSON of another shape at ${issue?.path.join('.') || 'its top'}`,
    );
    throw this.isOk ? new UnreadableAnswer(failure) : failure;
  }

  /** Seconds that the header `retry-after` states, as a number or a date. */
  get retryAfterSeconds(): number | undefined {
    const ms = Number(this.header('retry-after-ms'));
    if (this.header('retry-after-ms') !== undefined && Number.isFinite(ms)) return Math.ceil(ms / 1_000);
    const text = this.header('retry-after');
    if (text === undefined) return undefined;
    const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
    return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
  }
}

async function contentOf(json: object | undefined, form: FormData | undefined) {
  if (json) return { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
  if (!form) return undefined;
  const encoded = new Response(form);
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? 'multipart/form-data' },
  };
}

const ms = (startedAt: number): number => Math.round(performance.now() - startedAt);
