import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { startPostgres } from '../../src/embedded/postgres/start-postgres.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { openFolder, removeFolder, serverPid } from './postgres.ts';
import { launch, type Environment, type Program } from './program.ts';
import { freePort } from './stack.ts';
import { openFaultyStore, type FaultyStore } from './storage/faulty-store.ts';
import { openEmbedded } from './storage/stores.ts';
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A database and an object store, each behind something that can take it away, and the product beside them as an operator runs it. */
export interface OutageStack {
  readonly url: string;
  readonly database: TcpProxy;
  readonly store: TcpProxy;
  readonly faults: FaultyStore;
  /** What a process of the product needs to work here. */
  readonly env: Environment;
  /** `node main.js ROLE` beside them. */
  launch(role: string, env?: Environment): Program;
  /** Immediate, as after a power cut; it is started again within a second. */
  restartPostgres(): void;
  /** One statement past the proxy; rows of every workspace named in `app.workspace_ids`. */
  ask<Row extends QueryResultRow>(sql: string, workspaceIds: readonly string[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openOutageStack(env: Environment = {}): Promise<OutageStack> {
  const clusterDir = openFolder();
  const postgres = await startPostgres({ dataDir: clusterDir, log: silentLog, settings: { fsync: 'off', max_connections: '200' } });
  const { hostname, port } = new URL(postgres.ownerUrl);
  const database = await openTcpProxy({ path: `${decodeURIComponent(hostname)}/.s.PGSQL.${port}` });
  const objects = await openEmbedded();
  const faults = await openFaultyStore(objects.endpoint);
  const store = await openTcpProxy({ host: '127.0.0.1', port: Number(new URL(faults.endpoint).port) });
  const dataDir = await mkdtemp(join(tmpdir(), 'reelwright-outage-'));
  const apiPort = await freePort();
  const url = `http://127.0.0.1:${apiPort}`;
  const through = (direct: string): string => {
    const changed = new URL(direct);
    changed.host = `127.0.0.1:${database.port}`;
    return changed.href;
  };
  const given: Environment = {
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: String(apiPort),
    PUBLIC_URL: url,
    DATABASE_URL: through(postgres.applicationUrl),
    DATABASE_OWNER_URL: through(postgres.ownerUrl),
    S3_ENDPOINT: `http://127.0.0.1:${store.port}`,
    S3_PUBLIC_ENDPOINT: objects.endpoint,
    S3_ACCESS_KEY: objects.accessKey,
    S3_SECRET_KEY: objects.secretKey,
    JWT_SECRET: 'a secret for tests, at least 32 characters long',
    ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
    SIGNUP_CREDITS: '100000',
    ...env,
  };
  return {
    url,
    database,
    store,
    faults,
    env: given,
    launch: (role, more = {}) => launch([role], { ...given, ...more }),
    restartPostgres: () => void process.kill(serverPid(clusterDir), 'SIGQUIT'),
    ask: async (sql, workspaceIds) => {
      const client = new Client({ connectionString: postgres.ownerUrl });
      await client.connect();
      try {
        await client.query(`select set_config('app.workspace_ids', $1, false)`, [workspaceIds.join(',')]);
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
    close: async () => {
      await store.shut();
      await database.shut();
      await faults.close();
      await objects.close();
      await postgres.stop();
      removeFolder(clusterDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
