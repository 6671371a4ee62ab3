import { createServer } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import { ReelwrightError } from '../kernel/errors.ts';
import { newId } from '../kernel/id.ts';
import type { Log } from '../kernel/log.ts';
import { cannotListen } from '../kernel/start-error.ts';
import { presentError } from '../platform/graphql/present-error.ts';
import type { Config } from './config.ts';
import type { Waiting } from './waiting.ts';

/** The port of the API, held from the first moment: a taken one is known at once, and probes are answered while the start waits. */
export interface FrontDoor {
  readonly server: Server;
  readonly port: number;
  /** From now on requests go there. */
  open(handler: RequestListener): void;
  /** Closes a door that nobody has opened. */
  close(): Promise<void>;
}

export async function openFrontDoor(
  { host, port }: Pick<Config, 'host' | 'port'>,
  waiting: Pick<Waiting, 'states'>,
  log: Log,
): Promise<FrontDoor> {
  let handler: RequestListener = (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/healthz') return answer(response, 200, HEALTHY);
    if (path === '/readyz') return answer(response, 503, { status: 'unavailable', dependencies: waiting.states() });
    const error = presentError(starting(), { requestId: newId(), log, hideSuggestions: true });
    response.setHeader('retry-after', '5');
    answer(response, 503, { errors: [error] });
  };
  const server = createServer((request, response) => handler(request, response));
  const taken = await listen(server, host, port);
  return {
    server,
    port: taken,
    open: (next) => (handler = next),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What `/healthz` says, as long as the process lives. */
export const HEALTHY = { name: 'reelwright', status: 'ok' } as const;

const starting = (): ReelwrightError =>
  new ReelwrightError('UNAVAILABLE', 'Reelwright is starting and waits for its database or its object store. Try again in a moment.');

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
