import { once } from 'node:events';
import { faker } from '@faker-js/faker';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openApi, type InProcessApi } from '../../support/api.ts';
import { scopeOf, until, useEngine } from '../../support/engine.ts';
import { silentLog, type Log } from '../../../src/kernel/log.ts';

const METRICS_TOKEN = 'a-token-for-scrapes';
const LIMIT = 5;
const engine = useEngine({ concurrency: 0, dispatches: false, poolSize: 10 });
const lines: { readonly event?: string; readonly [name: string]: unknown }[] = [];
const note = (fields: object): void => void lines.push({ ...fields });
const log: Log = { ...silentLog, info: note, child: () => log };
let api: InProcessApi;
let caller: { userId: string; workspaceId: string; accessToken: string; keyId: string; key: string };

beforeAll(async () => {
  api = await openApi(engine, { env: { METRICS_TOKEN, RATE_LIMIT_API: String(LIMIT), TRUST_PROXY: '1' }, log });
});
beforeEach(async () => {
  const nobody = scopeOf(engine, { kind: 'anonymous' });
  const email = faker.internet.email({ provider: 'example.test' });
  const { accessToken, scope } = await engine.identity.register(nobody, { email, password: 'correct horse battery staple', name: 'A' });
  if (scope.actor.kind !== 'user') throw new Error('somebody who registers is a user');
  const [workspaceId = ''] = scope.actor.memberships.keys();
  const expiresAt = new Date(Date.now() + 86_400_000);
  const { apiKey, secret } = await engine.apiKeys.create(scope, { workspaceId, name: 'a key', role: 'VIEWER', expiresAt });
  caller = { userId: scope.actor.userId, workspaceId, accessToken, keyId: apiKey.id, key: secret ?? '' };
  lines.length = 0;
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => api.close());

/** Sends from an address of its own, so that only the caller's own limit counts. */
const send = (authorization: string | undefined, path = '/graphql', address = faker.internet.ipv4()) =>
  fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address, ...(authorization && { authorization }) },
    body: JSON.stringify({ query: '{ __typename }' }),
  });

async function counted(transport: string, outcome: string): Promise<number> {
  const response = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  const line = `reelwright_graphql_operations_total{operation="none",type="none",transport="${transport}",outcome="${outcome}"} `;
  const text = await response.text();
  return Number(
    text
      .split('\n')
      .find((one) => one.startsWith(line))
      ?.slice(line.length) ?? 0,
  );
}

async function logged(event: string): Promise<object | undefined> {
  await until(() => lines.some((line) => line.event === event));
  return lines.findLast((line) => line.event === event);
}

const databaseAway = () => Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });

test.each(['a person', 'an API key'])('a request of %s above the limit is counted and logged with its caller', async (who) => {
  const { userId, keyId, workspaceId } = caller;
  const token = who === 'a person' ? caller.accessToken : caller.key;
  const before = await counted('HTTP', 'RATE_LIMITED');
  for (let request = 0; request < LIMIT; request += 1) expect((await send(`Bearer ${token}`)).status).toBe(200);
  lines.length = 0;
  expect((await send(`Bearer ${token}`)).status).toBe(429);
  expect(await counted('HTTP', 'RATE_LIMITED')).toBe(before + 1);
  const ids = who === 'a person' ? { userId, keyId: undefined } : { userId, keyId, workspaceId };
  expect(await logged('request')).toMatchObject({ status: 429, operation: 'none', type: 'none', outcome: 'RATE_LIMITED', ...ids });
});

test('a request of an address above the limit is counted, with the person whom its token names', async () => {
  const before = await counted('HTTP', 'RATE_LIMITED');
  for (let request = 0; request < 2 * LIMIT; request += 1) expect((await send(undefined, '/graphql', '203.0.113.7')).status).toBe(200);
  lines.length = 0;
  expect((await send(`Bearer ${caller.accessToken}`, '/graphql', '203.0.113.7')).status).toBe(429);
  expect(await counted('HTTP', 'RATE_LIMITED')).toBe(before + 1);
  expect(await logged('request')).toMatchObject({ outcome: 'RATE_LIMITED', userId: caller.userId });
});

test.each(['/graphql', '/mcp'])('a request to %s whose key cannot be looked up is counted and logged as UNAVAILABLE', async (path) => {
  const before = await counted('HTTP', 'UNAVAILABLE');
  vi.spyOn(engine.apiKeys, 'authenticate').mockRejectedValueOnce(databaseAway());
  expect((await send(`Bearer ${caller.key}`, path)).status).toBe(503);
  expect(await counted('HTTP', 'UNAVAILABLE')).toBe(before + 1);
  expect(await logged('request')).toMatchObject({ status: 503, operation: 'none', outcome: 'UNAVAILABLE', path });
});

async function openSocket(): Promise<WebSocket> {
  const headers = { 'x-forwarded-for': faker.internet.ipv4() };
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${caller.accessToken}` } }));
  return socket;
}

test('a socket whose caller cannot be looked up is counted and logged with the person whom its token names', async () => {
  const before = await counted('SOCKET', 'UNAVAILABLE');
  vi.spyOn(engine.identity, 'authenticate').mockRejectedValueOnce(databaseAway());
  await once(await openSocket(), 'close');
  expect(await counted('SOCKET', 'UNAVAILABLE')).toBe(before + 1);
  expect(await logged('socket_operation')).toMatchObject({ operation: 'none', outcome: 'UNAVAILABLE', userId: caller.userId });
});

test('an operation of a socket above the limit is counted and logged with its caller', async () => {
  const before = await counted('SOCKET', 'RATE_LIMITED');
  const socket = await openSocket();
  const answers: { readonly type: string; readonly id?: string }[] = [];
  socket.on('message', (message: Buffer) => answers.push(JSON.parse(message.toString()) as { type: string }));
  await until(() => answers.some(({ type }) => type === 'connection_ack'));
  for (let id = 0; id <= LIMIT; id += 1)
    socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query: '{ __typename }' } }));
  await until(() => answers.some(({ type }) => type === 'error'));
  expect(await counted('SOCKET', 'RATE_LIMITED')).toBe(before + 1);
  expect(lines.find(({ outcome }) => outcome === 'RATE_LIMITED')).toMatchObject({ event: 'socket_operation', userId: caller.userId });
  socket.close();
});
