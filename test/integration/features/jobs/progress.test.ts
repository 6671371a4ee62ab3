import { beforeAll, describe, expect, test } from 'vitest';
import type { BegunStep } from '../../../../src/features/jobs/steps/step-handler.ts';
import {
  eventsOf,
  jobRow,
  makeRunningJob,
  makeTenant,
  numbersTo,
  useEngine,
  until,
  workerScope,
  type Tenant,
} from '../../../support/engine.ts';

const engine = useEngine({ poolSize: 8 });
let tenant: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(engine);
});

const finish = (step: BegunStep): Promise<void> => engine.steps.finish(workerScope(engine, tenant), step, {});
const progress = (step: BegunStep, fraction: number): Promise<boolean> =>
  engine.steps.progress(workerScope(engine, tenant), step, fraction);

test('40 steps that finish at once, over 8 connections, leave the job complete, at exactly 1, with a log without gaps: 15 jobs', async () => {
  for (let round = 0; round < 15; round += 1) {
    const { jobId, running } = await makeRunningJob(engine, tenant, 40);
    await Promise.all(running.map(finish));
    const job = await jobRow(engine, jobId);
    expect(job).toMatchObject({ status: 'COMPLETED', progress: 1 });
    const events = await eventsOf(engine, jobId);
    expect(events.map(({ sequence }) => sequence)).toEqual(numbersTo(job.sequence));
    // Created, running, one started, 40 finished, completed.
    expect(events).toHaveLength(44);
    expect(events.filter(({ status }) => status === 'COMPLETED')).toEqual([expect.objectContaining({ type: 'STATUS', progress: 1 })]);
    expect(events.at(-1)).toMatchObject({ type: 'STATUS', status: 'COMPLETED' });
  }
});

describe('the progress of a job', () => {
  test('never falls and stays below 1 until the job is complete, whatever its steps report', async () => {
    const { jobId, running } = await makeRunningJob(engine, tenant, 10);
    const fractions = [0.9, 0.2, 1, 0, 5, -3, 0.5, 1];
    await Promise.all(running.flatMap((step) => fractions.map((fraction) => progress(step, fraction))));
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'RUNNING', progress: 0.999 });
    for (const step of running.slice(1)) await finish(step);
    expect((await jobRow(engine, jobId)).progress).toBe(0.999);
    await Promise.all(running.slice(0, 1).map(finish));
    const events = await eventsOf(engine, jobId);
    const values = events.map((event) => event.progress);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(events.filter((event) => event.progress === 1).map(({ status }) => status)).toEqual(['COMPLETED']);
  });

  test('is the weighted blend of its steps', async () => {
    const { jobId, running } = await makeRunningJob(engine, tenant, 4);
    const [one, two] = running;
    await engine.owner('update job_steps set weight = 0.7 where id = $1', [one?.step.id]);
    await engine.owner('update job_steps set weight = 0.1 where id <> $1 and job_id = $2', [one?.step.id, jobId]);
    if (one && two)
      for (const [step, fraction] of [
        [one, 0.5],
        [two, 0.25],
      ] as const)
        await progress(step, fraction);
    expect((await jobRow(engine, jobId)).progress).toBeCloseTo(0.375, 12);
  });

  test('is reported at most four times a second by all writers together; states and steps always', async () => {
    const { jobId, running } = await makeRunningJob(engine, tenant, 8);
    const startedAt = performance.now();
    for (let round = 1; performance.now() - startedAt < 1_000; round += 1) {
      await Promise.all(running.map((step) => progress(step, round / 10_000)));
    }
    const writers = performance.now() - startedAt;
    await Promise.all(running.map(finish));
    const told = (await eventsOf(engine, jobId)).map(({ type }) => type);
    const shown = told.filter((type) => type === 'PROGRESS').length;
    expect(shown).toBeGreaterThan(1);
    expect(shown).toBeLessThanOrEqual(Math.ceil(writers / 250));
    expect(told.filter((type) => type === 'STEP')).toHaveLength(9);
    const gaps = await engine.owner<{ gap: number }>(
      `select extract(epoch from at - lag(at) over (order by sequence))::float * 1000 as gap from job_events where job_id = $1 and type = 'PROGRESS' offset 1`,
      [jobId],
    );
    // The database reads the time of an event a little after it has decided on it: later on a busy machine.
    for (const { gap } of gaps) expect(gap).toBeGreaterThanOrEqual(230);
  });
});

describe('one database function', () => {
  test('refuses a step of another workspace, and one that does not exist', async () => {
    const { running } = await makeRunningJob(engine, tenant, 1);
    const [step] = running;
    if (!step) throw new Error('a step was made');
    const stranger = await makeTenant(engine);
    expect(await engine.steps.progress(workerScope(engine, stranger), step, 0.5)).toBe(false);
    expect(await progress({ ...step, step: { ...step.step, id: stranger.userId } }, 0.5)).toBe(false);
    expect(await progress(step, 0.5)).toBe(true);
  });

  test('wakes the listeners once a transaction, with the number of the newest event, at commit and not before', async () => {
    const heard: { jobId: string; sequence: number }[] = [];
    const stop = engine.pubsub.listen('job_events', (payload) => heard.push(JSON.parse(payload ?? '{}') as never));
    const { jobId, running } = await makeRunningJob(engine, tenant, 1);
    await until(() => heard.filter((event) => event.jobId === jobId).length === 2);
    await expect(
      engine.steps.finish(workerScope(engine, tenant), running[0] ?? ({} as never), {
        inTransaction: async (em) => {
          await em.execute('select append_job_event(?, ?, null, null, null)', [jobId, 'LOG']);
          throw new Error('rolled back');
        },
      }),
    ).rejects.toThrow('rolled back');
    await Promise.all(running.map(finish));
    await until(() => heard.filter((event) => event.jobId === jobId).length === 3);
    stop();
    expect(heard.filter((event) => event.jobId === jobId).map(({ sequence }) => sequence)).toEqual([1, 3, 5]);
  });
});
