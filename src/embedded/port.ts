import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartError, systemCode } from '../kernel/start-error.ts';

/** Looks before a database is started for an API that could not listen. Somebody may still be faster; then the API says the same. */
export async function refuseTakenPort(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    if (systemCode(error) === 'EADDRINUSE') {
      throw new StartError(`Port ${port} is in use. Set PORT to another one, or stop what listens there.`, { cause: error });
    }
    throw new StartError(
      `Cannot listen on ${host}:${port} (${systemCode(error)}). Set HOST to an address of this machine, or 0.0.0.0 for all.`,
      {
        cause: error,
      },
    );
  }
  server.close();
  await once(server, 'close');
}
