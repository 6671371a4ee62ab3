import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, type QueryResultRow } from 'pg';
import type { PostgresOptions } from '../../src/embedded/postgres/start-postgres.ts';
import type { PostgresReport } from './postgres-process.ts';

/** Only root can become somebody else; run by anybody else, the tests that need it are not defined. */
export const isRoot = process.getuid?.() === 0;
/** A user who owns nothing and is on every machine. */
export const NOBODY = 65534;

/** For `expect.poll`: a busy machine must not make a test red. */
export const PATIENT = { timeout: 30_000 };

/** A folder that every user may pass through. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-test-'));
  chmodSync(folder, 0o711);
  return folder;
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Rows of one statement on a connection of its own. */
export async function query<Row extends QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Where the cluster of a DATA_DIR is. */
export function clusterFolder(dataDir: string): string {
  const pointer = join(dataDir, 'postgres.location');
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres');
  return join(home, 'cluster');
}

/** The pid of the server that runs on a DATA_DIR. */
export const serverPid = (dataDir: string): number =>
  Number(readFileSync(join(clusterFolder(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0]);

export interface PostgresProcess {
  readonly child: ChildProcess;
  readonly report: PostgresReport;
  /** Sends the signal and waits for the end. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
}

/** Starts PostgreSQL from a process of its own (see postgres-process.ts). */
export async function startElsewhere(options: Omit<PostgresOptions, 'log'>, uid?: number): Promise<PostgresProcess> {
  const program = join(import.meta.dirname, 'postgres-process.ts');
  const child = spawn(process.execPath, [program, JSON.stringify({ options, uid })], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    child,
    report: JSON.parse(line) as PostgresReport,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}

/** False also for one that has ended and that nobody has buried yet. */
export function isAlive(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) !== '';
  } catch {
    return false;
  }
}
