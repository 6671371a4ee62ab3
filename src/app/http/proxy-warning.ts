import type { IncomingMessage } from 'node:http';
import type { Log } from '../../kernel/log.ts';
import type { Config } from '../config.ts';

/** Headers in which a proxy names the client of the request. */
const FORWARDED = ['x-forwarded-for', 'forwarded'] as const;

/**
 * Looks at a request for the headers of a proxy that TRUST_PROXY does not trust, and warns once per process in production. Behind
 * such a proxy all clients have one IP address, so that one client uses up the rate limits of all. A client can send the header too,
 * which is why nothing but a warning follows from it.
 */
export function proxyWarning({ production, trustedProxies }: Pick<Config, 'production' | 'trustedProxies'>, log: Log) {
  let isDone = !production || trustedProxies > 0;
  return ({ headers }: Pick<IncomingMessage, 'headers'>): void => {
    const header = isDone ? undefined : FORWARDED.find((name) => headers[name] !== undefined);
    if (!header) return;
    isDone = true;
    log.warn(
      { event: 'untrusted_proxy', header },
      'A request came through a proxy, but TRUST_PROXY is 0: all clients share one IP address and its rate limits. Set TRUST_PROXY to the number of proxies in front.',
    );
  };
}
