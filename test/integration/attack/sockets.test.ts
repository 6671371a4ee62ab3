import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { silentLog, type Log } from '../../../src/kernel/log.ts';
import { CallerTurns, OPENING_MS, REFUSAL_MS } from '../../../src/platform/graphql/caller-turns.ts';
import { RawSocket } from '../../attack/raw-socket.ts';
import { SOCKET_ATTACKS, type SocketTarget } from '../../attack/sockets.attack.ts';
import { openApi, type InProcessApi } from '../../support/api.ts';
import { register } from '../../support/client.ts';
import { openEngine, until, type Engine } from '../../support/engine.ts';

let engine: Engine;
let api: InProcessApi;
let target: SocketTarget;
const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
const lines: { level: string; event: unknown }[] = [];
const keep = (level: string) => (fields: object) => void lines.push({ level, event: (fields as { event?: unknown }).event });
const log: Log = { ...silentLog, info: keep('info'), warn: keep('warn'), error: keep('error') };

beforeAll(async () => {
  engine = await openEngine();
  api = await openApi(engine, { env: { SOCKETS_PER_PERSON: '5', SOCKETS_PER_ADDRESS: '20', SUBSCRIPTIONS_PER_PERSON: '8' }, log });
  const { accessToken, workspaceId } = await register(api.url);
  target = { url: api.url, accessToken, workspaceId, socketsPerPerson: 5, socketsPerAddress: 20 };
});
afterEach(() => void lines.splice(0));
afterAll(async () => {
  printed.mockRestore();
  await api.close();
  await engine.close();
});

test.each(Object.entries(SOCKET_ATTACKS))('the API holds against %s', async (_, attack) => {
  expect(await attack(target)).toBeUndefined();
  expect(printed).not.toHaveBeenCalled();
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a frame over the limit leaves one line in the log', async () => {
  expect(await SOCKET_ATTACKS['a frame over the limit before connection_init']?.(target)).toBeUndefined();
  await until(() => lines.length > 0);
  expect(lines).toEqual([{ level: 'info', event: 'socket_error' }]);
});

test('opening a socket takes a turn of the person, and a refused one longer', async () => {
  const ended: (number | undefined)[] = [];
  const take = vi.spyOn(CallerTurns.prototype, 'take').mockImplementation(async () => (leastMs) => void ended.push(leastMs));
  const [{ accessToken, userId }, bad] = [await register(api.url), new RawSocket(api.url)];
  take.mockClear();
  ended.length = 0;
  const good = new RawSocket(api.url);
  expect(await good.begin(accessToken)).toBe(true);
  expect(take.mock.calls.map(([caller]) => caller)).toEqual([userId]);
  expect(await bad.begin('nonsense')).toBe(false);
  await until(() => ended.length === 2);
  expect(take.mock.calls.map(([caller]) => caller)).toEqual([userId, '127.0.0.1']);
  expect(ended).toEqual([OPENING_MS, REFUSAL_MS]);
  good.socket.close();
  await good.closed;
  take.mockRestore();
});
