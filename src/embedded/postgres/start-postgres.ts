import { createServer } from 'node:net';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Log } from '../../kernel/log.ts';
import { openSecrets } from '../secrets.ts';
import { StartError } from '../../kernel/start-error.ts';
import { findPackage, openBinaries } from './binaries.ts';
import { APPLICATION, DATABASE, openCluster, OWNER, setRoles, type Passwords } from './cluster.ts';
import { openLocation } from './location.ts';
import {
  adoptPostmaster,
  isRunning,
  launchPostmaster,
  makeSocketFolder,
  removeSocketFolder,
  stopPostmaster,
  type Postmaster,
} from './postmaster.ts';
import { SETTINGS, type Settings } from './settings.ts';

export interface PostgresOptions {
  /** DATA_DIR: exists, and is ours alone (`openDataDir`). */
  readonly dataDir: string;
  readonly log: Log;
  /** The first port to try; the next ones follow when it is taken. */
  readonly port?: number;
  /** On top of `SETTINGS`. Only a database that is thrown away, as in tests, may turn durability off here. */
  readonly settings?: Settings;
  /** Where a cluster goes that cannot live in DATA_DIR; used by root only. */
  readonly stateDir?: string;
  /** Where npm's package with the programs is. */
  readonly packageFolder?: string;
}

export interface RunningPostgres {
  /** For migrations and the queue's schema. Through the unix socket, which is a third faster than TCP. */
  readonly ownerUrl: string;
  /** For everything else: the role that row-level security binds. */
  readonly applicationUrl: string;
  /** Fast shutdown, also of an adopted server. Resolves when the server has gone. */
  readonly stop: () => Promise<void>;
}

/** Below 32768: above it the system gives ports to outgoing connections. */
const FIRST_PORT = 15432;
const PORTS_TO_TRY = 100;
const LOGIN_WITHIN_MS = 10_000;
/** How often a server that died by itself is noticed and started again, in ms. */
const WATCH_MS = 1000;

/**
 * Starts PostgreSQL on the cluster of DATA_DIR, which is made on first use. A server that a killed predecessor left
 * running is taken over. While it runs it is watched: when it dies it comes back under the same URLs.
 * Throws a `StartError` whose message is meant for the person at the terminal.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataDir = realpathSync(options.dataDir);
  const { log, stateDir = '/var/lib/reelwright', packageFolder = findPackage() } = options;
  const began = performance.now();
  const secrets = openSecrets(dataDir);
  const passwords = { owner: secrets.POSTGRES_OWNER_PASSWORD, application: secrets.POSTGRES_APPLICATION_PASSWORD };
  const location = openLocation(dataDir, stateDir);
  const { user } = location;
  const binaries = await openBinaries(packageFolder, user, location.shared);
  const cluster = realpathSync(await openCluster(binaries, location, passwords));
  const settings = { ...SETTINGS, ...options.settings };
  const common = { binaries, user, cluster, settings, logFile: join(dataDir, 'postgres.log') };

  const launch = async (): Promise<Postmaster> => {
    const socketFolder = makeSocketFolder(user);
    try {
      return await onFreePort(options.port ?? FIRST_PORT, (port) => launchPostmaster({ ...common, port, socketFolder }));
    } catch (error) {
      removeSocketFolder({ socketFolder });
      throw error;
    }
  };

  let server = await adoptPostmaster(cluster);
  const adopted = server !== undefined;
  server ??= await launch();
  if (!(await acceptsLogin(server, passwords, log))) {
    // Its socket was swept away, or secrets.json was made anew. The cluster is ours: make both right.
    await stopPostmaster(cluster, server);
    await setRoles(binaries, user, cluster, passwords);
    server = await launch();
    if (!(await acceptsLogin(server, passwords, log))) {
      await stopPostmaster(cluster, server);
      throw new StartError('The database runs, but does not let us in.');
    }
  }
  log.info({ port: server.port, adopted, tookMs: Math.round(performance.now() - began) }, 'PostgreSQL is ready');

  const { port, socketFolder } = server;
  const stopWatching = keepRunning(cluster, server, log, () => launchPostmaster({ ...common, port, socketFolder }));
  return {
    ownerUrl: urlOf(server, OWNER, passwords.owner),
    applicationUrl: urlOf(server, APPLICATION, passwords.application),
    stop: async () => stopPostmaster(cluster, await stopWatching()),
  };
}

/**
 * The socket's folder stands, encoded, where a host name would: pg, MikroORM and libpq all read it there. (MikroORM ignores
 * `?host=`, and would use TCP without a word.)
 */
function urlOf({ port, socketFolder }: Postmaster, role: string, password: string): string {
  return `postgresql://${role}:${password}@${encodeURIComponent(socketFolder)}:${port}/${DATABASE}`;
}

async function acceptsLogin(server: Postmaster, { owner, application }: Passwords, log: Log): Promise<boolean> {
  for (const connectionString of [urlOf(server, OWNER, owner), urlOf(server, APPLICATION, application)]) {
    const client = new Client({ connectionString, connectionTimeoutMillis: LOGIN_WITHIN_MS });
    try {
      await client.connect();
    } catch (error) {
      log.warn({ err: error }, 'the database does not let us in');
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return true;
}

async function onFreePort(first: number, launch: (port: number) => Promise<Postmaster>): Promise<Postmaster> {
  for (let port = first; port < first + PORTS_TO_TRY; port += 1) {
    try {
      return await launch(port);
    } catch (error) {
      // Asked only now: a port that was free a moment before may be taken.
      if (await isFree(port)) throw error;
    }
  }
  throw new StartError(`No free port for the database between ${first} and ${first + PORTS_TO_TRY - 1}.`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}

/** Starts the server again whenever it has died. Returns how to end that; it gives the server that runs last. */
function keepRunning(cluster: string, first: Postmaster, log: Log, launch: () => Promise<Postmaster>): () => Promise<Postmaster> {
  const ending = new AbortController();
  let server = first;
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(WATCH_MS, undefined, { signal: ending.signal, ref: false });
      if (isRunning(cluster, server.pid)) continue;
      log.error({ pid: server.pid }, 'PostgreSQL died and is started again');
      try {
        server = await launch();
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL could not be started again');
      }
    }
  };
  const watching = watch().catch(() => undefined); // Only the abort ends it.
  return async () => {
    ending.abort();
    await watching;
    return server;
  };
}
