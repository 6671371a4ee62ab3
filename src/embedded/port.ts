import { once } from 'node:events';
import { createServer } from 'node:net';
import { cannotListen } from '../kernel/start-error.ts';

/**
 * Checks the port before a database is started for an API that could not listen. Another program can still take the port afterwards; the
 * API then reports the same error.
 */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(error, host, port);
  }
  server.close();
  await once(server, 'close');
}
