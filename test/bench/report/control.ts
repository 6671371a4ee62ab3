import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../figures.ts';
import type { ReadsOrder, ReadsReport } from '../reads-clients-process.ts';

/** What the machine can do before and after a bench, with nothing of Reelwright at work. */
export interface Control {
  /** Share of the processors' time, 0 to 1, that nobody used while the bench waited. */
  readonly idle: number;
  /** Requests a second of a plain HTTP server of Node. */
  readonly rate: number;
  /** Median of writing 8 KiB to the disk for certain, in ms. */
  readonly syncMs: number;
}

const WATCHED_MS = 1_000;
const WINDOW_MS = 1_500;
const SYNCS = 50;
const CONNECTIONS = 16;
/** With less, other programs are at work. */
const MIN_IDLE = 0.85;
/** A disk that is so many times as slow, and slower than this, has other writers. A flush of a free disk varies by a factor of 4. */
const MAX_SYNC_RATIO = 5;
const MIN_SLOW_SYNC_MS = 1;
/** The control run may differ by as much from one minute to the next on a free machine. */
const MIN_RATIO = 0.85;

export async function runControl(): Promise<Control> {
  // What the bench before leaves behind (a closing database) is not the machine's load.
  await pause(WATCHED_MS);
  return { idle: await idleShare(), rate: await plainRate(), syncMs: await syncMilliseconds() };
}

/** Why figures taken between these two do not count; null when they do. */
export function whyBusy(before: Control, after: Control): string | null {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const idle = Math.min(before.idle, after.idle);
  if (idle < MIN_IDLE)
    return `Other programs were at work: ${percent(idle)} of the processors were idle ${before.idle < after.idle ? 'before' : 'after'} the run, at least ${percent(MIN_IDLE)} are needed.`;
  const ratio = Math.min(before.rate, after.rate) / Math.max(before.rate, after.rate);
  if (ratio < MIN_RATIO)
    return `The machine changed during the run: a plain HTTP server answered ${Math.round(before.rate)} requests a second before and ${Math.round(after.rate)} after it.`;
  const [fast, slow] = [Math.min(before.syncMs, after.syncMs), Math.max(before.syncMs, after.syncMs)];
  if (slow > MIN_SLOW_SYNC_MS && slow > MAX_SYNC_RATIO * fast)
    return `The disk changed during the run: 8 KiB were written in ${before.syncMs.toFixed(2)} ms before and ${after.syncMs.toFixed(2)} ms after it.`;
  return null;
}

async function idleShare(): Promise<number> {
  const read = (): { idle: number; all: number } => {
    const [, ...ticks] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/);
    const counts = ticks.slice(0, 8).map(Number);
    return { idle: (counts[3] ?? 0) + (counts[4] ?? 0), all: counts.reduce((sum, count) => sum + count, 0) };
  };
  const from = read();
  await pause(WATCHED_MS);
  const to = read();
  return (to.idle - from.idle) / (to.all - from.all);
}

async function plainRate(): Promise<number> {
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clients = fork(join(import.meta.dirname, '../reads-clients-process.ts'), { execArgv: ['--import', 'tsx'] });
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ask = async (ms: number): Promise<number> => {
      clients.send({ url, connections: CONNECTIONS, ms, headers: {}, bodies: ['{}'] } satisfies ReadsOrder);
      const [{ answers, seconds }] = (await once(clients, 'message')) as [ReadsReport];
      return answers / seconds;
    };
    await ask(WINDOW_MS / 3);
    return await ask(WINDOW_MS);
  } finally {
    clients.disconnect();
    server.close();
  }
}

async function syncMilliseconds(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-control-'));
  const file = await open(join(folder, 'written'), 'w');
  const block = Buffer.alloc(8_192, 'x');
  const times: number[] = [];
  for (let count = 0; count < SYNCS; count += 1) {
    const from = performance.now();
    await file.write(block, 0, block.length, 0);
    await file.datasync();
    times.push(performance.now() - from);
  }
  await file.close();
  await rm(folder, { recursive: true });
  return median(times);
}
