import { join } from 'node:path';
import type { Log } from '../kernel/log.ts';
import type { AllowsOrigin } from './object-store/http/cors.ts';
import { startObjectStore } from './object-store/server.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import type { Secrets } from './secrets.ts';
import type { Supervisor } from './supervisor.ts';

const STORE_PORT = 4300;

export interface MissingServicesOptions {
  readonly env: Environment;
  readonly dataDir: string;
  readonly secrets: Secrets;
  /** Whether pages of this origin may use the store from a browser. */
  readonly allowsOrigin: AllowsOrigin;
  readonly log: Log;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Starts PostgreSQL and object storage, concurrently, if the environment does not configure them, and returns the variables that point to
 * them, with EMBEDDED_SERVICES, which names those that were started. The store listens on the host of the API and is announced under PUBLIC_URL's host, so that signed links work from other machines.
 */
export async function startMissingServices(
  group: Supervisor,
  { env, dataDir, secrets, allowsOrigin, log }: MissingServicesOptions,
): Promise<Record<string, string>> {
  const database = async (): Promise<Record<string, string>> => {
    if (env['DATABASE_URL']) return {};
    const postgres = await group.start(() => startPostgres({ dataDir, log }));
    return { DATABASE_URL: postgres.applicationUrl, DATABASE_OWNER_URL: postgres.ownerUrl };
  };
  const storage = async (): Promise<Record<string, string>> => {
    if (env['S3_ENDPOINT']) return {};
    const { S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = secrets;
    const region = env['S3_REGION'] || 'us-east-1';
    const host = env['HOST'] || '127.0.0.1';
    const store = await group.start(() =>
      startObjectStore({
        folder: join(dataDir, 'objects'),
        host,
        port: STORE_PORT,
        accessKey,
        secretKey,
        region,
        allowsOrigin,
        log,
      }),
    );
    const publicHost = env['PUBLIC_URL'] ? new URL(env['PUBLIC_URL']).hostname : '127.0.0.1';
    return {
      S3_ENDPOINT: `http://127.0.0.1:${store.port}`,
      S3_PUBLIC_ENDPOINT: `http://${publicHost}:${store.port}`,
      S3_ACCESS_KEY: accessKey,
      S3_SECRET_KEY: secretKey,
      S3_REGION: region,
    };
  };
  const [fromDatabase, fromStorage] = await Promise.all([database(), storage()]);
  const embedded = [...(fromDatabase['DATABASE_URL'] ? ['database'] : []), ...(fromStorage['S3_ENDPOINT'] ? ['storage'] : [])];
  return { ...fromDatabase, ...fromStorage, EMBEDDED_SERVICES: embedded.join(',') };
}
