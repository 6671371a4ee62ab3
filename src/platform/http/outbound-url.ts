/**
 * Thrown when no complete response arrived. The message is for the person who gave the URL and does not repeat it, because it may contain a
 * secret.
 */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly code: OutboundErrorCode;

  constructor(code: OutboundErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type OutboundErrorCode = 'URL_REFUSED' | 'ADDRESS_REFUSED' | 'TIMEOUT' | 'UNREACHABLE' | 'TOO_MANY_REDIRECTS';

export const MAX_URL_LENGTH = 2_000;
/**
 * Lowest port besides 80 and 443. Lower ports belong to mail, remote shells and similar services that requests could be abused to reach.
 */
const FIRST_FREE_PORT = 1_024;

/** Parses a user's URL. @throws OutboundError URL_REFUSED for a URL that must never be requested */
export function readOutboundUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (!url || text.length > MAX_URL_LENGTH)
    throw refused(`Give a URL such as https://example.com/path, at most ${MAX_URL_LENGTH} characters.`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('Only http and https URLs are accepted.');
  if (url.username !== '' || url.password !== '') throw refused('Remove user name and password from the URL.');
  const port = url.port === '' ? undefined : Number(url.port);
  if (port !== undefined && port < FIRST_FREE_PORT && port !== 80 && port !== 443) {
    throw refused(`The port must be 80, 443 or at least ${FIRST_FREE_PORT}.`);
  }
  return url;
}

const refused = (message: string): OutboundError => new OutboundError('URL_REFUSED', message);
