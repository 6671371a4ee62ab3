import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a receiver does with a request; 204 when it says nothing. */
export type Answer = (received: Received, response: ServerResponse) => void;

/** An HTTP server of somebody else, on loopback. */
export interface Receiver {
  readonly port: number;
  readonly url: string;
  /** Oldest first. */
  readonly received: readonly Received[];
  /** Resolves when there are so many; a busy machine has 30 s for it. */
  have(count: number): Promise<readonly Received[]>;
  /** From now on. */
  answer(how: Answer): void;
  close(): Promise<void>;
}

const NO_CONTENT: Answer = (_, response) => void response.writeHead(204).end();

export async function openReceiver({ port = 0, host = '127.0.0.1' } = {}): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let answer = NO_CONTENT;
  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = { method: request.method ?? '', path: request.url ?? '', headers: flat(request), body: await text(request) };
    received.push(one);
    answer(one, response);
    for (const look of waiting) look();
  };
  const server = createServer(((request, response) => void onRequest(request, response).catch(() => undefined)) as RequestListener);
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `http://${host}:${bound}/hook`,
    received,
    answer: (how) => (answer = how),
    async have(count) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = (): void => (received.length >= count ? resolve() : undefined);
      const late = setTimeout(() => reject(new Error(`${received.length} requests came within 30 s, not ${count}`)), 30_000);
      waiting.add(look);
      look();
      await promise.finally(() => {
        clearTimeout(late);
        waiting.delete(look);
      });
      return received;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const flat = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
  return body;
}
