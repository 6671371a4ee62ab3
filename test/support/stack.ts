import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
/** A first start makes a database cluster; a busy machine may need several times its usual seconds. */
const READY_WITHIN_MS = 90_000;
const STOPPED_WITHIN_MS = 30_000;

export interface Stack {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string;
  readonly dataDir: string;
  /** Of the process that was started; the others are its children. */
  readonly pid: number;
  /** Ends it as Ctrl-C would, and removes its data. */
  stop(): Promise<void>;
}

interface StackOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** One of an earlier stack; a new one when left out. */
  readonly dataDir?: string;
  /** Leaves the data where it is when the stack stops. */
  readonly keepData?: boolean;
  /** Gets whole lines of what the stack says. */
  readonly onOutput?: (text: string) => void;
}

/** The product as its users start it: built, in a process of its own, on a free port, with an empty data folder. */
export async function startStack({ env = {}, keepData = false, onOutput, ...options }: StackOptions = {}): Promise<Stack> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'reelwright-')));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [MAIN, 'start'], {
    env: { ...process.env, NODE_ENV: 'development', DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: url, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      output += `${line}\n`;
      onOutput?.(line);
    });
  const exited = once(child, 'exit');

  async function stop(): Promise<void> {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await exited;
    clearTimeout(timer);
    if (!keepData) await rm(dataDir, { recursive: true, force: true });
  }

  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    if (hasExited() || Date.now() > deadline) {
      await stop();
      throw new Error(`The stack did not become ready.\n${output}`);
    }
    await pause(100);
  }
  return { url, dataDir, pid: child.pid ?? 0, stop };
}

const isReady = async (url: string): Promise<boolean> => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
