import { Failure } from '../../../kernel/failure.ts';
import { OutboundError } from '../../../platform/http/outbound-url.ts';
import type { OutboundErrorCode } from '../../../platform/http/outbound-url.ts';

const MIB = 1024 ** 2;

/** Failures of imports. No message repeats the URL, which may contain a secret. */

/** Converts the guarded client's errors; returns any other error unchanged. */
export function importFailureOf(error: unknown): unknown {
  return error instanceof OutboundError ? BY_CODE[error.code](error) : error;
}

const refusedAddress = (cause: OutboundError): Failure =>
  new Failure('IMPORT_REFUSED_ADDRESS', cause.message, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Use an http or https URL with a public address that does not redirect to a private one.',
    cause,
  });

const tooManyRedirects = (cause: OutboundError): Failure =>
  new Failure('IMPORT_REDIRECTS', cause.message, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Use the URL of the file itself: open it in a browser and copy the final address.',
    cause,
  });

const tooSlow = (cause: OutboundError): Failure =>
  new Failure('IMPORT_TIMEOUT', cause.message, {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Try again later, or upload the file: its server is too slow.',
    cause,
  });

const unreachable = (cause: OutboundError): Failure =>
  new Failure('IMPORT_UNREACHABLE', cause.message, {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Check that the URL opens in a browser, then try again.',
    cause,
  });

const BY_CODE: Readonly<Record<OutboundErrorCode, (cause: OutboundError) => Failure>> = {
  URL_REFUSED: refusedAddress,
  ADDRESS_REFUSED: refusedAddress,
  TOO_MANY_REDIRECTS: tooManyRedirects,
  TIMEOUT: tooSlow,
  UNREACHABLE: unreachable,
};

export const httpStatus = (status: number): Failure =>
  status === 429 || status >= 500
    ? new Failure('IMPORT_SERVER_BUSY', `The file’s server answered ${status}.`, {
        category: 'PROVIDER',
        retryable: true,
        hint: 'Try again later: the server of the file has an error or is overloaded.',
      })
    : new Failure('IMPORT_HTTP_STATUS', `The file’s server answered ${status} instead of 200.`, {
        category: 'USER_INPUT',
        retryable: false,
        hint: 'Use a URL that opens without signing in and still has the file.',
      });

export const encoded = (): Failure =>
  new Failure('IMPORT_ENCODED', 'The server sends the file compressed although no compression was requested.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Use a URL that serves the file without compression, or upload the file.',
  });

export const tooLarge = (maxBytes: number): Failure =>
  new Failure('IMPORT_TOO_LARGE', `The file exceeds ${Math.floor(maxBytes / MIB)} MiB.`, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Use a smaller file; docs/limits.md has the limit of each kind.',
  });

export const noRoom = (): Failure =>
  new Failure('IMPORT_NO_ROOM', 'The workspace has no storage left for the file.', {
    category: 'QUOTA',
    retryable: false,
    hint: 'Delete files that you no longer need, or ask the operator for a larger plan, then import the file again.',
  });
