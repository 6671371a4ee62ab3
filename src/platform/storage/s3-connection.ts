import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'minio';
import { errorCode } from '../../kernel/error-code.ts';
import { ReelwrightError, notConfigured } from '../../kernel/errors.ts';

export interface S3Options {
  /** `http://127.0.0.1:4300`, without a path. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** Bytes of a part. The minio client holds one part in memory. */
export const PART_SIZE = 8 * 1024 ** 2;
/** Milliseconds without data until the store counts as unavailable. Joining the parts of a large object takes a while. */
const SILENCE = 120_000;
/** Maximum attempts of a repeatable call. */
const TRIES = 4;
/** Milliseconds before the second attempt; doubled each time. */
const FIRST_PAUSE = 100;

const UNREACHABLE =
  /^(ECONN[A-Z]+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|ERR_STREAM_PREMATURE_CLOSE|HPE_[A-Z_]+)$/;

const REFUSALS = ['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AuthorizationHeaderMalformed', 'RequestTimeTooSkewed'];
const FULL = ['StorageFull', 'XMinioStorageFull'];

/** Statuses of answers whose body the client never reads. */
const UNREAD = [408, 429, 499, 500, 502, 503, 504, 520];

/** Whether the answer had one of these statuses. With its retries off, the client reports them only by this message. */
const isBusy = (error: unknown): boolean => error instanceof Error && error.message.includes('Retryable HTTP status');

const isUnreachable = (error: unknown): boolean => isBusy(error) || UNREACHABLE.test(errorCode(error) ?? '');

/**
 * A minio client whose requests end when `signal` is aborted, because the client itself does not support signals. Its own retries are off:
 * they log to the console and never repeat failed connections.
 */
export function openClient({ endpoint, region, accessKey, secretKey }: S3Options, signal?: AbortSignal): Client {
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  if (pathname !== '/') throw notConfigured('The address of the object store must have no path.', ['S3_ENDPOINT', 'S3_PUBLIC_ENDPOINT']);
  const useSSL = protocol === 'https:';
  const { request } = useSSL ? https : http;
  const transport = {
    request: (options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void) => {
      const sent = request({ ...options, ...(signal ? { signal } : {}) }, (response) => {
        if (UNREAD.includes(response.statusCode ?? 0)) response.resume();
        onResponse(response);
      });
      sent.setTimeout(SILENCE, () => sent.destroy(Object.assign(new Error('The object store does not respond.'), { code: 'ETIMEDOUT' })));
      return sent;
    },
  };
  return new Client({
    endPoint: hostname.replace(/^\[|\]$/g, ''),
    ...(port === '' ? {} : { port: Number(port) }),
    useSSL,
    accessKey,
    secretKey,
    region,
    partSize: PART_SIZE,
    transport: transport as typeof http,
    retryOptions: { disableRetry: true },
  });
}

const refusal = (code: string, cause: unknown): ReelwrightError =>
  notConfigured(`Object store rejected the request: ${code}.${ADVICE[code] ?? ''}`, code === 'RequestTimeTooSkewed' ? [] : KEYS, {
    cause,
    details: { refusal: code },
  });

const KEYS = ['S3_ACCESS_KEY', 'S3_SECRET_KEY', 'S3_REGION'];

/** Advice for codes of the store that need an explanation. */
const ADVICE: Readonly<Record<string, string>> = {
  RequestTimeTooSkewed: ' The clocks of this machine and the store differ by many minutes.',
};

/** Converts connection errors; returns aborts and all other errors unchanged. */
function clarify(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (isUnreachable(error)) return new ReelwrightError('UNAVAILABLE', 'The object store does not answer.', { cause: error });
  const code = errorCode(error) ?? '';
  if (REFUSALS.includes(code)) return refusal(code, error);
  if (FULL.includes(code))
    return new ReelwrightError('UNAVAILABLE', 'The disk of the object store is full.', { cause: error, details: { full: true } });
  return error;
}

/** Makes a call once. @throws ReelwrightError UNAVAILABLE when the store does not answer, or the abort reason of the signal */
export async function once<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    signal?.throwIfAborted();
    return await call();
  } catch (error) {
    throw clarify(error, signal);
  }
}

/** Like `once`, for idempotent calls: after a failed connection the call is repeated a few times. */
export async function repeated<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  return await once(async () => {
    for (let tries = 1, wait = FIRST_PAUSE; ; tries += 1, wait *= 2) {
      try {
        return await call();
      } catch (error) {
        if (tries === TRIES || !isUnreachable(error) || signal?.aborted) throw error;
        await pause(wait, undefined, signal ? { signal } : {});
      }
    }
  }, signal);
}
