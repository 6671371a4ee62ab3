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
  /** DATA_DIR, which exists and is locked by this process (`openDataDir`). */
  readonly dataDir: string;
  readonly log: Log;
  /** First port to try; the next ones follow when it is taken. */
  readonly port?: number;
  /** Settings that override `SETTINGS`. Only a temporary database, as in tests, may turn durability off. */
  readonly settings?: Settings;
  /** Whether the server shuts down when this process is killed, because no later start uses the cluster. */
  readonly endsWithParent?: boolean;
  /** Parent folder of clusters that cannot be placed in DATA_DIR; used by root only. */
  readonly stateDir?: string;
  /** Location of the npm package with the programs. */
  readonly packageFolder?: string;
}

export interface RunningPostgres {
  /** URL for migrations and the queue's schema. Uses the unix socket, which is a third faster than TCP. */
  readonly ownerUrl: string;
  /** URL for everything else, with the role that row-level security restricts. */
  readonly applicationUrl: string;
  /** Stops the server, also an adopted one, by a fast shutdown. Resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

/** First port to try. Ports from 32768 collide with the ephemeral range. */
const FIRST_PORT = 15432;
const PORTS_TO_TRY = 100;
const LOGIN_WITHIN_MS = 10_000;
/** Milliseconds between two checks whether the server has crashed. */
const WATCH_MS = 1000;

/**
 * Starts PostgreSQL on the cluster of DATA_DIR, which is created on first use. Adopts the server of a killed predecessor. A server that
 * crashes later is restarted under the same URLs. @throws StartError with a message for the operator
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
  const { endsWithParent = false } = options;
  const common = { binaries, user, cluster, settings, endsWithParent, logFile: join(dataDir, 'postgres.log') };

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
    // The server does not accept the login: its socket was deleted, or secrets.json was regenerated. The cluster belongs to this
    // installation, so both are repaired.
    await stopPostmaster(cluster, server);
    await setRoles(binaries, user, cluster, passwords);
    server = await launch();
    if (!(await acceptsLogin(server, passwords, log))) {
      await stopPostmaster(cluster, server);
      throw new StartError('The embedded database runs but rejects the login of Reelwright.');
    }
  }
  log.info({ event: 'postgres_ready', port: server.port, adopted, tookMs: Math.round(performance.now() - began) }, 'PostgreSQL is ready');

  const { port, socketFolder } = server;
  const stopWatching = keepRunning(cluster, server, log, () => launchPostmaster({ ...common, port, socketFolder }));
  return {
    ownerUrl: urlOf(server, OWNER, passwords.owner),
    applicationUrl: urlOf(server, APPLICATION, passwords.application),
    stop: async () => stopPostmaster(cluster, await stopWatching()),
  };
}

/**
 * The URL of the server. The URL-encoded folder of the socket replaces the host name, which pg, MikroORM and libpq all accept. (MikroORM
 * ignores `?host=` and would silently use TCP.)
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
      log.warn({ event: 'postgres_login_rejected', err: error }, 'the embedded database rejects the login');
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
      // Another program may have taken the port since it was chosen. A server that failed on a free port has another problem.
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

/** Restarts the server whenever it has died. Returns a function that ends this watch and returns the last server. */
function keepRunning(cluster: string, first: Postmaster, log: Log, launch: () => Promise<Postmaster>): () => Promise<Postmaster> {
  const ending = new AbortController();
  let server = first;
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(WATCH_MS, undefined, { signal: ending.signal, ref: false });
      if (isRunning(cluster, server.pid)) continue;
      log.error({ event: 'postgres_exited', pid: server.pid }, 'PostgreSQL exited; restarting');
      try {
        server = await launch();
      } catch (error) {
        log.error({ event: 'postgres_restart_failed', err: error }, 'failed to restart PostgreSQL');
      }
    }
  };
  const watching = watch().catch(() => undefined); // Only an abort ends it.
  return async () => {
    ending.abort();
    await watching;
    return server;
  };
}
