import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/kernel/log.ts';
import { openPostgresPubSub } from '../../../src/platform/pubsub/postgres-pubsub.ts';
import type { PubSub } from '../../../src/platform/pubsub/pubsub.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/engine.ts';
import { PATIENT, query } from '../../support/postgres.ts';

let database: TestDatabase;
let pubsub: PubSub | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  vi.useRealTimers();
  await pubsub?.close();
});
afterAll(() => database.drop());

const open = async (url = database.applicationUrl): Promise<PubSub> =>
  (pubsub = await openPostgresPubSub({ url, channels: ['job_events', 'session_ended'], log: silentLog }));
const notify = (channel: string, payload: string) => query(database.ownerUrl, `select pg_notify('${channel}', '${payload}')`);
const listeners = () =>
  query<{ pid: number }>(
    database.ownerUrl,
    `select pid from pg_stat_activity where datname = current_database() and application_name = 'reelwright listen'`,
  );
const cut = () =>
  query(
    database.ownerUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'reelwright listen' and datname = current_database()`,
  );

test('tells each listener of a channel what was said there, until it stops listening', async () => {
  const bus = await open();
  const heard: string[] = [];
  const stop = bus.listen('job_events', (payload) => heard.push(`one ${payload}`));
  bus.listen('job_events', (payload) => heard.push(`two ${payload}`));
  bus.listen('session_ended', (payload) => heard.push(`other ${payload}`));
  await notify('job_events', 'a');
  await until(() => heard.length === 2);
  stop();
  await notify('job_events', 'b');
  await notify('session_ended', 'c');
  await until(() => heard.length === 4);
  expect(heard).toEqual(['one a', 'two a', 'two b', 'other c']);
});

test('says "anything may have happened" after each reconnection, and hears again', async () => {
  const bus = await open();
  const heard: (string | undefined)[] = [];
  bus.listen('job_events', (payload) => heard.push(payload));
  for (let round = 1; round <= 3; round += 1) {
    await cut();
    await until(() => heard.filter((payload) => payload === undefined).length === round);
  }
  await notify('job_events', 'back');
  await until(() => heard.includes('back'));
  expect(await listeners()).toHaveLength(1);
});

test('closed while it is reconnecting, it leaves no connection behind', async () => {
  const proxy = await openProxy();
  const bus = await open(proxy.url);
  proxy.hold();
  await cut();
  // The next connection is being made, but the server has not been reached yet.
  await until(() => proxy.held() > 0);
  const closing = bus.close();
  proxy.letGo();
  await closing;
  await until(() => proxy.sockets() === 0);
  await expect.poll(listeners, PATIENT).toEqual([]);
  await proxy.close();
});

test('notices a connection that died without a word', async () => {
  const proxy = await openProxy();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  const bus = await open(proxy.url);
  const heard: (string | undefined)[] = [];
  bus.listen('job_events', (payload) => heard.push(payload));
  proxy.freeze();
  // Its clock runs a hundred times as fast as ours.
  await until(async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    return heard.length > 0;
  });
  expect(heard).toEqual([undefined]);
  await notify('job_events', 'back');
  vi.useRealTimers();
  await until(() => heard.includes('back'));
  await bus.close();
  await proxy.close();
});

interface Proxy {
  readonly url: string;
  /** New connections wait from now on. */
  hold(): void;
  held(): number;
  letGo(): void;
  /** What is connected now says and hears nothing, and does not end either. */
  freeze(): void;
  sockets(): number;
  close(): Promise<void>;
}

/** A way to the server that can be disturbed. */
async function openProxy(): Promise<Proxy> {
  const target = new URL(database.applicationUrl);
  const open = new Set<Socket>();
  let waiting: (() => void)[] | undefined;
  const join = (socket: Socket): void => {
    const path = `${decodeURIComponent(target.hostname)}/.s.PGSQL.${target.port}`;
    const server = connect(path);
    for (const [from, to] of [
      [socket, server],
      [server, socket],
    ] as const) {
      from.on('data', (chunk: Buffer) => frozen.has(socket) || to.write(chunk));
      from.on('close', () => frozen.has(socket) || to.destroy());
      from.on('error', () => undefined);
    }
  };
  const frozen = new Set<Socket>();
  const listener: Server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    if (waiting) waiting.push(() => join(socket));
    else join(socket);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const url = new URL(database.applicationUrl);
  url.hostname = '127.0.0.1';
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.href,
    hold: () => (waiting = []),
    held: () => waiting?.length ?? 0,
    letGo: () => waiting?.forEach((go) => go()),
    freeze: () => open.forEach((socket) => frozen.add(socket)),
    sockets: () => open.size,
    close: async () => {
      for (const socket of open) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
