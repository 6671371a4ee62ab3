import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { createJob, looseSteps, makeTenant, openEngine, type Engine } from '../support/engine.ts';
import { openBenchPostgres } from './bench-postgres.ts';
import { median, percentile } from './figures.ts';
import { now, QueueWorker } from './queue-worker.ts';
import { OURS, type BenchReport } from './report/result.ts';

const KILLS = 20;
const WORKERS = 4;
const STEPS_OF_A_WORKER = 4;
/** Long enough for the one killed to be replaced, so that there is always room for what it held. */
const KILL_EVERY_MS = 1_500;

/**
 * From `kill -9` of a worker until every step that it held has begun elsewhere. Through our whole job layer; the steps do nothing but
 * hold until they are lost. With encoders at work: `npm run soak` says the same of films.
 */
export async function benchCrash(): Promise<BenchReport> {
  const postgres = await openBenchPostgres();
  try {
    const urls = await postgres.clone();
    const engine = await openEngine({ urls, concurrency: 0, dispatches: false });
    const newWorker = async (): Promise<QueueWorker> => {
      const worker = await QueueWorker.open({ kind: 'holding', url: urls.applicationUrl, concurrency: STEPS_OF_A_WORKER });
      await worker.go();
      return worker;
    };
    try {
      const load = loadavg()[0]?.toFixed(1);
      const times = await killAgainAndAgain(engine, newWorker);
      const restarted = await engine.owner<{ crashes: number }>('select crashes from job_steps where crashes > 0');
      const sentences = [
        `${KILLS} kills among ${WORKERS} workers, one each ${KILL_EVERY_MS / 1_000} s, with ${times.length} steps in their hands; load of the machine before: ${load} on ${cpus().length} cores.`,
        `From the kill to the step's beginning elsewhere: p50 ${seconds(median(times))}, p95 ${seconds(percentile(times, 0.95))}, at most ${seconds(Math.max(...times))} (goal: p95 10 s).`,
        `Steps of living workers that were started again: ${restarted.length - times.length} (goal: 0).`,
      ];
      const value = percentile(times, 0.95) / 1_000;
      return {
        sentences,
        measures: [
          { id: 'crash', name: 'Killed worker to start elsewhere, p95', unit: 's', values: { [OURS]: value }, goals: [{ atMost: 10 }] },
        ],
      };
    } finally {
      await engine.close();
    }
  } finally {
    await postgres.stop();
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

interface Lost {
  readonly stepId: string;
  readonly killedAt: number;
}

async function killAgainAndAgain(engine: Engine, newWorker: () => Promise<QueueWorker>): Promise<number[]> {
  const tenant = await makeTenant(engine);
  const all: QueueWorker[] = [];
  const living: QueueWorker[] = [];
  const hire = async (): Promise<void> => {
    const worker = await newWorker();
    all.push(worker);
    living.push(worker);
  };
  const lost: Lost[] = [];
  for (let count = 0; count < WORKERS; count += 1) await hire();
  for (let count = 0; count < WORKERS; count += 1) await createJob(engine, tenant, looseSteps(1));
  for (let kill = 0; kill < KILLS; kill += 1) {
    // Each kill must meet somebody with work in hand.
    await createJob(engine, tenant, looseSteps(1));
    const victim = await busiest(living, lost);
    const killedAt = now();
    const held = heldBy(victim, lost);
    await victim.end('SIGKILL');
    lost.push(...held.map((stepId) => ({ stepId, killedAt })));
    living.splice(living.indexOf(victim), 1);
    await hire();
    await pause(Math.max(0, KILL_EVERY_MS - (now() - killedAt)));
  }
  const times: number[] = [];
  for (const { stepId, killedAt } of lost) {
    const begun = (): number | undefined =>
      all.map((worker) => worker.started.get(stepId)).find((time) => time !== undefined && time > killedAt);
    while (begun() === undefined) await pause(50);
    times.push((begun() ?? NaN) - killedAt);
  }
  for (const worker of living) await worker.end();
  return times;
}

/** Steps that it began at their first attempt: those of others it finishes at once. */
const heldBy = (worker: QueueWorker, lost: readonly Lost[]): string[] =>
  [...worker.started.keys()].filter((id) => !lost.some(({ stepId }) => stepId === id));

async function busiest(workers: readonly QueueWorker[], lost: readonly Lost[]): Promise<QueueWorker> {
  for (;;) {
    const [most] = workers.toSorted((a, b) => heldBy(b, lost).length - heldBy(a, lost).length);
    if (most && heldBy(most, lost).length > 0) return most;
    await pause(10);
  }
}
