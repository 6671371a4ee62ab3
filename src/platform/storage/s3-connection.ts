import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'minio';
import { ReelwrightError, notConfigured } from '../../kernel/errors.ts';

export interface S3Options {
  /** `http://127.0.0.1:4300`; no path. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The minio client holds a part in memory. Bytes. */
export const PART_SIZE = 8 * 1024 ** 2;
/** A store that says nothing for so long does not answer. Joining the parts of a large object takes a while. Milliseconds. */
const SILENCE = 120_000;
/** How often a call that may be repeated is tried. */
const TRIES = 4;
/** Before the second try; doubled each time. Milliseconds. */
const FIRST_PAUSE = 100;

const UNREACHABLE =
  /^(ECONN[A-Z]+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|ERR_STREAM_PREMATURE_CLOSE|HPE_[A-Z_]+)$/;

/** The code of a system error or of an answer of the store. */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const REFUSALS = ['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AuthorizationHeaderMalformed', 'RequestTimeTooSkewed'];
const FULL = ['StorageFull', 'XMinioStorageFull'];

/** Answers whose body the client never reads. */
const UNREAD = [408, 429, 499, 500, 502, 503, 504, 520];

/** The client reports those answers by this sentence alone, as its own retries are off. */
const isBusy = (error: unknown): boolean => error instanceof Error && error.message.includes('Retryable HTTP status');

const isUnreachable = (error: unknown): boolean => isBusy(error) || UNREACHABLE.test(codeOf(error) ?? '');

/**
 * A minio client whose every request ends when `signal` is aborted: the client itself knows no signals.
 * Its retries are off, since they write to the console and never repeat what failed to connect.
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
      sent.setTimeout(SILENCE, () => sent.destroy(Object.assign(new Error('The store is silent.'), { code: 'ETIMEDOUT' })));
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
  notConfigured(`The object store refuses us: ${code}.${ADVICE[code] ?? ''}`, code === 'RequestTimeTooSkewed' ? [] : KEYS, {
    cause,
    details: { refusal: code },
  });

const KEYS = ['S3_ACCESS_KEY', 'S3_SECRET_KEY', 'S3_REGION'];

/** Where the store's own word is not enough. */
const ADVICE: Readonly<Record<string, string>> = {
  RequestTimeTooSkewed: ' The clock of this machine or of the store is wrong by many minutes.',
};

/** Errors of connection in the words of the house. Aborts and all others are passed on as they are. */
function clarify(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (isUnreachable(error)) return new ReelwrightError('UNAVAILABLE', 'The object store does not answer.', { cause: error });
  const code = codeOf(error) ?? '';
  if (REFUSALS.includes(code)) return refusal(code, error);
  if (FULL.includes(code))
    return new ReelwrightError('UNAVAILABLE', 'The disk of the object store is full.', { cause: error, details: { full: true } });
  return error;
}

/** Runs a call once. Throws UNAVAILABLE when the store does not answer, the reason of the signal when it is aborted. */
export async function once<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    signal?.throwIfAborted();
    return await call();
  } catch (error) {
    throw clarify(error, signal);
  }
}

/** As `once`, for a call that does no harm when repeated: a failed connection is tried again, a few times. */
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
