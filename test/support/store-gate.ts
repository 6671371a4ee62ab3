import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

/** Stands before a store as a proxy does, counts the parts that pass, and can hold them up. */
export interface StoreGate {
  /** Numbers of the parts that the store has taken, in order. */
  readonly passed: readonly number[];
  /** Lets so many more parts pass; the others wait until their client is gone. */
  allow(parts: number): void;
  /** When somebody waits. */
  readonly held: Promise<void>;
  close(): Promise<void>;
}

/** `target` is asked at each request: the store may be started later than its gate. */
export async function openStoreGate(port: number, target: () => string): Promise<StoreGate> {
  const passed: number[] = [];
  let room = Infinity;
  const { promise: held, resolve: hold } = Promise.withResolvers<void>();
  const server = createServer((from, to) => {
    const part = Number(new URL(from.url ?? '', 'http://gate').searchParams.get('partNumber'));
    // Neither preflights and downloads are held up, nor the question of the server whether a copy can be slipped in.
    const isPart = from.method === 'PUT' && from.headers['x-amz-copy-source'] === undefined;
    if (isPart && (room -= 1) < 0) return hold();
    pass(from, to, target(), (status) => {
      if (isPart && status === 200) passed.push(part);
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    passed,
    held,
    allow: (parts) => (room = parts),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(from: IncomingMessage, to: ServerResponse, target: string, onAnswer: (status: number) => void): void {
  // The Host header stays: it is signed.
  const { method, headers, url } = from;
  const onward = request(new URL(url ?? '', target), { ...(method ? { method } : {}), headers }, (answer) => {
    onAnswer(answer.statusCode ?? 0);
    to.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(to);
  });
  onward.on('error', () => to.destroy());
  from.on('error', () => onward.destroy()).pipe(onward);
}
