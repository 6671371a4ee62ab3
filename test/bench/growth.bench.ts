import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestDatabase } from '../support/database.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { openBenchPostgres } from './bench-postgres.ts';
import { median } from './figures.ts';
import { fillWithFinished } from './finished-rows.ts';
import { reelwright, type Contestant } from './queue-contestants.ts';
import { drainRate, latencies } from './queue-measures.ts';
import { firstStep, Session } from './session.ts';

const ROUNDS = 3;
const EVENTS_A_JOB = 10;
/** The queue keeps a day. */
const MAX_DELIVERIES = 100_000;
const SINGLE_JOBS = 20;
const BACKLOG = 300;
const FIRST_STEPS = 20;
const BETWEEN_MS = 100;

interface Figures {
  /** Milliseconds. */
  readonly starts: number[];
  /** A second. */
  readonly rates: number[];
  readonly firstSteps: number[];
}

/**
 * P11 for the engine: P7 and P3 on tables with so many finished jobs, ten events and two steps each, beside empty ones. One server has
 * both databases, and they take turns.
 */
export async function benchGrowth(jobs: number): Promise<string[]> {
  const postgres = await openBenchPostgres();
  try {
    const [empty, full] = [await postgres.clone(), await postgres.clone()];
    const began = performance.now();
    const deliveries = Math.min(jobs, MAX_DELIVERIES);
    await fillWithFinished(full.ownerUrl, { jobs, eventsAJob: EVENTS_A_JOB, deliveries }, { analyze: true });
    const fillSeconds = (performance.now() - began) / 1_000;
    const load = loadavg()[0]?.toFixed(1);
    const figures = new Map<TestDatabase, Figures>([empty, full].map((urls) => [urls, { starts: [], rates: [], firstSteps: [] }]));
    await measureQueue(figures);
    await measureFirstSteps(figures);
    const [before, after] = [...figures.values()];
    if (!before || !after) return [];
    const ratio = (read: (figures: Figures) => readonly number[], isRate = false): string => {
      const [of, to] = [median(read(before)), median(read(after))];
      return `${of.toFixed(1)} and ${to.toFixed(1)}: ${(isRate ? to / of : of / to).toFixed(2)}`;
    };
    return [
      `${jobs} finished jobs with ${jobs * EVENTS_A_JOB} events (written in ${fillSeconds.toFixed(0)} s) against empty tables, ${ROUNDS} rounds in turns, medians; load of the machine before: ${load} on ${cpus().length} cores. Goal of each ratio: 0.9.`,
      `Send to start, ms: ${ratio(({ starts }) => starts)}. Backlog, jobs a second: ${ratio(({ rates }) => rates, true)}.`,
      `Mutation to the worker's first STEP event at the client, ms: ${ratio(({ firstSteps }) => firstSteps)}.`,
    ];
  } finally {
    await postgres.stop();
  }
}

async function measureQueue(figures: ReadonlyMap<TestDatabase, Figures>): Promise<void> {
  const open: [Contestant, Figures][] = [];
  try {
    for (const [urls, found] of figures) open.push([await reelwright({ ...urls, drop: async () => undefined }), found]);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [contestant, { starts, rates }] of open) {
        starts.push(...(await latencies(contestant, SINGLE_JOBS)));
        rates.push(await drainRate(contestant, BACKLOG));
      }
    }
  } finally {
    for (const [contestant] of open) await contestant.close();
  }
}

async function measureFirstSteps(figures: ReadonlyMap<TestDatabase, Figures>): Promise<void> {
  const stacks: Stack[] = [];
  try {
    const sessions: { session: Session; client: ReturnType<Session['socket']>; found: Figures }[] = [];
    for (const [{ applicationUrl, ownerUrl }, found] of figures) {
      const stack = await startStack({ env: { DATABASE_URL: applicationUrl, DATABASE_OWNER_URL: ownerUrl } });
      stacks.push(stack);
      const session = await Session.open(stack.url);
      sessions.push({ session, client: session.socket(), found });
    }
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const { session, client, found } of sessions) {
        const times = await firstSteps(session, client);
        // The first round warms.
        if (round >= 0) found.firstSteps.push(...times);
      }
    }
    for (const { client } of sessions) await client.dispose();
  } finally {
    for (const stack of stacks) await stack.stop();
  }
}

async function firstSteps(session: Session, client: ReturnType<Session['socket']>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < FIRST_STEPS; run += 1) {
    times.push((await firstStep(session, client)).totalMs);
    await pause(BETWEEN_MS);
  }
  return times;
}
