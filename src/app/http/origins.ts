import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';

const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

type Origins = Pick<Config, 'allowedOrigins' | 'production' | 'publicUrl'>;

/** Whether a page has the origin of this server: PUBLIC_URL, and outside production also the host that the request was sent to. */
export function isOwnOrigin(
  { production, publicUrl }: Omit<Origins, 'allowedOrigins'>,
  origin: string | undefined,
  { headers }: Pick<IncomingMessage, 'headers'>,
): boolean {
  const page = URL.parse(origin ?? '');
  if (page === null) return false;
  return page.origin === new URL(publicUrl).origin || (!production && page.host === headers.host);
}

/**
 * Whether a page of this origin may call the API. Requests without an origin do not come from browsers; the origin of this server is always
 * allowed. Without ALLOWED_ORIGINS any localhost origin is allowed outside production.
 */
export function allowsOrigin(
  { allowedOrigins, production, publicUrl }: Origins,
  origin: string | undefined,
  request: Pick<IncomingMessage, 'headers'>,
): boolean {
  if (origin === undefined || isOwnOrigin({ production, publicUrl }, origin, request)) return true;
  return allowedOrigins ? allowedOrigins.includes(origin) : !production && LOCAL.test(origin);
}

/** Like `allowsOrigin`, for the embedded object store, which has the API's host and a port of its own. */
export function allowsStoreOrigin(origins: Origins, origin: string, { headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const page = URL.parse(origin);
  const own = URL.parse(`http://${headers.host ?? ''}`);
  const host = page && page.hostname === own?.hostname ? page.host : undefined;
  return allowsOrigin(origins, origin, { headers: { host } });
}
