import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestDatabase } from '../support/database.ts';
import { makeTenant, openEngine } from '../support/engine.ts';
import { query } from '../support/postgres.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { openBenchPostgres } from './bench-postgres.ts';
import { median } from './figures.ts';
import { fillWithFinished } from './finished-rows.ts';
import { fillTables } from './reads-data.ts';
import { apiPid, bodiesOf, CONNECTIONS, measureReads, openClients, READS_QUERY, type ReadsContestant } from './reads-load.ts';
import { OURS, type BenchReport, type Measure } from './report/result.ts';
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
/** Share of the tables of P1: 50 workspaces. */
const READS_SCALE = 0.05;
const READS_MS = 3_000;

interface Figures {
  /** Milliseconds. */
  readonly starts: number[];
  /** A second. */
  readonly rates: number[];
  readonly firstSteps: number[];
  /** Requests a second. */
  readonly reads: number[];
}

/**
 * P11: P7, P3 and P1 on tables with so many finished jobs, ten events and two steps each, beside empty ones. One server has
 * both databases, and they take turns.
 */
export async function benchGrowth(jobs: number): Promise<BenchReport> {
  const postgres = await openBenchPostgres();
  try {
    const [empty, full] = [await postgres.clone(), await postgres.clone()];
    // Both have the same workspaces to read; one has the finished jobs besides.
    const read = new Map([
      [empty, await fillForReads(empty)],
      [full, await fillForReads(full)],
    ]);
    const began = performance.now();
    const deliveries = Math.min(jobs, MAX_DELIVERIES);
    await fillWithFinished(full.ownerUrl, { jobs, eventsAJob: EVENTS_A_JOB, deliveries }, { analyze: true });
    const fillSeconds = (performance.now() - began) / 1_000;
    const load = loadavg()[0]?.toFixed(1);
    const figures = new Map<TestDatabase, Figures>(
      [empty, full].map((urls) => [urls, { starts: [], rates: [], firstSteps: [], reads: [] }]),
    );
    await measureQueue(figures);
    await measureProduct(figures, read);
    const [before, after] = [...figures.values()];
    if (!before || !after) throw new Error('one of the two databases was not measured');
    const share = (of: (figures: Figures) => readonly number[]): number => median(of(after)) / median(of(before));
    const measures: Measure[] = [
      { ...grown('Send to start'), values: { [OURS]: 1 / share(({ starts }) => starts) } },
      { ...grown('Backlog without work'), values: { [OURS]: share(({ rates }) => rates) } },
      { ...grown('Mutation to first event'), values: { [OURS]: 1 / share(({ firstSteps }) => firstSteps) } },
      { ...grown('Nested read'), values: { [OURS]: share(({ reads }) => reads) } },
    ];
    const both = (unit: string, of: (figures: Figures) => readonly number[]): string =>
      `${median(of(before)).toFixed(1)} and ${median(of(after)).toFixed(1)} ${unit}`;
    return {
      sentences: [
        `${jobs} finished jobs with ${jobs * EVENTS_A_JOB} events (written in ${fillSeconds.toFixed(0)} s) against empty tables, ${ROUNDS} rounds in turns, medians; load of the machine before: ${load} on ${cpus().length} cores.`,
        `Empty and full: send to start ${both('ms', ({ starts }) => starts)}; backlog ${both('jobs a second', ({ rates }) => rates)}; mutation to first event ${both('ms', ({ firstSteps }) => firstSteps)}; nested read ${both('requests a second', ({ reads }) => reads)}.`,
      ],
      measures,
    };
  } finally {
    await postgres.stop();
  }
}

const grown = (name: string) => ({
  id: 'P11',
  name: `${name}, on full tables`,
  unit: 'of as fast as on empty ones',
  goals: [{ atLeast: 0.9 }],
});

/** A person's workspaces with 20 jobs and more each; their ids. */
async function fillForReads(urls: TestDatabase): Promise<readonly string[]> {
  const engine = await openEngine({ urls: { ...urls, drop: async () => undefined }, concurrency: 0 });
  try {
    const { userId } = await makeTenant(engine);
    return await fillTables(urls.ownerUrl, userId, READS_SCALE);
  } finally {
    await engine.close();
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

/** P3 and P1, with the whole product on each database. */
async function measureProduct(
  figures: ReadonlyMap<TestDatabase, Figures>,
  read: ReadonlyMap<TestDatabase, readonly string[]>,
): Promise<void> {
  const clients = openClients();
  const stacks: Stack[] = [];
  try {
    const sides: { session: Session; client: ReturnType<Session['socket']>; contestant: ReadsContestant; found: Figures }[] = [];
    for (const [urls, found] of figures) {
      const stack = await startStack({ env: { DATABASE_URL: urls.applicationUrl, DATABASE_OWNER_URL: urls.ownerUrl } });
      stacks.push(stack);
      const session = await Session.open(stack.url);
      const ids = read.get(urls) ?? [];
      await joinWorkspaces(urls.ownerUrl, session.workspaceId, ids);
      const headers = { authorization: `Bearer ${session.token}` };
      const order = { url: `${stack.url}/graphql`, connections: CONNECTIONS, headers, bodies: bodiesOf(READS_QUERY, ids) };
      sides.push({ session, client: session.socket(), contestant: { name: 'reelwright', pid: apiPid(stack), order }, found });
    }
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const { session, client, contestant, found } of sides) {
        const times = await firstSteps(session, client);
        const { perSecond } = await measureReads(clients, contestant, READS_MS);
        // The first round warms.
        if (round < 0) continue;
        found.firstSteps.push(...times);
        found.reads.push(perSecond);
      }
    }
    for (const { client } of sides) await client.dispose();
  } finally {
    clients.disconnect();
    for (const stack of stacks) await stack.stop();
  }
}

/** The owner of one workspace becomes an owner of the others. */
async function joinWorkspaces(ownerUrl: string, workspaceId: string, ids: readonly string[]): Promise<void> {
  await query(
    ownerUrl,
    `insert into memberships (workspace_id, user_id, role)
     select w.id, m.user_id, 'OWNER' from unnest('{${ids.join(',')}}'::uuid[]) w (id), memberships m where m.workspace_id = '${workspaceId}'`,
  );
}

async function firstSteps(session: Session, client: ReturnType<Session['socket']>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < FIRST_STEPS; run += 1) {
    times.push((await firstStep(session, client)).totalMs);
    await pause(BETWEEN_MS);
  }
  return times;
}
