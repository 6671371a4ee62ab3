import { z } from 'zod';
import { OutboundError } from '../http/outbound-url.ts';
import { GuardedHttp } from '../http/guarded-http.ts';
import type { OutboundResponse } from '../http/guarded-http.ts';
import { OPERATOR_CIDRS } from '../http/public-address.ts';

/** Milliseconds for one call. A chunk of an upload may take longer. */
const CALL_MS = 60_000;
const MAX_ANSWER_BYTES = 2 * 1024 ** 2;

/** An answer of YouTube that is no success. `reason` is Google's word, such as `quotaExceeded`. */
export class YouTubeError extends Error {
  override readonly name = 'YouTubeError';
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(`YouTube answered ${status} ${reason}: ${message}`.slice(0, 500));
    this.status = status;
    this.reason = reason;
  }
}

export interface YouTubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly accessToken: string;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

const errorAnswer = z.object({
  error: z.object({
    message: z.string().default(''),
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string() })).default([]),
  }),
});

/** Requests to Google. Redirects are not followed, so no token reaches another host. */
export class YouTubeHttp {
  readonly #http = new GuardedHttp({ allowCidrs: OPERATOR_CIDRS, explainsPrivate: true });

  /** Sends one request; resolves with any status. @throws YouTubeError with the status 0 and the reason `unreachable` without an answer */
  async send({ method, url, headers, body, accessToken, timeoutMs = CALL_MS, signal }: YouTubeRequest): Promise<OutboundResponse> {
    try {
      return await this.#http.send({
        url,
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${accessToken}`,
          // Google's servers answer 411 to a POST or PUT without a length.
          ...(method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body ?? '')) }),
        },
        ...(body !== undefined && { body }),
        timeoutMs,
        maxBytes: MAX_ANSWER_BYTES,
        signal,
      });
    } catch (error) {
      if (error instanceof OutboundError) throw new YouTubeError(0, 'unreachable', error.message);
      throw error;
    }
  }

  /** Sends a request and reads its JSON by a schema. @throws YouTubeError */
  async json<Schema extends z.ZodType>(request: YouTubeRequest, schema: Schema): Promise<z.output<Schema>> {
    const answer = await this.send(request);
    if (answer.status < 200 || answer.status > 299) throw errorOf(answer);
    return readJson(answer, schema);
  }
}

/** Reads an answer. @throws YouTubeError when it is not what Google documents, such as the page of a proxy */
export function readJson<Schema extends z.ZodType>({ status, body }: OutboundResponse, schema: Schema): z.output<Schema> {
  const read = schema.safeParse(parsed(body));
  if (read.success) return read.data;
  throw new YouTubeError(status, 'unreadable', 'the answer is not what YouTube documents');
}

/** The error of an answer that is no success. */
export function errorOf({ status, body }: OutboundResponse): YouTubeError {
  const read = errorAnswer.safeParse(parsed(body));
  const { message, errors, status: word } = read.success ? read.data.error : { message: '', errors: [], status: undefined };
  return new YouTubeError(status, errors[0]?.reason ?? word ?? 'unknown', message);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
