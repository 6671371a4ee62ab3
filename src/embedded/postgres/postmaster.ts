import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readIfThere } from '../private-file.ts';
import { StartError } from '../../kernel/start-error.ts';
import type { Binaries } from './binaries.ts';
import { lastWords, SERVER_ENVIRONMENT } from './cluster.ts';
import type { ServerUser } from './server-user.ts';
import type { Settings } from './settings.ts';

/** The running server of one cluster. Known by its pid, whether we started it or a predecessor that was killed. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
}

interface Launch {
  readonly binaries: Binaries;
  readonly user: ServerUser;
  readonly cluster: string;
  readonly settings: Settings;
  /** Belongs to us; the one of the start before is kept as `postgres.log.1`. */
  readonly logFile: string;
  readonly port: number;
  readonly socketFolder: string;
}

/** How often a change of state is looked for, in ms: PostgreSQL tells it in a file, and an adopted server is no child of ours. */
const LOOK_MS = 10;
/** Replaying the log after a crash takes seconds; this only keeps a start from hanging for ever. */
const READY_WITHIN_MS = 300_000;
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;
/** In /tmp, as for PostgreSQL itself: the path of a socket may have 107 bytes, and a project's folder may be longer. */
const SOCKET_FOLDERS = '/tmp/reelwright-';

/**
 * The server that already runs on this cluster (its parent was killed), once it accepts logins; undefined when there is
 * none, whatever the pid file says: pids are reused.
 */
export async function adoptPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const left = readPidFile(cluster);
  if (!left) return undefined;
  if (isRunning(cluster, left.pid)) return untilReady(cluster, left.pid).catch(() => undefined);
  removeSocketFolder(left);
  return undefined;
}

/** A fresh folder for the socket. Its name cannot be guessed, so nobody can have made it before us. */
export function makeSocketFolder(user: ServerUser): string {
  const folder = mkdtempSync(SOCKET_FOLDERS);
  if (user.become.uid !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

/** Starts the server and resolves when it accepts logins. `StartError` with PostgreSQL's reason when it ends instead. */
export async function launchPostmaster({ binaries, user, cluster, settings, logFile, port, socketFolder }: Launch): Promise<Postmaster> {
  await clearRemains(cluster);
  const all = { ...settings, listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: socketFolder };
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const output = openSync(logFile, 'w', 0o600);
  try {
    // Detached: Ctrl-C in a terminal would otherwise shut the database down at once, before our own processes have drained.
    // The log is a file, not a pipe to us: the server may live longer than we do.
    const child = spawn(binaries.postgres, ['-D', cluster, ...args], {
      ...user.become,
      cwd: cluster,
      env: SERVER_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', output, output],
    });
    await once(child, 'spawn');
    child.unref();
    return await untilReady(cluster, Number(child.pid));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new StartError(`The database did not start: ${lastWords(readFileSync(logFile, 'utf8'))}`, { cause: error });
  } finally {
    closeSync(output);
  }
}

/** Fast shutdown: sessions are ended, everything is written. Resolves when the server has gone. */
export async function stopPostmaster(cluster: string, server: Postmaster): Promise<void> {
  const signals = [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
  ] as const;
  for (const [signal, withinMs] of signals) {
    if (!isRunning(cluster, server.pid)) break;
    process.kill(server.pid, signal);
    await until(() => !isRunning(cluster, server.pid), withinMs);
  }
  await clearRemains(cluster);
  removeSocketFolder(server);
}

export function removeSocketFolder({ socketFolder }: Pick<Postmaster, 'socketFolder'>): void {
  if (socketFolder.startsWith(SOCKET_FOLDERS)) rmSync(socketFolder, { recursive: true, force: true });
}

/** A server works in the folder of its cluster: that tells it from any other program that got the same pid. */
export function isRunning(cluster: string, pid: number | string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return false; // Gone, or somebody else's.
  }
}

/**
 * Sessions outlive a killed server for a moment, and a new one refuses to start beside them. When nobody works here any
 * more, a pid file is a dead server's; PostgreSQL would believe it if the pid is now another program's, or a zombie's.
 */
async function clearRemains(cluster: string): Promise<void> {
  const isDeserted = (): boolean => !readdirSync('/proc').some((entry) => /^\d+$/.test(entry) && isRunning(cluster, entry));
  if (!(await until(isDeserted, FAST_SHUTDOWN_MS))) {
    throw new StartError('Processes of an earlier database server still work on DATA_DIR. End them and start again.');
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

async function untilReady(cluster: string, pid: number): Promise<Postmaster> {
  let found: PidFile | undefined;
  await until(() => {
    found = readPidFile(cluster);
    return (found?.ready === true && found.pid === pid) || !isRunning(cluster, pid);
  }, READY_WITHIN_MS);
  if (found?.ready !== true || found.pid !== pid || !isRunning(cluster, pid)) throw new StartError('The database is not ready.');
  return found;
}

interface PidFile extends Postmaster {
  readonly ready: boolean;
}

/** Lines of postmaster.pid: pid, cluster, start time, port, folder of the socket, address, shared memory, state. */
function readPidFile(cluster: string): PidFile | undefined {
  const lines = readIfThere(join(cluster, 'postmaster.pid'))?.split('\n');
  if (!lines) return undefined;
  const [pid, , , port, socketFolder = '', , , state = ''] = lines;
  return { pid: Number(pid), port: Number(port), socketFolder, ready: state.trim() === 'ready' };
}

async function until(isTrue: () => boolean, withinMs: number): Promise<boolean> {
  const giveUp = performance.now() + withinMs;
  while (!isTrue()) {
    if (performance.now() > giveUp) return false;
    await sleep(LOOK_MS);
  }
  return true;
}
