import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { GuardedHttp } from '../../src/platform/http/guarded-http.ts';

/** What a port of an internal host may be, as far as a scanner wants to know. */
const PORTS: Readonly<Record<string, ((socket: Socket) => unknown) | undefined>> = {
  closed: undefined,
  'a mail server': (socket) => socket.write('220 mail ready\r\n'),
  'a database that hangs up': (socket) => socket.end(),
  'a service that resets': (socket) => socket.resetAndDestroy(),
  'a service that waits for more': () => undefined,
  'headers without end': (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`),
};

/** Asks `http` for ports of this host, in both schemes, and returns by kind of port what somebody learns from each answer. */
export async function probePorts(http: GuardedHttp, timeoutMs: number): Promise<Record<string, string>> {
  const learned: Record<string, string> = {};
  for (const [kind, onConnection] of Object.entries(PORTS)) {
    const { port, close } = await openPort(onConnection);
    for (const scheme of ['http', 'https']) {
      const signal = new AbortController().signal;
      const answer = http.send({ url: `${scheme}://127.0.0.1:${port}/`, timeoutMs, maxBytes: 100, signal });
      learned[`${scheme}, ${kind}`] = await answer.then(({ status }) => `answered ${status}`, String);
    }
    await close();
  }
  return learned;
}

async function openPort(onConnection: ((socket: Socket) => unknown) | undefined): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection?.(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  if (!onConnection) await close();
  return { port, close };
}
