import type { IncomingMessage } from 'node:http';
import type { Config } from './config.ts';

const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

type Origins = Pick<Config, 'allowedOrigins' | 'production' | 'publicUrl'>;

/**
 * May a page of this origin call the API? No origin is no browser; a page of our own address always may.
 * Without ALLOWED_ORIGINS any page of this machine may, outside of production.
 */
export function allowsOrigin(
  { allowedOrigins, production, publicUrl }: Origins,
  origin: string | undefined,
  { headers }: Pick<IncomingMessage, 'headers'>,
): boolean {
  if (origin === undefined) return true;
  const page = URL.parse(origin);
  if (page?.origin === new URL(publicUrl).origin) return true;
  // A page of the address by which we were reached; in production PUBLIC_URL alone is that address.
  if (!production && page && page.host === headers.host) return true;
  return allowedOrigins ? allowedOrigins.includes(origin) : !production && LOCAL.test(origin);
}

/** The same for the embedded object store, which has the API's host and a port of its own. */
export function allowsStoreOrigin(origins: Origins, origin: string, { headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const page = URL.parse(origin);
  const own = URL.parse(`http://${headers.host ?? ''}`);
  const host = page && page.hostname === own?.hostname ? page.host : undefined;
  return allowsOrigin(origins, origin, { headers: { host } });
}
