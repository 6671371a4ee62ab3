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

/** The running server of a cluster, identified by its pid. This process or a killed predecessor started it. */
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
  /** Log of the server, owned by this process's user; that of the previous start is kept as `postgres.log.1`. */
  readonly logFile: string;
  readonly port: number;
  readonly socketFolder: string;
  /** Whether the server shuts down when this process is killed, instead of waiting for the next start to adopt it. */
  readonly endsWithParent: boolean;
}

/** Polling interval in milliseconds. PostgreSQL reports its state in a file, and an adopted server is not a child of this process. */
const LOOK_MS = 10;
/** Milliseconds. Crash recovery takes seconds; this only bounds a server that hangs. */
const READY_WITHIN_MS = 300_000;
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;
/**
 * Prefix of the folders of sockets. They are in /tmp, like PostgreSQL's own: a socket path may have 107 bytes, and the path of a project
 * may be longer.
 */
const SOCKET_FOLDERS = '/tmp/reelwright-';

/**
 * The server that already runs on this cluster because its parent was killed, once it accepts logins. Undefined when none runs, whatever
 * the pid file contains, because pids are reused.
 */
export async function adoptPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const left = readPidFile(cluster);
  if (!left) return undefined;
  if (isRunning(cluster, left.pid)) return untilReady(cluster, left.pid).catch(() => undefined);
  removeSocketFolder(left);
  return undefined;
}

/** A new folder for the socket. Its name cannot be guessed, so nobody can have created it before. */
export function makeSocketFolder(user: ServerUser): string {
  const folder = mkdtempSync(SOCKET_FOLDERS);
  if (user.become.uid !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

/** Starts the server and resolves when it accepts logins. @throws StartError with PostgreSQL's reason. */
export async function launchPostmaster(options: Launch): Promise<Postmaster> {
  const { binaries, user, cluster, settings, logFile, port, socketFolder, endsWithParent } = options;
  await clearRemains(cluster);
  const all = { ...settings, listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: socketFolder };
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const output = openSync(logFile, 'w', 0o600);
  try {
    // Detached: Ctrl-C in a terminal would otherwise stop the database before API and worker have ended. The log is a file rather than a
    // pipe, because the server may outlive this process.
    const [program, ...before] = [...(endsWithParent ? ['setpriv', '--pdeathsig=INT'] : []), binaries.postgres];
    const child = spawn(program, [...before, '-D', cluster, ...args], {
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

/** Stops the server by a fast shutdown, which ends sessions and writes everything. Resolves when the server has ended. */
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

/**
 * Whether the process with this pid is the server of the cluster. Its working folder is the cluster, which distinguishes it from another
 * program with the same pid.
 */
export function isRunning(cluster: string, pid: number | string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return false; // Ended, or another program's pid.
  }
}

/**
 * Waits for sessions of a killed server, which outlive it briefly: a new server refuses to start next to them. Without such sessions the
 * pid file is stale and is deleted: PostgreSQL would trust it if the pid now belongs to another program or a zombie.
 */
async function clearRemains(cluster: string): Promise<void> {
  const isDeserted = (): boolean => !readdirSync('/proc').some((entry) => /^\d+$/.test(entry) && isRunning(cluster, entry));
  if (!(await until(isDeserted, FAST_SHUTDOWN_MS))) {
    throw new StartError('Processes of an earlier database server still use DATA_DIR. End them and start again.');
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

/** Lines of postmaster.pid: pid, cluster, start time, port, socket folder, address, shared memory, state. */
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
