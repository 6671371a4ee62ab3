import { fileURLToPath } from 'node:url';
import type { Config } from './app/config.ts';
import { openHttpServer } from './app/http-server.ts';
import { openPlatform } from './app/platform.ts';
import { requestContexts } from './app/request-context.ts';
import { openSchema } from './app/schema.ts';
import { openServices } from './app/services.ts';
import type { Log } from './kernel/log.ts';

/** Where `npm run build` puts GraphiQL. */
const EXPLORER_FOLDER = fileURLToPath(new URL('../../dist/explorer', import.meta.url));

/** A process of ours that serves until it is closed. */
export interface RunningProcess {
  close(): Promise<void>;
}

/** The API: HTTP, GraphQL, WebSocket. Stateless; run as many as you like. */
export async function startApi(config: Config, log: Log): Promise<RunningProcess> {
  const platform = await openPlatform(config, log, { isWorker: false });
  try {
    const services = openServices(platform, config, log);
    const { schema, instance } = await openSchema(services);
    const contexts = requestContexts({
      database: platform.database,
      identity: services.identity,
      limiter: services.limiter,
      instance,
      config,
    });
    const server = await openHttpServer({ config, platform, schema, contexts, explorerFolder: EXPLORER_FOLDER, log });
    log.info({ port: server.port, url: config.publicUrl }, 'API is ready');
    return {
      close: async () => {
        await server.close();
        await platform.close();
      },
    };
  } catch (error) {
    await platform.close();
    throw error;
  }
}
