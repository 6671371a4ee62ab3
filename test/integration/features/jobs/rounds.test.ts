import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StepRounds } from '../../../../src/features/jobs/rounds/step-rounds.ts';
import type { StepHandler, StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import type { PubSub } from '../../../../src/platform/pubsub/pubsub.ts';
import {
  createJob,
  creditsOf,
  eventsOf,
  faultsOfLedger,
  jobRow,
  looseSteps,
  makeTenant,
  numbersTo,
  request,
  scopeOf,
  until,
  useEngine,
  type Engine,
  type Tenant,
} from '../../../support/engine.ts';
import { chainedSteps, openRounds, type RoundsOptions } from '../../../support/rounds.ts';

/** Of the standard plan. */
const CAP = 32;

const engine = useEngine({ poolSize: 20, concurrency: 0, dispatches: false });
let tenant: Tenant;
const opened = new Set<StepRounds>();
beforeEach(async () => {
  await engine.owner('truncate jobs, scheduler_clocks cascade');
  await engine.owner('delete from pgboss.job');
  tenant = await makeTenant(engine);
});
afterEach(async () => {
  await Promise.all([...opened].map((rounds) => close(rounds, 0)));
});

function start(work: StepHandler, options: RoundsOptions = {}, on: Engine = engine): StepRounds {
  const rounds = openRounds(on, work, options);
  opened.add(rounds);
  rounds.start();
  return rounds;
}

async function close(rounds: StepRounds, graceMs: number): Promise<void> {
  if (opened.delete(rounds)) await rounds.close(graceMs);
}

const endless: StepHandler = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true }));
const steps = (condition = 'true') =>
  engine.owner<{ id: string; status: string; written: string }>(
    `select id, status, xmin::text as written from job_steps where ${condition} order by id`,
  );
const allEnded = async (): Promise<boolean> => (await steps(`status <> 'COMPLETED'`)).length === 0;
const openMessages = () => engine.owner(`select id from pgboss.job where name = 'step' and state in ('created', 'retry', 'active')`);

/** A session of the owner's own, ended with the test. */
async function openSession(): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: engine.urls.ownerUrl });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

test('a worker that was not started takes nothing, however often it is woken', async () => {
  let taken = 0;
  const idle: StepHandler = () => {
    taken += 1;
    return Promise.resolve({});
  };
  opened.add(openRounds(engine, idle));
  start(() => Promise.resolve({}));
  for (let job = 0; job < 20; job += 1) await createJob(engine, tenant, looseSteps(1));
  await until(allEnded);
  expect(taken).toBe(0);
});

describe('a round', () => {
  test('finishes all steps that ended together and starts the next ones in the same transaction', async () => {
    const first = Promise.withResolvers<void>();
    let running = 0;
    await createJob(engine, tenant, looseSteps(16));
    start(async (run) => {
      running += 1;
      await (running <= 8 ? first.promise : endless(run));
      return {};
    });
    await until(() => running === 8);
    first.resolve();
    await until(() => running === 16);
    const all = await steps();
    expect(all.map(({ status }) => status).toSorted()).toEqual([...Array(8).fill('COMPLETED'), ...Array(8).fill('RUNNING')]);
    expect(new Set(all.map(({ written }) => written)).size).toBe(1);
  });

  test('leaves the same events as steps that ended one by one, in order and without a gap', async () => {
    const plan = chainedSteps(3);
    const jobId = await createJob(engine, tenant, plan);
    start(async () => ({}));
    await until(allEnded);
    const events = await eventsOf(engine, jobId);
    expect(events.map(({ sequence }) => sequence)).toEqual(numbersTo(9));
    expect(events.map(({ type, status, message }) => [type, status, message])).toEqual([
      ['STATUS', 'QUEUED', null],
      ['STATUS', 'RUNNING', null],
      ...[0, 1].flatMap(() => [
        ['STEP', 'RUNNING', 'started'],
        ['STEP', 'RUNNING', 'done'],
      ]),
      ['STEP', 'RUNNING', 'started'],
      ['STEP', 'RUNNING', 'done'],
      ['STATUS', 'COMPLETED', null],
    ]);
    expect(events.at(-1)?.progress).toBe(1);
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED', sequence: 9 });
  });

  test('charges what the last step used, and returns the rest', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => createJob(engine, tenant, chainedSteps(2), 10)));
    start(async ({ step }) => ({ creditsUsed: step.position === 1 ? 3 : 9 }));
    await until(async () => (await engine.owner(`select 1 from jobs where status = 'COMPLETED'`)).length === ids.length);
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 985, reserved: 0, spent: 15 });
    expect(await faultsOfLedger(engine)).toEqual([]);
  });

  test('gives webhooks the events of each job in their order', async () => {
    await request(engine, tenant.actor, (scope) =>
      engine.webhooks.create(scope, { workspaceId: tenant.workspaceId, url: 'http://127.0.0.1:4321/', types: ['JOB_STATUS', 'JOB_STEP'] }),
    );
    const ids = await Promise.all(Array.from({ length: 6 }, () => createJob(engine, tenant, looseSteps(4))));
    start(async () => ({}));
    await until(allEnded);
    const deliveries = await engine.owner<{ job: string; sequence: number }>(
      `select event->>'jobId' as job, (event->>'sequence')::int as sequence from webhook_deliveries order by position`,
    );
    for (const id of ids) {
      const sequences = deliveries.filter(({ job }) => job === id).map(({ sequence }) => sequence);
      expect(sequences).toEqual(numbersTo(11));
    }
  });

  test('makes a folder for a step that asks for it, and for no other', async () => {
    await createJob(engine, tenant, looseSteps(2));
    const folders: string[] = [];
    const roots: boolean[] = [];
    start(async (run: StepRun) => {
      if (run.step.position === 0) return {};
      folders.push(run.workDir);
      roots.push(existsSync(run.workDir));
      return {};
    });
    await until(allEnded);
    expect(roots).toEqual([true]);
    await until(() => !existsSync(folders[0] ?? ''));
  });
});

describe('workers start what was committed', () => {
  test('without making those wait who create jobs', async () => {
    await using scheduler = await openSession();
    await scheduler.query(`select pg_advisory_lock(hashtext('reelwright.scheduler'))`);
    start(async () => ({}), { concurrency: 30 });
    await Promise.all(Array.from({ length: 21 }, () => createJob(engine, tenant, looseSteps(1))));
    expect(await steps(`dispatched_at is not null`)).toEqual([]);
    await scheduler.query(`select pg_advisory_unlock(hashtext('reelwright.scheduler'))`);
    await until(allEnded);
  });

  test('also when the notification was lost', async () => {
    const deaf: PubSub = { ...engine.pubsub, listen: () => () => undefined };
    start(async () => ({}), {}, { ...engine, pubsub: deaf });
    const jobId = await createJob(engine, tenant, looseSteps(1));
    await until(allEnded);
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED' });
  });

  test('and are not woken by a transaction that comes to nothing', async () => {
    const heard: (string | undefined)[] = [];
    const stop = engine.pubsub.listen('steps_free', (payload) => heard.push(payload));
    const failing = scopeOf(engine, tenant.actor).tx(async (em) => {
      const { workspaceId } = tenant;
      await engine.jobs.create(em, scopeOf(engine, tenant.actor), {
        ...{ id: workspaceId, workspaceId, type: 'VIDEO', title: 'never', input: {}, steps: looseSteps(1) },
      });
      throw new Error('the mutation failed afterwards');
    });
    await expect(failing).rejects.toThrow('the mutation failed afterwards');
    await engine.owner(`select pg_notify('steps_free', 'later')`);
    await until(() => heard.length > 0);
    stop();
    expect(heard).toEqual(['later']);
  });

  test('within the cap of the workspace, however many workers there are', async () => {
    const counts: number[] = [];
    const sample = async (): Promise<void> => {
      const [row] = await engine.owner<{ count: number }>(
        `select count(*)::int as count from job_steps where dispatched_at is not null and status in ('PENDING', 'RUNNING')`,
      );
      counts.push(row?.count ?? 0);
    };
    await Promise.all(Array.from({ length: 30 }, () => createJob(engine, tenant, looseSteps(10))));
    const work: StepHandler = async () => {
      await pause(Math.random() * 20);
      return {};
    };
    for (let worker = 0; worker < 3; worker += 1) start(work, { concurrency: 16 });
    while (!(await allEnded())) await sample();
    expect(Math.max(...counts)).toBeLessThanOrEqual(CAP);
    expect(Math.max(...counts)).toBeGreaterThan(CAP / 2);
  });
});

describe('a worker that closes', () => {
  test('starts nothing more, and writes the ends of what runs', async () => {
    await createJob(engine, tenant, looseSteps(6));
    const release = Promise.withResolvers<void>();
    let running = 0;
    const rounds = start(
      async () => {
        running += 1;
        await release.promise;
        return {};
      },
      { concurrency: 4 },
    );
    await until(() => running === 4);
    const closed = close(rounds, 60_000);
    release.resolve();
    await closed;
    expect((await steps(`status = 'COMPLETED'`)).length).toBe(4);
    expect((await steps(`status = 'PENDING' and dispatched_at is null`)).length).toBe(2);
    expect(await openMessages()).toEqual([]);
  });

  test('returns what does not end, unharmed', async () => {
    const jobId = await createJob(engine, tenant, looseSteps(2));
    let running = 0;
    const rounds = start((run) => {
      running += 1;
      return endless(run);
    });
    await until(() => running === 2);
    await close(rounds, 0);
    expect(
      await engine.owner('select status, dispatched_at, attempt, failures, crashes from job_steps where job_id = $1', [jobId]),
    ).toEqual(Array.from({ length: 2 }, () => ({ status: 'PENDING', dispatched_at: null, attempt: 1, failures: 0, crashes: 0 })));
    expect(await openMessages()).toEqual([]);
  });
});

describe('a message that a worker holds', () => {
  test('is kept alive while its step runs', async () => {
    await createJob(engine, tenant, looseSteps(1));
    start(endless);
    const beat = async () =>
      (await engine.owner<{ at: string }>(`select heartbeat_on::text as at from pgboss.job where state = 'active'`))[0]?.at;
    await until(async () => (await beat()) !== undefined);
    const first = await beat();
    await until(async () => (await beat()) !== first);
    expect(await steps(`attempt = 1 and status = 'RUNNING'`)).toHaveLength(1);
  });

  test('is given up with its step when it was delivered again', async () => {
    await createJob(engine, tenant, looseSteps(1));
    let stopped = false;
    let runs = 0;
    start(async ({ signal, attempt }) => {
      runs = attempt;
      if (attempt === 1) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        stopped = true;
      }
      return {};
    });
    await until(() => runs === 1);
    await engine.owner(`update pgboss.job set state = 'retry', heartbeat_on = null where state = 'active'`);
    await until(allEnded);
    await until(() => stopped);
    expect(runs).toBe(2);
    expect(await openMessages()).toEqual([]);
  });
});

test('a step whose job is canceled in the moment of its start is stopped', async () => {
  for (let round = 0; round < 20; round += 1) {
    const jobId = await createJob(engine, tenant, looseSteps(4));
    const rounds = start(endless, { concurrency: 4 });
    await until(async () => (await steps(`status = 'RUNNING'`)).length > 0);
    await request(engine, tenant.actor, (scope) => engine.jobs.cancel(scope, jobId));
    await until(async () => (await openMessages()).length === 0);
    await close(rounds, 0);
  }
  expect(await steps(`status <> 'CANCELED'`)).toEqual([]);
});
