import { Failure } from '../../../kernel/failure.ts';
import { OutboundError } from '../../../platform/http/outbound-url.ts';
import type { OutboundErrorCode } from '../../../platform/http/outbound-url.ts';

const MIB = 1024 ** 2;

/** Why a file could not be fetched, for the person who gave its URL. No message repeats the URL: it may hold a secret. */

/** The same for what the guarded client met; any other error is given back as it is. */
export function importFailureOf(error: unknown): unknown {
  return error instanceof OutboundError ? BY_CODE[error.code](error) : error;
}

const refusedAddress = (cause: OutboundError): Failure =>
  new Failure('IMPORT_REFUSED_ADDRESS', cause.message, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Give an address on the public Internet, with http or https, which does not redirect to a private one.',
    cause,
  });

const tooManyRedirects = (cause: OutboundError): Failure =>
  new Failure('IMPORT_REDIRECTS', cause.message, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Give the address of the file itself: open it in a browser and copy where it ends.',
    cause,
  });

const tooSlow = (cause: OutboundError): Failure =>
  new Failure('IMPORT_TIMEOUT', cause.message, {
    category: 'PROVIDER',
    retryable: true,
    hint: 'The server of the file is too slow. Try again later, or upload the file yourself.',
    cause,
  });

const unreachable = (cause: OutboundError): Failure =>
  new Failure('IMPORT_UNREACHABLE', cause.message, {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Check that the address opens in a browser, and try again.',
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
    ? new Failure('IMPORT_SERVER_BUSY', `The server of the file answered ${status}.`, {
        category: 'PROVIDER',
        retryable: true,
        hint: 'Its server has a fault or too much to do. Try again later.',
      })
    : new Failure('IMPORT_HTTP_STATUS', `The server of the file answered ${status}, not 200.`, {
        category: 'USER_INPUT',
        retryable: false,
        hint: 'Give an address that opens without signing in, and that still has the file.',
      });

export const encoded = (): Failure =>
  new Failure('IMPORT_ENCODED', 'The server sends the file compressed, although it was asked not to.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Give an address that serves the file as it is, or upload it yourself.',
  });

export const tooLarge = (maxBytes: number): Failure =>
  new Failure('IMPORT_TOO_LARGE', `The file has more than ${Math.floor(maxBytes / MIB)} MiB.`, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Give a smaller file: its kind allows no more (see the limits).',
  });

export const noRoom = (): Failure =>
  new Failure('IMPORT_NO_ROOM', 'The workspace has no room for the file.', {
    category: 'QUOTA',
    retryable: false,
    hint: 'Delete files that are not needed any more, or take a larger plan, and import it again.',
  });
