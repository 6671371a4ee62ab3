import { expect, test } from 'vitest';
import { allowsOrigin, allowsStoreOrigin } from '../../../src/app/origins.ts';

const at = (host: string | undefined) => ({ headers: host === undefined ? {} : { host } });
const development = { allowedOrigins: undefined, production: false, publicUrl: 'http://localhost:4000' };
const listed = { allowedOrigins: ['https://studio.example'], production: true, publicUrl: 'https://api.studio.example/base' };

test.each<[typeof development | typeof listed, string | undefined, string | undefined, boolean]>([
  // No browser.
  [development, undefined, 'localhost:4000', true],
  [listed, undefined, 'api.studio.example', true],
  // Our own pages.
  [development, 'http://localhost:4000', 'localhost:4000', true],
  [listed, 'https://api.studio.example', 'api.studio.example', true],
  [development, 'http://10.0.0.7:4000', '10.0.0.7:4000', true],
  // In production a Host header is no proof: a name that somebody points at us would pass.
  [listed, 'http://10.0.0.7:4000', '10.0.0.7:4000', false],
  // Other pages of this machine, outside of production.
  [development, 'http://localhost:5173', 'localhost:4000', true],
  [development, 'http://127.0.0.1:80', 'localhost:4000', true],
  [development, 'http://[::1]:3000', 'localhost:4000', true],
  [{ ...development, production: true }, 'http://localhost:5173', 'localhost:4000', false],
  // Listed or not.
  [listed, 'https://studio.example', 'api.studio.example', true],
  [listed, 'http://studio.example', 'api.studio.example', false],
  [listed, 'https://studio.example.evil.example', 'api.studio.example', false],
  [listed, 'http://localhost:5173', 'api.studio.example', false],
  // What only looks local.
  [development, 'http://localhost.evil.example', 'localhost:4000', false],
  [development, 'http://localhost:5173.evil.example', 'localhost:4000', false],
  [development, 'https://evil.example', 'localhost:4000', false],
  // Sandboxed pages and files.
  [development, 'null', 'localhost:4000', false],
  [development, 'null', undefined, false],
  [listed, '', undefined, false],
])('%o · origin %s at host %s: %s', (config, origin, host, allowed) => {
  expect(allowsOrigin(config, origin, at(host))).toBe(allowed);
});

test.each<[typeof development | typeof listed, string, string | undefined, boolean]>([
  // The store has the host of the API and another port.
  [development, 'http://localhost:4000', '127.0.0.1:4300', true],
  [development, 'http://10.0.0.7:4000', '10.0.0.7:4300', true],
  [development, 'http://10.0.0.7:4000', '10.0.0.8:4300', false],
  [development, 'https://evil.example', 'localhost:4300', false],
  [development, 'https://evil.example', undefined, false],
  [{ ...development, allowedOrigins: ['https://studio.example'] }, 'https://studio.example', 'localhost:4300', true],
  [listed, 'https://studio.example', 'api.studio.example:4300', true],
  [listed, 'http://10.0.0.7:4000', '10.0.0.7:4300', false],
])('the embedded store, %o · origin %s at host %s: %s', (config, origin, host, allowed) => {
  expect(allowsStoreOrigin(config, origin, at(host))).toBe(allowed);
});
