import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import {
  creditsOf,
  faultsOfLedger,
  makeTenant,
  openEngine,
  request,
  scopeOf,
  until,
  useEngine,
  type Tenant,
} from '../../../support/engine.ts';
import { chainedSteps } from '../../../support/rounds.ts';

/** Of the standard plan. */
const CAP = 32;
const WORKERS = 2;
const SLOTS = 24;
const RESERVED = 5;
const USED = 2;

const engine = useEngine({ poolSize: 20, concurrency: 0, dispatches: false });
let workers: ChildProcess[] = [];
let tenants: Tenant[] = [];
beforeEach(async () => {
  await engine.owner('truncate jobs, scheduler_clocks cascade');
  await engine.owner('delete from pgboss.job');
  tenants = await Promise.all(Array.from({ length: 3 }, () => makeTenant(engine, 'OWNER', 20_000)));
});
afterEach(async () => {
  await Promise.all(workers.map(kill));
  workers = [];
});

async function hire(): Promise<ChildProcess> {
  const worker = fork(join(import.meta.dirname, '../../../support/rounds-process.ts'), [engine.urls.applicationUrl, String(SLOTS)], {
    execArgv: ['--import', 'tsx'],
  });
  await once(worker, 'message');
  workers.push(worker);
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

/** Jobs of 3 to 5 steps that wait for each other, in one transaction for each workspace. */
async function createJobs(count: number, title = 'x'): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  for (const [place, { actor, workspaceId }] of tenants.entries()) {
    const scope = scopeOf(engine, actor);
    await scope.tx(async (em) => {
      for (const [index, id] of ids.entries()) {
        if (index % tenants.length !== place) continue;
        const steps = chainedSteps(3 + (index % 3));
        await engine.jobs.create(em, scope, { id, workspaceId, type: 'VIDEO', title, input: {}, steps, credits: RESERVED });
      }
    });
  }
  return ids;
}

const open = () => engine.owner<{ id: string }>(`select id from jobs where status in ('QUEUED', 'RUNNING')`);

/** Samples the largest number of steps that a workspace has in the queue or at work, until the returned function is called. */
function sampleCaps(): () => Promise<number> {
  let highest = 0;
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      const [row] = await engine.owner<{ most: number }>(
        `select coalesce(max(steps), 0)::int as most from (select count(*) as steps from job_steps
         where dispatched_at is not null and status in ('PENDING', 'RUNNING') group by workspace_id) counts`,
      );
      highest = Math.max(highest, row?.most ?? 0);
      await pause(20);
    }
  })();
  return async () => {
    isOver = true;
    await sampling;
    return highest;
  };
}

/** Process ids of the application's sessions. */
const sessions = async (): Promise<readonly number[]> =>
  (
    await engine.owner<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and application_name like 'reelwright%'`,
    )
  ).map(({ pid }) => pid);

/** What does not add up in the logs of jobs. */
const faultsOfLogs = () =>
  engine.owner(
    `select j.id, j.status, j.sequence, count(*)::int as events, max(e.sequence) as last from jobs j join job_events e on e.job_id = j.id
     group by j.id having count(*) <> j.sequence or max(e.sequence) <> j.sequence or min(e.sequence) <> 1
       or count(*) filter (where e.type = 'STATUS' and e.status = 'COMPLETED') <> (j.status = 'COMPLETED')::int
       or (j.status = 'COMPLETED' and count(*) filter (where e.message = 'done') < (select count(*) from job_steps s where s.job_id = j.id))`,
  );
const deadlocks = async (): Promise<number> =>
  (await engine.owner<{ deadlocks: number }>(`select deadlocks::int from pg_stat_database where datname = current_database()`))[0]
    ?.deadlocks ?? NaN;

test(
  'two workers that are killed again and again do every step, charge every job once and leave every log whole',
  { timeout: 240_000 },
  async () => {
    const JOBS = 600;
    const KILLS = 4;
    await createJobs(JOBS);
    await Promise.all(Array.from({ length: WORKERS }, hire));
    const highest = sampleCaps();
    for (let kills = 0; kills < KILLS && (await open()).length > 0; kills += 1) {
      await pause(300 + Math.random() * 700);
      const victim = workers.shift();
      if (victim) await kill(victim);
      await hire();
    }
    await expect.poll(async () => (await open()).length, { timeout: 200_000, interval: 200 }).toBe(0);
    expect(await highest()).toBeLessThanOrEqual(CAP);
    expect(await engine.owner(`select status, count(*)::int from jobs group by status`)).toEqual([{ status: 'COMPLETED', count: JOBS }]);
    expect(await engine.owner(`select id from job_steps where status <> 'COMPLETED' or attempt <> crashes + 1`)).toEqual([]);
    expect(
      await engine.owner(
        `select job_id from job_events where message = 'done' group by job_id having count(*) <> (select count(*) from job_steps s where s.job_id = job_events.job_id)`,
      ),
    ).toEqual([]);
    expect(await faultsOfLogs()).toEqual([]);
    expect(await faultsOfLedger(engine)).toEqual([]);
    for (const tenant of tenants)
      expect(await creditsOf(engine, tenant)).toMatchObject({ reserved: 0, spent: (JOBS / tenants.length) * USED });
    await until(async () => (await engine.owner(`select 1 from pgboss.job where state < 'completed'`)).length === 0);
  },
);

test('cancels and retries among the rounds of two workers never deadlock, and every job ends once', { timeout: 240_000 }, async () => {
  const [plain, failing] = [await createJobs(150), await createJobs(90, 'fails once')];
  const [idle, before] = [await sessions(), await deadlocks()];
  const callers = await openEngine({ urls: { ...engine.urls, drop: async () => undefined }, concurrency: 0, dispatches: false });
  const canceled = new Set(plain.filter((_, index) => index % 2 === 0));
  await Promise.all(Array.from({ length: WORKERS }, hire));
  const highest = sampleCaps();
  const ownerOf = new Map(
    (await engine.owner<{ id: string; workspace: string }>('select id, workspace_id as workspace from jobs')).map(({ id, workspace }) => [
      id,
      tenants.find(({ workspaceId }) => workspaceId === workspace),
    ]),
  );
  const as = async (id: string, work: (scope: Scope) => Promise<unknown>): Promise<void> => {
    const owner = ownerOf.get(id);
    if (!owner) throw new Error('the job has an owner');
    await request(callers, owner.actor, work);
  };
  const canceling = Promise.all(
    [...canceled].map(async (id) => {
      await pause(Math.random() * 2_000);
      // It may have completed before.
      await as(id, (scope) => callers.jobs.cancel(scope, id)).catch((error: Error) =>
        expect(error.message).toContain('cannot be canceled'),
      );
    }),
  );
  const retrying = Promise.all(
    failing.map(async (id) => {
      await until(async () => (await engine.owner(`select 1 from jobs where id = $1 and status = 'FAILED'`, [id])).length > 0);
      await as(id, (scope) => callers.jobs.retry(scope, { id }));
    }),
  );
  await Promise.all([canceling, retrying]);
  await expect.poll(async () => (await open()).length, { timeout: 200_000, interval: 200 }).toBe(0);
  expect(await highest()).toBeLessThanOrEqual(CAP);
  const ended = await engine.owner<{ id: string; status: string }>('select id, status from jobs');
  expect(ended.filter(({ id, status }) => status !== 'COMPLETED' && !canceled.has(id))).toEqual([]);
  expect(ended.filter(({ id, status }) => canceled.has(id) && status !== 'COMPLETED' && status !== 'CANCELED')).toEqual([]);
  expect(await faultsOfLogs()).toEqual([]);
  expect(await faultsOfLedger(engine)).toEqual([]);
  // A session writes its statistics when it ends, at the latest.
  await Promise.all([...workers.map(kill), callers.close()]);
  await until(async () => (await sessions()).every((pid) => idle.includes(pid)));
  expect(await deadlocks()).toBe(before);
});
