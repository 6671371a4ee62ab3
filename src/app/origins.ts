import type { IncomingMessage } from 'node:http';
import type { Config } from './config.ts';

const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * May a page of this origin call the API? No origin is no browser; a page of our own address always may.
 * Without ALLOWED_ORIGINS any page of this machine may, outside of production.
 */
export function allowsOrigin(
  { allowedOrigins, production, publicUrl }: Pick<Config, 'allowedOrigins' | 'production' | 'publicUrl'>,
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
