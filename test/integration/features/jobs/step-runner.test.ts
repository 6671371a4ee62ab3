import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { JobRow } from '../../../../src/features/jobs/job/job.entity.ts';
import { stepQueue } from '../../../../src/features/jobs/steps/step.queue.ts';
import { StepRunner } from '../../../../src/features/jobs/steps/step-runner.ts';
import { STALLED_AFTER_MS } from '../../../../src/features/jobs/steps/step-watchdog.ts';
import type { StepRun, StepHandler } from '../../../../src/features/jobs/steps/step-handler.ts';
import { ReelwrightError, notFound } from '../../../../src/kernel/errors.ts';
import { Failure } from '../../../../src/kernel/failure.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { openMedia } from '../../../../src/platform/media/ffmpeg-media.ts';
import { openPgBossQueue } from '../../../../src/platform/queue/pg-boss-queue.ts';
import {
  eventsOf,
  jobRow,
  looseSteps,
  makeJob,
  makeTenant,
  openEngine,
  scopeOf,
  until,
  type Engine,
  type Tenant,
} from '../../../support/engine.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { openFolder, removeFolder } from '../../../support/postgres.ts';
import { ffmpegsOf } from '../../../support/processes.ts';

let engine: Engine;
let tenant: Tenant;
let workDir: string;
beforeAll(async () => {
  engine = await openEngine();
  tenant = await makeTenant(engine);
  workDir = openFolder();
});
afterAll(async () => {
  await engine.close();
  removeFolder(workDir);
});
afterEach(() => {
  // Whatever the end was: the folder of a step goes with it.
  expect(readdirSync(workDir)).toEqual([]);
});

interface Started {
  readonly runs: StepRun[];
  readonly stepId: string;
  readonly jobId: string;
  /** Delivers the step to the worker, as the queue does. */
  deliver(delivery?: AbortSignal): Promise<void>;
}

/** A job of one step, and a worker that knows this work. */
async function start(
  work: StepHandler | undefined,
  count = 1,
  stalledAfterMs = STALLED_AFTER_MS,
  storage: Pick<Storage, 'ready'> = { ready: async () => undefined },
): Promise<Started> {
  const steps = looseSteps(count);
  const stepId = steps[0]?.id ?? '';
  const jobId = await makeJob(engine, tenant, steps);
  const runs: StepRun[] = [];
  const recorded: StepHandler = (run) => {
    runs.push(run);
    return work?.(run) ?? Promise.resolve({});
  };
  const runner = new StepRunner({
    ...engine,
    stepHandlers: work ? { VIDEO: { SEGMENT: recorded } } : {},
    workDir,
    stalledAfterMs,
    storage,
    log: silentLog,
  });
  const payload = { version: 1 as const, workspaceId: tenant.workspaceId, jobId, stepId };
  return { runs, stepId, jobId, deliver: (signal = new AbortController().signal) => runner.run(payload, { id: newId(), signal }) };
}

const stepRow = async (id: string) =>
  (await engine.owner('select status, attempt, failures, crashes, outages, result from job_steps where id = $1', [id]))[0];

/** Work that goes on until it is asked to stop, as ffmpeg does. */
const endless: StepHandler = async ({ signal, workDir: folder }) => {
  await writeFile(join(folder, 'half a film'), 'x');
  signal.throwIfAborted();
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
  return {};
};

describe('a step that is done', () => {
  test('has a private folder while it works, and leaves its result', async () => {
    const { runs, jobId, stepId, deliver } = await start(async ({ workDir: folder, report }) => {
      expect(existsSync(folder)).toBe(true);
      await writeFile(join(folder, 'picture'), 'x');
      report(0.5);
      return { result: { made: 'it' }, reused: true, message: 'Scene 1 of 1' };
    });
    await deliver();
    expect(runs).toHaveLength(1);
    expect(await stepRow(stepId)).toMatchObject({ status: 'COMPLETED', attempt: 1, failures: 0, result: { made: 'it' } });
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED', progress: 1 });
    expect((await eventsOf(engine, jobId)).map(({ message }) => message)).toContain('Scene 1 of 1');
  });

  test('is done once, however often it is delivered', async () => {
    const { runs, deliver } = await start(async () => ({}));
    await deliver();
    await deliver();
    await Promise.all([deliver(), deliver()]);
    expect(runs).toHaveLength(1);
  });

  test('reads what finished steps before it left, and freezes what later ones read', async () => {
    const { runs, jobId, deliver } = await start(async ({ results }) => {
      expect(await results()).toEqual([]);
      return { spec: { value: { scenes: 3 }, title: 'A better title' }, checks: [] };
    }, 2);
    await deliver();
    const [job] = await engine.owner<JobRow>('select title, spec, status from jobs where id = $1', [jobId]);
    expect(job).toEqual({ title: 'A better title', spec: { scenes: 3 }, status: 'RUNNING' });
    expect(await runs[0]?.results()).toMatchObject([{ status: 'COMPLETED' }]);
  });
});

describe('what calls to vendors cost', () => {
  const costsOf = async (id: string) =>
    (await engine.owner<{ costs: object[] }>('select costs from job_steps where id = $1', [id]))[0]?.costs;
  const cost = { kind: 'SPEECH', provider: 'vendor', unit: 'characters', amount: 42 };

  test('is kept with the step, and nothing where nothing was paid', async () => {
    const paid = await start(async ({ recordCost }) => {
      await recordCost(cost);
      await recordCost({ ...cost, amount: 0.5 });
      return {};
    });
    const free = await start(async () => ({}));
    await Promise.all([paid.deliver(), free.deliver()]);
    expect(await costsOf(paid.stepId)).toEqual([cost, { ...cost, amount: 0.5 }]);
    expect(await costsOf(free.stepId)).toEqual([]);
  });

  test('is kept when the step fails afterwards, and added to by its next attempt', async () => {
    const { stepId, runs, deliver } = await start(async ({ recordCost, attempt }) => {
      await recordCost(cost);
      if (attempt === 1) throw new Error('the answer was garbage');
      return {};
    });
    await deliver();
    expect(await costsOf(stepId)).toEqual([cost]);
    await deliver();
    expect(runs).toHaveLength(2);
    expect(await stepRow(stepId)).toMatchObject({ status: 'COMPLETED', failures: 1 });
    expect(await costsOf(stepId)).toEqual([cost, cost]);
  });
});

describe('a cancel', () => {
  test('reaches the work within a second, and nothing of it counts', async () => {
    const { runs, jobId, stepId, deliver } = await start(endless);
    const running = deliver();
    await until(() => runs.length === 1);
    const scope = scopeOf(engine, tenant.actor);
    await engine.jobs.cancel(scope, jobId);
    const canceledAt = performance.now();
    await running;
    expect(performance.now() - canceledAt).toBeLessThan(1_000);
    expect(runs[0]?.signal.aborted).toBe(true);
    expect(await stepRow(stepId)).toMatchObject({ status: 'CANCELED', failures: 0, crashes: 0 });
    expect((await jobRow(engine, jobId)).status).toBe('CANCELED');
  });

  test('that came while the step was being taken is not missed', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { jobId, deliver } = await start(endless);
      // If it came before the step was taken there is nothing to do; if after, the work is aborted.
      await Promise.all([deliver(), engine.jobs.cancel(scopeOf(engine, tenant.actor), jobId)]);
      expect((await jobRow(engine, jobId)).status).toBe('CANCELED');
    }
  });

  test('whose notification was lost is noticed at the next progress', async () => {
    const { runs, jobId, deliver } = await start(async (run) => {
      const reporting = setInterval(() => run.report(Math.random()), 50);
      try {
        return await endless(run);
      } finally {
        clearInterval(reporting);
      }
    });
    const running = deliver();
    await until(() => runs.length === 1);
    // As `cancel` does it, but without a word to anybody.
    await engine.owner(`update jobs set status = 'CANCELED' where id = $1`, [jobId]);
    await running;
    expect(runs[0]?.signal.aborted).toBe(true);
  });
});

describe('a shutdown', () => {
  test('hands the step back unharmed, to be done by another worker', async () => {
    const { runs, jobId, stepId, deliver } = await start((run) => (run.attempt === 1 ? endless(run) : Promise.resolve({})));
    const shutdown = new AbortController();
    const running = deliver(shutdown.signal);
    await until(() => runs.length === 1);
    shutdown.abort();
    await running;
    expect(await stepRow(stepId)).toMatchObject({ status: 'PENDING', attempt: 1, failures: 0, crashes: 0 });
    await deliver();
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED' });
  });

  test('that was under way before the delivery hands the step back before its work begins', async () => {
    const { runs, stepId, deliver } = await start(async () => ({}));
    await deliver(AbortSignal.abort());
    expect(runs).toEqual([]);
    expect(await stepRow(stepId)).toMatchObject({ status: 'PENDING', failures: 0, crashes: 0 });
    expect(await engine.owner(`select 1 from pgboss.job where data->>'stepId' = $1`, [stepId])).toHaveLength(2);
  });
});

describe('a step that was given to another worker', () => {
  test('is stopped at its next progress, and its late end changes nothing', async () => {
    const { runs, jobId, stepId, deliver } = await start(async (run) => {
      if (run.attempt > 1) return { result: { by: 'the second' } };
      const reporting = setInterval(() => run.report(Math.random()), 50);
      try {
        return await endless(run);
      } finally {
        clearInterval(reporting);
      }
    });
    const first = deliver();
    await until(() => runs.length === 1);
    await deliver();
    await first;
    expect(runs.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(await stepRow(stepId)).toMatchObject({ status: 'COMPLETED', attempt: 2, failures: 0, result: { by: 'the second' } });
    expect((await jobRow(engine, jobId)).status).toBe('COMPLETED');
  });
});

describe('a step that fails', () => {
  test.each([
    [
      'with a failure that says it is permanent',
      new Failure('BAD_TEXT', 'No.', { category: 'USER_INPUT', retryable: false, hint: 'Wait.' }),
      'FAILED',
      'BAD_TEXT',
    ],
    [
      'with a failure that may pass',
      new Failure('BUSY', 'Not now.', { category: 'PROVIDER', retryable: true, hint: 'Wait.' }),
      'RUNNING',
      undefined,
    ],
    ['with an error that nobody expected', new TypeError('undefined is not a function'), 'RUNNING', undefined],
  ])('%s', async (_what, error, status, code) => {
    const { jobId, stepId, deliver } = await start(() => Promise.reject(error));
    await deliver();
    const job = await jobRow(engine, jobId);
    expect([job.status, job.failure?.code]).toEqual([status, code]);
    expect(await stepRow(stepId)).toMatchObject({ failures: 1 });
    // What was unexpected is for the log, not for the person.
    expect(JSON.stringify(await eventsOf(engine, jobId))).not.toContain('undefined is not a function');
  });

  test('because the store is away, counts an outage and no failure, until a day is over', async () => {
    const { jobId, stepId, deliver } = await start(() =>
      Promise.reject(new ReelwrightError('UNAVAILABLE', 'The object store does not answer.')),
    );
    for (let round = 0; round < 12; round += 1) await deliver();
    expect((await jobRow(engine, jobId)).status).toBe('RUNNING');
    expect(await stepRow(stepId)).toMatchObject({ failures: 0, crashes: 0, outages: 12 });
    expect((await eventsOf(engine, jobId)).at(-1)?.message).toBe(
      'The object store does not answer. Trying again; an outage does not count as a failure.',
    );
    await engine.owner('update job_steps set outages = 249 where id = $1', [stepId]);
    await deliver();
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'UNAVAILABLE', attempts: 250 } });
  });

  test('because the store is away, is not tried again before the store answers', async () => {
    let isAway = true;
    const away = () => Promise.reject(new ReelwrightError('UNAVAILABLE', 'The object store does not answer.'));
    const { runs, stepId, deliver } = await start(() => (isAway ? away() : Promise.resolve({})), 1, STALLED_AFTER_MS, {
      ready: () => (isAway ? away() : Promise.resolve()),
    });
    for (let round = 0; round < 4; round += 1) await deliver();
    expect([runs.length, await stepRow(stepId)]).toMatchObject([1, { failures: 0, outages: 4 }]);
    isAway = false;
    await deliver();
    expect([runs.length, await stepRow(stepId)]).toMatchObject([2, { status: 'COMPLETED' }]);
  });

  test('because this worker does not know the work, is left to others and gives up in the end', async () => {
    const { jobId, deliver } = await start(undefined);
    for (let round = 0; round < 3; round += 1) await deliver();
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'NOT_IMPLEMENTED', attempts: 3 } });
  });
});

describe('a step that says nothing', () => {
  const soon = { ...STALLED_AFTER_MS, SEGMENT: 400 };

  test('is stopped, counted as a failure, and done by the next attempt', async () => {
    const { runs, jobId, stepId, deliver } = await start((run) => (run.attempt === 1 ? endless(run) : Promise.resolve({})), 1, soon);
    await deliver();
    expect(runs[0]?.signal.reason).toMatchObject({ code: 'STALLED' });
    expect(await stepRow(stepId)).toMatchObject({ status: 'PENDING', failures: 1, crashes: 0 });
    expect((await eventsOf(engine, jobId)).at(-1)?.message).toBe(
      'SEGMENT made no progress for too long and was stopped. Retrying (2 of 3).',
    );
    await deliver();
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED' });
  });

  test('is left behind when it does not even stop', async () => {
    const { stepId, deliver } = await start(() => new Promise(() => undefined), 1, soon);
    await deliver();
    expect(await stepRow(stepId)).toMatchObject({ status: 'PENDING', failures: 1 });
  });

  test('is not one that is slow: each bit of progress counts, the same again does not', async () => {
    const { runs, stepId, deliver } = await start(
      async ({ report, signal }) => {
        for (let tenth = 1; tenth <= 10; tenth += 1) {
          report(tenth / 10);
          await pause(100, undefined, { signal });
        }
        for (;;) {
          report(1);
          await pause(100, undefined, { signal });
        }
      },
      1,
      soon,
    );
    const startedAt = performance.now();
    await deliver();
    expect(performance.now() - startedAt).toBeGreaterThan(1_200);
    expect(runs[0]?.signal.reason).toMatchObject({ code: 'STALLED' });
    expect(await stepRow(stepId)).toMatchObject({ failures: 1 });
  });

  test('is an ffmpeg that was stopped in the middle: it is killed, and the job goes on', async () => {
    const [located] = ffmpegs;
    if (!located) throw new Error('there is an ffmpeg');
    const media = openMedia({ ...located, log: silentLog, silenceMs: 1_500 });
    const { jobId, stepId, deliver } = await start(async (run) => {
      const stopIt = (): void => ffmpegsOf(process.pid).forEach(({ pid }) => process.kill(pid, 'SIGSTOP'));
      await media.run(
        {
          inputs: [{ path: '/dev/zero', format: 'rawvideo', options: ['-video_size', '64x64', '-framerate', '30', '-re', '-t', '2'] }],
          // Without lookahead, so that the first frame comes out at once.
          outputOptions: ['-c:v', 'libx264', '-tune', 'zerolatency', '-f', 'mp4'],
          output: join(run.workDir, 'piece.mp4'),
          threads: 1,
          expectedMs: 2_000,
          onProgress: (fraction) => {
            run.report(fraction);
            if (run.attempt === 1) stopIt();
          },
          timeoutMs: 60_000,
        },
        run,
      );
      return {};
    });
    await deliver();
    expect(ffmpegsOf(process.pid)).toEqual([]);
    expect(await stepRow(stepId)).toMatchObject({ status: 'PENDING', failures: 1, crashes: 0 });
    await deliver();
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED' });
  });
});

test('a file that is there no more is ARTIFACT_LOST', async () => {
  const { jobId, deliver } = await start(() => Promise.reject(notFound('Stored file')));
  for (let round = 0; round < 3; round += 1) await deliver();
  expect(await jobRow(engine, jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'ARTIFACT_LOST' } });
});

test('through the real queue: delivered by NOTIFY, done, and handed back when the worker closes', async () => {
  // Deliveries that other tests made by hand still lie in the queue.
  await engine.owner('delete from pgboss.job');
  const queue = await openPgBossQueue({ url: engine.urls.applicationUrl, log: silentLog, supervise: true });
  const attempts: string[] = [];
  const work: StepHandler = (run) => {
    attempts.push(`${run.step.position}/${run.attempt}`);
    return run.step.position === 0 ? endless(run) : Promise.resolve({});
  };
  const runner = new StepRunner({ ...engine, stepHandlers: { VIDEO: { SEGMENT: work } }, workDir, log: silentLog });
  await queue.work(stepQueue, 2, (payload, delivery) => runner.run(payload, delivery));
  const jobId = await makeJob(engine, tenant, looseSteps(2));
  const states = async () =>
    (
      await engine.owner<{ state: string }>(
        `select position || ' ' || status as state from job_steps where job_id = $1 order by position`,
        [jobId],
      )
    ).map(({ state }) => state);
  await until(async () => (await states()).join() === '0 RUNNING,1 COMPLETED');
  await queue.close(0);
  expect(await states()).toEqual(['0 PENDING', '1 COMPLETED']);
  expect(await engine.owner(`select 1 from pgboss.job where data->>'jobId' = $1 and state < 'active'`, [jobId])).toHaveLength(1);
});
