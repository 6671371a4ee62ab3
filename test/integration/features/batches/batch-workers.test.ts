import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchWaves, WAVE_JOBS } from '../../../../src/features/batches/batch-waves.service.ts';
import type { TemplateFilms } from '../../../../src/features/renders/template-films.service.ts';
import { batchesOf, endJobs, itemsOf, type BatchDesk } from '../../../support/batches.ts';
import { makeFailingKey } from '../../../support/failing-key.ts';
import { creditsOf, faultsOfLedger, makeTenant, request, until, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';

const engine = useEngine({ concurrency: 0, dispatches: false });
let tenant: Tenant;
let desk: BatchDesk;
let id: string;
beforeEach(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  desk = batchesOf(engine, tenant);
  ({ id } = await desk.create(await desk.template(), itemsOf(50)));
});

/** Jobs of the batch and the rows that they name. */
const jobsOf = async (): Promise<{ jobs: number; rows: number }> => {
  const [counts] = await engine.owner<{ jobs: number; rows: number }>(
    'select count(*)::int as jobs, count(distinct batch_row)::int as rows from jobs where batch_id = $1',
    [id],
  );
  return counts!;
};

describe('a wave', () => {
  it('is started by one of the workers that look at the same time', async () => {
    await Promise.all(Array.from({ length: 6 }, () => engine.batchWaves.tend(workerScope(engine, tenant), id)));
    expect(await jobsOf()).toEqual({ jobs: WAVE_JOBS, rows: WAVE_JOBS });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 950, reserved: 50 });
  });

  it('tries a failing provider again with one of its films', async () => {
    await makeFailingKey(engine, tenant, 'stability', 'VISUAL');
    await desk.tend(id);
    const drawers = await engine.owner<{ drawer: string; films: number }>(
      `select input -> 'providers' ->> 'visual' as drawer, count(*)::int as films from jobs where batch_id = $1 group by 1 order by 1`,
      [id],
    );
    expect(drawers).toEqual([
      { drawer: 'builtin', films: WAVE_JOBS - 1 },
      { drawer: 'stability', films: 1 },
    ]);
  });

  it('that dies in its middle leaves nothing, and the next one makes the same rows', async () => {
    const { films } = engine.batchWaves as unknown as { films: TemplateFilms };
    let made = 0;
    const dying = {
      planner: films.planner.bind(films),
      checkAssets: films.checkAssets.bind(films),
      create: async (...[em, scope, job, film]: Parameters<TemplateFilms['create']>) => {
        await films.create(em, scope, job, film);
        made += 1;
        if (made < 8) return;
        // What PostgreSQL sees of a killed worker: its connection ends in the middle of the transaction.
        const [{ pid } = { pid: 0 }] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
        await engine.owner('select pg_terminate_backend($1)', [pid]);
        await em.execute('select 1');
      },
    } as unknown as TemplateFilms;
    await expect(new BatchWaves(dying, engine.jobs).tend(workerScope(engine, tenant), id)).rejects.toThrow();
    expect(made).toBe(8);
    expect(await jobsOf()).toEqual({ jobs: 0, rows: 0 });
    expect(await desk.states(id)).toEqual({ WAITING: 50 });
    await desk.tend(id);
    expect(await jobsOf()).toEqual({ jobs: WAVE_JOBS, rows: WAVE_JOBS });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 950, reserved: 50 });
    expect(await faultsOfLedger(engine)).toEqual([]);
  });

  it('races with pauses, cancels and retries without a wrong credit', async () => {
    const calls = [
      () => desk.as((scope) => engine.batches.pause(scope, id)),
      () => desk.as((scope) => engine.batches.resume(scope, id)),
      () => desk.as((scope) => engine.batches.retry(scope, { id })),
      () => desk.tend(id),
      () => endJobs(engine, tenant, id, 3),
    ];
    for (let round = 0; round < 6; round += 1) {
      const outcomes = await Promise.allSettled(calls.map((call) => call()));
      const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as { code?: string }] : []));
      expect(errors.map(({ code }) => code).filter((code) => code !== 'INVALID_STATE')).toEqual([]);
      expect(await faultsOfLedger(engine)).toEqual([]);
    }
    await Promise.allSettled([desk.tend(id), desk.as((scope) => engine.batches.cancel(scope, id)), endJobs(engine, tenant, id)]);
    await desk.tend(id);
    const { spent = 0, reserved } = (await creditsOf(engine, tenant)) ?? {};
    const { COMPLETED: completed = 0 } = await desk.states(id);
    expect({ spent, reserved }).toEqual({ spent: completed, reserved: 0 });
    const counts = await jobsOf();
    expect(counts.jobs).toBe(counts.rows);
  });

  it('reports progress once a second at most', async () => {
    const events = () =>
      engine.owner<{ action: string }>(`select action from workspace_events where subject_id = $1 and type = 'BATCH' order by xact, id`, [
        id,
      ]);
    await desk.tend(id);
    await endJobs(engine, tenant, id);
    for (let times = 0; times < 5; times += 1) {
      await engine.owner('update batches set tended_at = clock_timestamp() where id = $1', [id]);
      await engine.batchWaves.tend(workerScope(engine, tenant), id);
    }
    expect((await events()).map(({ action }) => action)).toEqual(['CREATED']);
    await desk.tend(id);
    expect((await events()).map(({ action }) => action)).toEqual(['CREATED', 'UPDATED']);
  });
});

const workers: ChildProcess[] = [];
const startWorker = async (...more: readonly string[]): Promise<ChildProcess> => {
  const worker = fork(resolve('test/support/batch-worker-process.ts'), [engine.urls.applicationUrl, ...more], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  workers.push(worker);
  await once(worker, 'message');
  return worker;
};
const kill = async (worker: ChildProcess): Promise<void> => {
  const exited = once(worker, 'exit');
  worker.kill('SIGKILL');
  await exited;
};
afterEach(async () => {
  for (const worker of workers.splice(0)) if (worker.exitCode === null && worker.signalCode === null) await kill(worker);
});

describe('a batch of a thousand rows', () => {
  /** The longest step of the worker in milliseconds. */
  const SCENE_MS = 2_000;
  /** Steps that the worker runs at the same time. */
  const SLOTS = 4;

  it('lets the film of a neighbour start before the worker has begun more steps than it has slots', async () => {
    const large = await makeTenant(engine, 'EDITOR', 2_000);
    const crowd = batchesOf(engine, large);
    const batch = await crowd.create(await crowd.template(), itemsOf(1_000));
    await startWorker(String(SCENE_MS));
    const running = () =>
      engine.owner(`select 1 from job_steps s join jobs j on j.id = s.job_id where j.batch_id = $1 and s.status = 'RUNNING'`, [batch.id]);
    await until(async () => (await running()).length > 0);
    const films: string[] = [];
    for (let neighbour = 0; neighbour < 3; neighbour += 1) {
      const { workspaceId, actor } = await makeTenant(engine, 'EDITOR');
      const job = await request(engine, actor, (scope) => engine.renders.generateVideo(scope, { workspaceId, script: 'One scene.' }));
      films.push(job.id);
      await until(async () => (await engine.owner('select 1 from jobs where id = $1 and started_at is not null', [job.id])).length > 0);
    }
    // Counted in steps of the batch, because the time of a step depends on the machine.
    const waits = await engine.owner<{ steps: number }>(
      `select (select count(*)::int from job_steps s join jobs b on b.id = s.job_id
         where b.batch_id = $2 and s.started_at > j.created_at and s.started_at < j.started_at) as steps
       from jobs j where j.id = any($1)`,
      [films, batch.id],
    );
    expect(Math.max(...waits.map(({ steps }) => steps))).toBeLessThanOrEqual(SLOTS);
    const { WAITING: waiting = 0 } = await crowd.states(batch.id);
    expect(waiting).toBeGreaterThan(900);
  });
});

describe('two workers, one of which is killed twice', () => {
  it('explain every row and get every credit right, although the provider refuses every fifth row', { timeout: 300_000 }, async () => {
    let [first] = await Promise.all([startWorker(), startWorker()]);
    for (const ended of [5, 20]) {
      await until(async () => {
        const { COMPLETED: completed = 0, FAILED: failed = 0 } = await desk.states(id);
        return completed + failed >= ended;
      });
      await kill(first);
      first = await startWorker();
    }
    const hasEnded = async () => (await desk.get(id)).status === 'COMPLETED';
    // A step of a killed worker restarts elsewhere after its heartbeat is missed.
    for (let times = 0; times < 8 && !(await hasEnded()); times += 1) await until(hasEnded).catch(() => undefined);
    const rows = await desk.rows(id);
    expect(rows.map(({ number, status, failure, creditsCharged }) => ({ number, status, failure, creditsCharged }))).toEqual(
      rows.map(({ number }) =>
        number % 5 === 0
          ? {
              number,
              status: 'FAILED',
              failure: { code: 'PROVIDER_REFUSED', message: `The provider refused row ${number}.` },
              creditsCharged: 0,
            }
          : { number, status: 'COMPLETED', failure: null, creditsCharged: 1 },
      ),
    );
    expect(await jobsOf()).toEqual({ jobs: 50, rows: 50 });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 960, reserved: 0, spent: 40 });
    await desk.as((scope) => engine.batches.retry(scope, { id }));
    await until(hasEnded);
    expect(await desk.states(id)).toEqual({ COMPLETED: 50 });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 950, reserved: 0, spent: 50 });
    expect(await faultsOfLedger(engine)).toEqual([]);
  });
});
