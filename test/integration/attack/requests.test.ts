import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestAttacks, VENDORS } from '../../attack/requests.attack.ts';
import { openApi, type InProcessApi } from '../../support/api.ts';
import { register, type ApiError } from '../../support/client.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

let engine: Engine;
let api: InProcessApi;
let accessToken: string;

beforeAll(async () => {
  engine = await openEngine();
  api = await openApi(engine, { env: { ALLOWED_ORIGINS: 'https://app.example.org' } });
  ({ accessToken } = await register(api.url));
});
afterAll(async () => {
  await api.close();
  await engine.close();
});

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
const listed = new Set([...page.matchAll(/^\| (\d{3}) +\|/gm)].map(([, status]) => Number(status)));

test.each(requestAttacks('').map(({ what }, index) => ({ what, index })))(
  'a request with $what is answered in our words',
  async ({ index }) => {
    const attack = requestAttacks(accessToken)[index];
    if (!attack) throw new Error('there is no such attack');
    const response = await fetch(`${api.url}${attack.path ?? '/graphql'}`, attack.init);
    const text = await response.text();
    const { errors = [] } = JSON.parse(text) as { errors?: readonly ApiError[] };
    expect({ status: response.status, code: errors[0]?.extensions.code }).toEqual({ status: attack.status, code: attack.code });
    if (attack.path !== '/nowhere') expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(VENDORS);
    expect(errors.length).toBeLessThanOrEqual(6);
    for (const { message } of errors) expect(message.trim().split('\n')).toHaveLength(1);
    expect([...listed], 'docs/errors.md lists it').toContain(response.status);
  },
);

test('a preflight lets the headers of a GET through, for an allowed origin', async () => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example.org',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  });
  expect([...listed]).toContain(response.status);
  expect(response.headers.get('access-control-allow-headers')).toBe('authorization');
  expect(response.headers.get('access-control-allow-methods')).toContain('GET');
});
