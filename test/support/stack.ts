import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { noteEnvironment } from './run-record.ts';
import { launch, type Environment, type Program } from './program.ts';

/** A first start makes a database cluster; a busy machine may need several times its usual seconds. */
const READY_WITHIN_MS = 90_000;
const STOPPED_WITHIN_MS = 30_000;

export interface StackOptions {
  readonly env?: Environment;
  /** Data of an earlier start; a new folder when left out. */
  readonly dataDir?: string;
  readonly port?: number;
  /** Leaves the data where it is when the stack stops. */
  readonly keepData?: boolean;
}

export interface Stack {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly program: Program;
  /** What another process needs to join it: DATABASE_URL, S3_ENDPOINT, JWT_SECRET … */
  secrets(): Readonly<Record<string, string>>;
  /** Ends it as Ctrl-C would, and removes its data. */
  stop(): Promise<void>;
}

const NO_LIMITS = Object.fromEntries(
  [
    ...['LOGIN', 'REGISTER', 'MAIL', 'INVITE', 'GENERATE', 'UPLOAD', 'API'].map((name) => `RATE_LIMIT_${name}`),
    ...['PERSON', 'ADDRESS'].flatMap((who) => [`SOCKETS_PER_${who}`, `SUBSCRIPTIONS_PER_${who}`]),
  ].map((name) => [name, '0']),
);

/** The product as its users start it: built, in a process of its own, on a free port, with an empty data folder. */
export async function startStack({ env = {}, keepData = false, ...options }: StackOptions = {}): Promise<Stack> {
  const dataDir = options.dataDir ?? (await newDataDir());
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  // Plenty of credits: tests that are not about them make many films.
  // No limits: tests do in a minute what people do in a week.
  const own = { ...NO_LIMITS, DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: url, SIGNUP_CREDITS: '100000' };
  const program = launch(['start'], { ...own, ...env });

  async function stop(): Promise<void> {
    const timer = setTimeout(() => void program.end('SIGKILL'), STOPPED_WITHIN_MS);
    await program.end();
    clearTimeout(timer);
    if (!keepData) await rm(dataDir, { recursive: true, force: true });
  }

  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    if (program.hasEnded() || Date.now() > deadline) {
      await stop();
      throw new Error(`The stack did not become ready.\n${program.stdout()}${program.stderr()}`);
    }
    await pause(100);
  }
  const secrets = (): Record<string, string> => JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')) as Record<string, string>;
  noteEnvironment(secrets());
  return { url, port, dataDir, program, secrets, stop };
}

export const newDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'reelwright-'));

const isReady = async (url: string): Promise<boolean> => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200;

/** A port that nobody listens on, for a moment at least. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
