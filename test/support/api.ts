import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Environment } from '../../src/app/config.ts';
import { openStartupListener } from '../../src/app/http/startup-listener.ts';
import { openHttpServer } from '../../src/app/http/http-server.ts';
import { requestContexts } from '../../src/app/http/request-context.ts';
import { DependencyChecks } from '../../src/app/health/dependency-checks.ts';
import { watchPools } from '../../src/app/metrics/watched-gauges.ts';
import { openSchema } from '../../src/app/schema.ts';
import { silentLog, type Log } from '../../src/kernel/log.ts';
import { openMetrics } from '../../src/platform/metrics/open-metrics.ts';
import type { Engine } from './engine.ts';

export interface InProcessApi {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const NO_LIMITS = Object.fromEntries(
  [
    ...['LOGIN', 'REGISTER', 'MAIL', 'INVITE', 'GENERATE', 'UPLOAD', 'API'].map((name) => `RATE_LIMIT_${name}`),
    ...['PERSON', 'ADDRESS'].flatMap((who) => [`SOCKETS_PER_${who}`, `SUBSCRIPTIONS_PER_${who}`]),
  ].map((name) => [name, '0']),
);

/** The API of an engine on a free port of this process: all of HTTP and WebSocket, without a worker and without a store. */
export async function openApi(engine: Engine, { env = {}, log = silentLog }: { env?: Environment; log?: Log } = {}): Promise<InProcessApi> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-api-'));
  const config = readConfig({
    ...NO_LIMITS,
    PORT: '0',
    DATA_DIR: folder,
    DATABASE_URL: engine.urls.applicationUrl,
    S3_ENDPOINT: 'http://127.0.0.1:9',
    S3_ACCESS_KEY: 'none',
    S3_SECRET_KEY: 'none-at-all',
    JWT_SECRET: 'x'.repeat(32),
    ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
    ...env,
  });
  const { schema, instance } = await openSchema(engine);
  const { database, identity, apiKeys, reviewSessions, limiter } = engine;
  const contexts = requestContexts({ database, identity, apiKeys, reviewSessions, limiter, instance, config, log });
  const metrics = await openMetrics(config.metricsToken !== undefined, log);
  watchPools(metrics, database);
  const platform = { ...engine, storage: undefined as never, metrics, health: new DependencyChecks([]) };
  const door = await openStartupListener(config, { states: () => ({ database: 'ok', storage: 'ok' }) }, log);
  const streaming = { streams: engine.streams, tokens: engine.streamTokens, jobFeed: engine.jobFeed };
  const pages = { explorerFolder: folder, accountPage: join(folder, 'index.html'), webFolder: folder };
  const server = await openHttpServer({
    config,
    platform,
    door,
    schema,
    contexts,
    shares: engine.shares,
    showcase: engine.showcase,
    streaming,
    stripeWebhooks: engine.stripeWebhooks,
    youtubeConnections: engine.youtubeConnections,
    calendar: { calendars: engine.calendars, limiter },
    notifications: engine.notifications,
    identity,
    ...pages,
    log,
  });
  return {
    url: `http://127.0.0.1:${door.port}`,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
