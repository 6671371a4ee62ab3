import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import pLimit from 'p-limit';
import { descendants } from '../support/processes.ts';
import { openBenchPostgres } from './bench-postgres.ts';
import { median } from './figures.ts';
import { reelwright, type Contestant } from './queue-contestants.ts';
import type { QueueWorker } from './queue-worker.ts';
import { cpuMilliseconds } from './reads-load.ts';
import { OURS, type BenchReport } from './report/result.ts';

const WORKERS = [1, 2, 4] as const;
const ROUNDS = 3;
const JOBS = 600;
const SENDERS = 8;

interface Drain {
  readonly perSecond: number;
  /** Milliseconds of CPU a job: of all workers, and of PostgreSQL's processes. */
  readonly workerCpu: number;
  readonly databaseCpu: number;
}

/**
 * Jobs without work on one, two and four worker processes of eight slots each, in turns: what the job layer costs in workers and in the
 * database, from which docs/scaling.md is computed. All share the processors of this machine.
 */
export async function benchScaling(): Promise<BenchReport> {
  const postgres = await openBenchPostgres();
  try {
    const urls = await postgres.clone();
    const contestant = await reelwright(urls);
    try {
      const load = loadavg()[0]?.toFixed(1);
      const drains = new Map<number, Drain[]>(WORKERS.map((count) => [count, []]));
      await drain(contestant, postgres.pid, 1);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const count of WORKERS) drains.get(count)?.push(await drain(contestant, postgres.pid, count));
      }
      return tell(drains, load);
    } finally {
      await contestant.close();
    }
  } finally {
    await postgres.stop();
  }
}

async function drain(contestant: Contestant, postmaster: number, count: number): Promise<Drain> {
  const workers: QueueWorker[] = [];
  for (let index = 0; index < count; index += 1) workers.push(await contestant.worker());
  const sending = pLimit(SENDERS);
  await Promise.all(Array.from({ length: JOBS }, () => sending(() => contestant.send())));
  const cpu = () => ({
    workers: workers.reduce((sum, { pid }) => sum + cpuMilliseconds(pid), 0),
    database: databaseCpu(postmaster),
  });
  const before = cpu();
  const from = Math.min(...(await Promise.all(workers.map((worker) => worker.go()))));
  const done = (): number => workers.reduce((sum, worker) => sum + worker.done.length, 0);
  await Promise.race(workers.map((worker) => worker.until(() => done() >= JOBS)));
  const after = cpu();
  const seconds = (Math.max(...workers.flatMap((worker) => worker.done)) - from) / 1_000;
  await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
  return {
    perSecond: JOBS / seconds,
    workerCpu: (after.workers - before.workers) / JOBS,
    databaseCpu: (after.database - before.database) / JOBS,
  };
}

/** Milliseconds of all processes of PostgreSQL, those of closed connections included. */
function databaseCpu(postmaster: number): number {
  const ended = cpuMilliseconds(postmaster, { ofEndedChildren: true });
  return descendants(postmaster).reduce((sum, { pid }) => sum + (existsSync(`/proc/${pid}/stat`) ? cpuMilliseconds(pid) : 0), ended);
}

function tell(drains: ReadonlyMap<number, readonly Drain[]>, load: string | undefined): BenchReport {
  const figure = (count: number, read: (drain: Drain) => number): number => median((drains.get(count) ?? []).map(read));
  const rate = (count: number): number => figure(count, ({ perSecond }) => perSecond);
  const name = (count: number): string => (count === 1 ? OURS : `${OURS}, ${count} workers`);
  return {
    sentences: [
      `${ROUNDS} backlogs of ${JOBS} jobs without work for each number of workers, in turns, medians; eight slots a worker; load of the machine before: ${load} on ${cpus().length} cores, shared by workers and database.`,
      ...WORKERS.map(
        (count) =>
          `${count} ${count === 1 ? 'worker' : 'workers'}: ${rate(count).toFixed(0)} jobs a second; CPU a job: workers ${figure(count, ({ workerCpu }) => workerCpu).toFixed(2)} ms, PostgreSQL ${figure(count, ({ databaseCpu }) => databaseCpu).toFixed(2)} ms.`,
      ),
    ],
    measures: [
      {
        id: 'scaling',
        name: 'Jobs without work, by worker processes',
        unit: 'jobs a second',
        values: Object.fromEntries(WORKERS.map((count) => [name(count), rate(count)])),
        goals: [],
      },
    ],
  };
}
