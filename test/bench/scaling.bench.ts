import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import pLimit from 'p-limit';
import { descendants } from '../support/processes.ts';
import { openBenchPostgres } from './bench-postgres.ts';
import { measureDispatch } from './dispatch-cost.ts';
import { median } from './figures.ts';
import { reelwright, type Contestant } from './queue-contestants.ts';
import type { QueueWorker } from './queue-worker.ts';
import { cpuMilliseconds } from './reads-load.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { MEASURES } from './report/scaling-page.ts';

const WORKERS = [1, 2, 4] as const;
const ROUNDS = 3;
/** Workspaces with a waiting job. */
const TENANTS = [10, 100, 1_000] as const;
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
      return tell(drains, await measureDispatch(await postgres.clone(), TENANTS), load);
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

function tell(
  drains: ReadonlyMap<number, readonly Drain[]>,
  dispatches: ReadonlyMap<number, number>,
  load: string | undefined,
): BenchReport {
  const figure = (count: number, read: (drain: Drain) => number): number => median((drains.get(count) ?? []).map(read));
  const named = (read: (drain: Drain) => number): Record<string, number> =>
    Object.fromEntries(WORKERS.map((count) => [count === 1 ? OURS : `${OURS}, ${count} workers`, figure(count, read)]));
  const rates = named(({ perSecond }) => perSecond);
  const [workers, database] = [named(({ workerCpu }) => workerCpu), named(({ databaseCpu }) => databaseCpu)];
  const tenants = [...dispatches].map(([count, ms]) => `${count}: ${ms.toFixed(1)} ms`).join(', ');
  return {
    sentences: [
      `${ROUNDS} backlogs of ${JOBS} jobs without work for each number of workers, in turns, medians; eight slots a worker; load of the machine before: ${load} on ${cpus().length} cores, shared by workers and database.`,
      ...Object.keys(rates).map(
        (name, index) =>
          `${WORKERS[index]} worker processes: ${rates[name]?.toFixed(0)} jobs a second; CPU a job: workers ${workers[name]?.toFixed(2)} ms, PostgreSQL ${database[name]?.toFixed(2)} ms.`,
      ),
      `One dispatch, by workspaces with a waiting job: ${tenants}.`,
    ],
    measures: [
      { id: 'scaling', name: 'Jobs without work, by worker processes', unit: 'jobs a second', values: rates, goals: [] },
      { id: 'scaling', name: MEASURES.workerCpu, unit: 'ms', values: workers, goals: [] },
      { id: 'scaling', name: MEASURES.databaseCpu, unit: 'ms', values: database, goals: [] },
      {
        id: 'scaling',
        name: MEASURES.dispatch,
        unit: 'ms',
        values: Object.fromEntries([...dispatches].map(([count, ms]) => [`${OURS}, ${count} workspaces`, ms])),
        goals: [],
      },
    ],
  };
}
