import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { makeFolder } from './files.ts';
import { Problem, reason } from './problem.ts';

/** A server and how to release it: a server that was started here is stopped, one that ran before keeps running. */
export interface Server {
  readonly url: string;
  readonly started: boolean;
  /** Whether the server belongs to this DATA_DIR, on whatever port. */
  readonly isLocal: boolean;
  leave(): Promise<void>;
}

interface Environment {
  readonly dataDir: string;
  /** Where a server of this configuration would listen. */
  readonly url: string;
  /** Whether the user chose the address. Otherwise the demo's own server may use any port. */
  readonly isPlaced: boolean;
}

const ASK_LIMIT_MS = 2_000;
const READY_LIMIT_MS = 90_000;
const POLL_MS = 100;
/** Milliseconds for a stop: the worker finishes or returns its steps, then the embedded database closes. */
const STOP_LIMIT_MS = 20_000;
const LOG_LINES = 12;

/** The settings that tell where the local server is, read as the server reads them: an empty value counts as unset. */
export const environment = ({ PUBLIC_URL, PORT, DATA_DIR }: NodeJS.ProcessEnv): Environment => ({
  dataDir: DATA_DIR || '.data',
  url: (PUBLIC_URL || `http://localhost:${PORT || '4000'}`).replace(/\/+$/, ''),
  isPlaced: Boolean(PUBLIC_URL || PORT),
});

async function answers(url: string, path: string): Promise<Response | undefined> {
  try {
    return await fetch(url + path, { signal: AbortSignal.timeout(ASK_LIMIT_MS) });
  } catch {
    return undefined;
  }
}

/** Whether a Reelwright server answers: another program may listen on the port. */
async function isReelwright(url: string): Promise<boolean> {
  const response = await answers(url, '/healthz');
  return response?.ok === true && /reelwright/i.test(await response.text().catch(() => ''));
}

const isReady = async (url: string): Promise<boolean> => (await answers(url, '/readyz'))?.ok === true;

/** The address that a running server wrote to its DATA_DIR: its port may differ from the configured one. */
function writtenUrl(dataDir: string): string | undefined {
  try {
    const { PUBLIC_URL } = JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')) as { PUBLIC_URL?: unknown };
    return typeof PUBLIC_URL === 'string' ? PUBLIC_URL.replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}

/** Addresses at which the server of this installation may answer. */
const addresses = ({ dataDir, url }: Environment): Set<string> => new Set([url, writtenUrl(dataDir) ?? url]);

async function find(here: Environment): Promise<string | undefined> {
  for (const candidate of addresses(here)) if (await isReelwright(candidate)) return candidate;
  return undefined;
}

const running = (url: string, isLocal: boolean): Server => ({ url, started: false, isLocal, leave: () => Promise.resolve() });

/** The server at `url` if one is given; else a running server of this installation; else a new one, once it is ready. */
export async function reach(url: string | undefined, here: Environment, signal: AbortSignal): Promise<Server> {
  if (url !== undefined) {
    if (!(await isReelwright(url))) throw new Problem(`No Reelwright answers at ${url}.`);
    return running(url, addresses(here).has(url));
  }
  const found = await find(here);
  signal.throwIfAborted();
  return found === undefined ? start(here, signal) : running(found, true);
}

async function start(here: Environment, signal: AbortSignal): Promise<Server> {
  const logFile = join(here.dataDir, 'log', 'demo.log');
  const port = here.isPlaced ? undefined : await freePort();
  const child = await launch(logFile, port === undefined ? {} : { PORT: String(port) });
  const url = port === undefined ? here.url : `http://localhost:${port}`;
  const leave = (): Promise<void> => stop(child);
  try {
    return { url: await readyUrl(child, { ...here, url }, logFile, signal), started: true, isLocal: true, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

async function launch(logFile: string, env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  let log: number;
  try {
    await makeFolder(dirname(logFile));
    log = openSync(logFile, 'w');
  } catch (error) {
    throw new Problem(`Cannot write ${logFile}: ${reason(error)}.`);
  }
  // The child has a process group of its own: Ctrl-C in the terminal reaches this process only, which cancels the job and then stops the
  // server. If this process is killed, the server notices that the channel closes.
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'start'], {
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
    env: { ...process.env, ...env },
  });
  child.on('error', () => undefined);
  closeSync(log);
  return child;
}

/** A free port, so that two demos in two folders do not use the same one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const hasEnded = (child: ChildProcess): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/**
 * Waits until the child answers, at the address that it was given or at the one that it wrote down; another server may be starting at the
 * same time.
 */
async function readyUrl(child: ChildProcess, { dataDir, url }: Environment, logFile: string, signal: AbortSignal): Promise<string> {
  const deadline = Date.now() + READY_LIMIT_MS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (hasEnded(child)) throw new Problem('Reelwright did not start.', lastLines(logFile));
    for (const candidate of [url, writtenUrl(dataDir) ?? url]) if (await isReady(candidate)) return candidate;
    await setTimeout(POLL_MS, undefined, { signal });
  }
  throw new Problem(`Reelwright was not ready within ${String(READY_LIMIT_MS / 1000)} s.`, lastLines(logFile));
}

const lastLines = (logFile: string): string[] => [
  `The last lines of ${logFile}:`,
  ...readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES),
];

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = new AbortController();
  void setTimeout(STOP_LIMIT_MS, undefined, { signal: late.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await ended;
  late.abort();
}
