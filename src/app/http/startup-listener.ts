import { createServer } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import { ReelwrightError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import { cannotListen } from '../../kernel/start-error.ts';
import { presentError } from '../../platform/graphql/errors/present-error.ts';
import type { Config } from '../config.ts';
import type { StartupRetry } from '../startup-retry.ts';

/** Holds the API's port from the first moment: a port conflict is reported at once, and probes are answered while the start waits. */
export interface StartupListener {
  readonly server: Server;
  readonly port: number;
  /** Directs requests to this handler from now on. */
  open(handler: RequestListener): void;
  /** Closes a listener that was never opened. */
  close(): Promise<void>;
}

export async function openStartupListener(
  { host, port }: Pick<Config, 'host' | 'port'>,
  waiting: Pick<StartupRetry, 'states'>,
  log: Log,
): Promise<StartupListener> {
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

/** The answer of `/healthz` while the process runs. */
export const HEALTHY = { name: 'reelwright', status: 'ok' } as const;

const starting = (): ReelwrightError =>
  new ReelwrightError('UNAVAILABLE', 'Reelwright is starting and waiting for its database or object store. Try again in a moment.');

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
