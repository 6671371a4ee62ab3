import { expect, test } from 'vitest';
import { proxyWarning } from '../../../src/app/http/proxy-warning.ts';
import { silentLog } from '../../../src/kernel/log.ts';

const FORWARDED = { headers: { 'x-forwarded-for': '203.0.113.7' } };

function warnings(config: { production: boolean; trustedProxies: number }, ...requests: { headers: Record<string, string> }[]): object[] {
  const warned: object[] = [];
  const look = proxyWarning(config, { ...silentLog, warn: (fields) => void warned.push(fields) });
  for (const request of requests) look(request);
  return warned;
}

test('production warns once when X-Forwarded-For arrives and no proxy is trusted', () => {
  expect(warnings({ production: true, trustedProxies: 0 }, { headers: {} }, FORWARDED, FORWARDED)).toEqual([
    { event: 'untrusted_proxy', header: 'x-forwarded-for' },
  ]);
});

test.each([
  ['a proxy is trusted', { production: true, trustedProxies: 1 }],
  ['nothing is in production', { production: false, trustedProxies: 0 }],
])('no warning when %s', (_, config) => expect(warnings(config, FORWARDED)).toEqual([]));

test('no warning for a direct request', () => expect(warnings({ production: true, trustedProxies: 0 }, { headers: {} })).toEqual([]));
