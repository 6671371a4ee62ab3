import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `every third`: one request in three is answered 503, 500 or not at all. `truncating`: the first answer with a body of each object is cut,
 * in turn with its length as announced and with a length that says it is whole.
 */
export type StoreFault = 'none' | 'every third' | 'truncating';

export interface FaultyStore {
  readonly endpoint: string;
  fault: StoreFault;
  /** How many requests have met the fault. */
  readonly met: number;
  close(): Promise<void>;
}

/** Stands before an object store and spoils what passes. Requests stay as they are signed. */
export async function openFaultyStore(target: string): Promise<FaultyStore> {
  const { hostname, port } = new URL(target);
  const seen = new Set<string>();
  let asked = 0;
  let met = 0;

  const refuse = (response: ServerResponse): void => {
    met += 1;
    if (met % 3 === 0) response.destroy();
    else response.writeHead(met % 3 === 1 ? 503 : 500).end('<Error><Code>SlowDown</Code></Error>');
  };
  const isFirst = ({ method, url = '' }: IncomingMessage): boolean => {
    const key = url.split('?', 1)[0] ?? '';
    return method === 'GET' && seen.size < seen.add(key).size;
  };
  const cut = (response: ServerResponse, answer: IncomingMessage, body: Buffer): void => {
    met += 1;
    const half = body.subarray(0, body.length >> 1);
    if (met % 2 === 0) response.writeHead(answer.statusCode ?? 0, { ...answer.headers, 'content-length': half.length }).end(half);
    else response.writeHead(answer.statusCode ?? 0, answer.headers).write(half, () => response.destroy());
  };

  const store: { -readonly [Key in keyof FaultyStore]: FaultyStore[Key] } = {
    endpoint: '',
    fault: 'none',
    get met() {
      return met;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer((request, response) => {
    asked += 1;
    response.on('error', () => undefined);
    if (store.fault === 'every third' && asked % 3 === 0) {
      request.resume();
      return refuse(response);
    }
    const { method, url: path, headers } = request;
    const onward = send({ hostname, port, method, path, headers }, (answer) => {
      if (store.fault !== 'truncating' || answer.statusCode !== 200 || !isFirst(request)) {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
        return;
      }
      void answer.toArray().then((chunks: Buffer[]) => cut(response, answer, Buffer.concat(chunks)));
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  store.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return store;
}
