import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AssetService } from '../../../../src/features/assets/asset.service.ts';
import { FencedError } from '../../../../src/features/jobs/steps/step-handler.ts';
import { StepAttempts } from '../../../../src/features/jobs/steps/step-attempts.ts';
import type { BegunStep } from '../../../../src/features/jobs/steps/step-handler.ts';
import { firstSteps, sceneSteps } from '../../../../src/features/renders/video-plan.ts';
import { Failure } from '../../../../src/kernel/failure.ts';
import { rateLimited } from '../../../../src/platform/providers/vendors/vendor-failures.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import {
  begin,
  eventsOf,
  jobRow,
  looseSteps,
  makeJob,
  makeRunningJob,
  makeTenant,
  useEngine,
  scopeOf,
  workerScope,
  type Tenant,
} from '../../../support/engine.ts';

const engine = useEngine({ poolSize: 12 });
let tenant: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(engine);
});

const worker = () => workerScope(engine, tenant);
const temporary = (message = 'The vendor is asleep.') =>
  new Failure('VENDOR_BUSY', message, { category: 'PROVIDER', retryable: true, hint: 'Wait.' });
const permanent = new Failure('BAD_TEXT', 'It cannot be spoken.', {
  category: 'USER_INPUT',
  retryable: false,
  hint: 'Say it otherwise.',
  logTail: ['last words'],
});
const stepRow = async (id: string) => {
  const [row] = await engine.owner<{
    status: string;
    attempt: number;
    failures: number;
    crashes: number;
    progress: number;
    admitted: boolean;
  }>('select status, attempt, failures, crashes, progress, dispatched_at is not null as admitted from job_steps where id = $1', [id]);
  return row;
};
const everything = async (jobId: string) => [
  await engine.owner('select * from jobs where id = $1', [jobId]),
  await engine.owner('select * from job_steps where job_id = $1 order by id', [jobId]),
  await eventsOf(engine, jobId),
  await engine.owner('select * from assets where job_id = $1', [jobId]),
];

describe('a worker that wakes up after another has its step', () => {
  let jobId: string;
  let stepId: string;
  let late: BegunStep;
  beforeEach(async () => {
    const steps = looseSteps(2);
    stepId = steps[0]?.id ?? '';
    jobId = await makeJob(engine, tenant, steps);
    late = await begin(engine, tenant, jobId, stepId);
    await begin(engine, tenant, jobId, stepId);
  });

  const writes: Record<string, () => Promise<unknown>> = {
    progress: () => engine.steps.progress(worker(), late, 0.9),
    finish: () => engine.steps.finish(worker(), late, { result: { from: 'the late one' }, spec: { value: { late: true } }, checks: [] }),
    fail: () => engine.steps.fail(worker(), late, permanent),
    'fail for now': () => engine.steps.fail(worker(), late, temporary()),
    handBack: () => engine.steps.handBack(worker(), late),
    'a paid call': () =>
      new StepAttempts(worker(), late, { kind: 'VISUAL', provider: 'vendor' }).prepare({ key: 'picture', model: 'a', isFree: false }),
  };
  test.each(Object.keys(writes))('changes nothing by %s', async (name) => {
    const before = await everything(jobId);
    const queued = await engine.owner('select id from pgboss.job');
    const answer = await writes[name]?.().catch((error: unknown) => error);
    if (['progress', 'handBack'].includes(name) || name.startsWith('fail')) expect(answer).toBe(false);
    else expect(answer).toBeInstanceOf(FencedError);
    expect(await everything(jobId)).toEqual(before);
    expect(await engine.owner('select id from pgboss.job')).toEqual(queued);
  });

  test('leaves nothing of what it wrote within its finish', async () => {
    const before = await everything(jobId);
    const assets = new AssetService({} as Storage);
    const finishing = engine.steps.finish(worker(), late, { inTransaction: (em) => assets.createOutputs(em, late.job, [output]) });
    await expect(finishing).rejects.toBeInstanceOf(FencedError);
    expect(await everything(jobId)).toEqual(before);
  });
});

test('a film that is canceled while its script is written: its scenes are not planned, and nothing is written', async () => {
  const steps = firstSteps();
  const jobId = await makeJob(engine, tenant, steps);
  const begun = await begin(engine, tenant, jobId, steps.find(({ name }) => name === 'SCRIPT')?.id ?? '');
  await engine.jobs.cancel(scopeOf(engine, tenant.actor), jobId);
  const before = await everything(jobId);
  let planned = 0;
  const finishing = engine.steps.finish(worker(), begun, {
    spec: { value: {} },
    addSteps: (waiting) => {
      planned += 1;
      return sceneSteps({ scenes: [{ id: newId() }] } as unknown as Parameters<typeof sceneSteps>[0], [waiting.get('ASSEMBLE') ?? '']);
    },
  });
  // Not the database's refusal of an id that is none.
  await expect(finishing).rejects.toBeInstanceOf(FencedError);
  expect([planned, await everything(jobId)]).toEqual([0, before]);
});

const output = {
  role: 'VIDEO',
  kind: 'VIDEO',
  name: 'a film',
  fileName: 'a.mp4',
  contentType: 'video/mp4',
  byteSize: 1,
  sha256: 'x',
  storageKey: 'x',
  codecs: ['h264'],
} as const;

describe('a step that fails', () => {
  let jobId: string;
  let stepId: string;
  beforeEach(async () => {
    const steps = looseSteps(3);
    stepId = steps[0]?.id ?? '';
    jobId = await makeJob(engine, tenant, steps);
  });

  test('is tried again twice, after a while, and then ends its job with an explanation', async () => {
    for (const round of [1, 2]) {
      await engine.steps.fail(worker(), await begin(engine, tenant, jobId, stepId), temporary());
      expect(await stepRow(stepId)).toMatchObject({ status: 'PENDING', failures: round, crashes: 0, admitted: true });
      expect(await jobRow(engine, jobId)).toMatchObject({ status: 'RUNNING', failure: null });
      const [sent] = await engine.owner<{ seconds: number }>(
        `select extract(epoch from start_after - created_on)::float as seconds from pgboss.job where data->>'stepId' = $1 order by created_on desc limit 1`,
        [stepId],
      );
      expect(sent?.seconds).toBeGreaterThanOrEqual(2 ** round - 0.5);
      expect(sent?.seconds).toBeLessThanOrEqual(2 ** round * 1.5 + 1);
    }
    await engine.steps.fail(worker(), await begin(engine, tenant, jobId, stepId), temporary());
    expect(await jobRow(engine, jobId)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'VENDOR_BUSY', retryable: true, attempts: 3, step: 'SEGMENT' },
    });
    const states = await engine.owner<{ status: string }>('select status from job_steps where job_id = $1 order by id', [jobId]);
    expect(states.map(({ status }) => status)).toEqual(['FAILED', 'CANCELED', 'CANCELED']);
    const events = await eventsOf(engine, jobId);
    expect(events.filter(({ type }) => type === 'LOG').map(({ message }) => message)).toEqual([
      'The vendor is asleep. Retrying (2 of 3).',
      'The vendor is asleep. Retrying (3 of 3).',
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'STATUS', status: 'FAILED', message: 'The vendor is asleep.' });
  });

  test.each([
    ['seven seconds is waited for', 7, 'RUNNING'],
    ['a day fails the job at once, and names the time', 86_400, 'FAILED'],
    ['ten thousand years, too', 315_360_000_000, 'FAILED'],
  ])('for which the provider asks to wait: %s', async (_, seconds, status) => {
    const plans = looseSteps(1);
    const limitedJob = await makeJob(engine, tenant, plans);
    const limited = rateLimited('A provider', seconds);
    await engine.steps.fail(worker(), await begin(engine, tenant, limitedJob, plans[0]?.id ?? ''), limited);
    const { failure, ...job } = await jobRow(engine, limitedJob);
    expect(job).toMatchObject({ status });
    if (status === 'RUNNING') {
      const [sent] = await engine.owner<{ seconds: number }>(
        `select extract(epoch from start_after - created_on)::float as seconds from pgboss.job where data->>'stepId' = $1 order by created_on desc limit 1`,
        [plans[0]?.id],
      );
      expect(sent?.seconds).toBeGreaterThanOrEqual(seconds - 0.5);
      return;
    }
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', attempts: 1, retryAt: expect.stringMatching(/^20\d\d-/) as string });
    const { retryAt } = failure as unknown as { retryAt: string };
    expect(limited.message).toContain(retryAt.slice(0, 10));
    expect((Date.parse(retryAt) - Date.now()) / 1_000).toBeGreaterThan(Math.min(seconds, 399 * 86_400) - 60);
  });

  test('ends its job at once when trying again would not help', async () => {
    await engine.steps.fail(worker(), await begin(engine, tenant, jobId, stepId), permanent);
    expect((await jobRow(engine, jobId)).failure).toEqual({
      code: 'BAD_TEXT',
      category: 'USER_INPUT',
      step: 'SEGMENT',
      sceneId: null,
      retryable: false,
      message: 'It cannot be spoken.',
      hint: 'Say it otherwise.',
      attempts: 1,
      retryAt: null,
      logTail: ['last words'],
    });
  });

  test('names the scene that its failure names, in a step of no single scene', async () => {
    const sceneId = newId();
    const ofScene = new Failure(permanent.code, permanent.message, { ...permanent, sceneId });
    await engine.steps.fail(worker(), await begin(engine, tenant, jobId, stepId), ofScene);
    expect((await jobRow(engine, jobId)).failure).toMatchObject({ code: 'BAD_TEXT', sceneId });
  });

  test('two steps that fail at once end their job once', async () => {
    const { jobId: id, running } = await makeRunningJob(engine, tenant, 8);
    await Promise.all(running.map((step) => engine.steps.fail(worker(), step, permanent)));
    expect((await eventsOf(engine, id)).filter(({ status }) => status === 'FAILED')).toHaveLength(1);
  });

  test('whose worker died again and again ends its job as WORKER_CRASHED', async () => {
    for (const crashes of [0, 1, 2]) {
      await begin(engine, tenant, jobId, stepId);
      expect(await stepRow(stepId)).toMatchObject({ status: 'RUNNING', attempt: crashes + 1, crashes, failures: 0 });
    }
    await expect(begin(engine, tenant, jobId, stepId)).rejects.toThrow('nothing to begin');
    expect(await jobRow(engine, jobId)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'WORKER_CRASHED', attempts: 3, retryable: true },
    });
    expect(await stepRow(stepId)).toMatchObject({ status: 'FAILED', crashes: 3, admitted: false });
  });
});

describe('a step that is handed back', () => {
  test('is sent again, unharmed and uncounted', async () => {
    const steps = looseSteps(1);
    const stepId = steps[0]?.id ?? '';
    const jobId = await makeJob(engine, tenant, steps);
    for (let round = 1; round <= 5; round += 1) {
      await engine.steps.handBack(worker(), await begin(engine, tenant, jobId, stepId));
      expect(await stepRow(stepId)).toMatchObject({ status: 'PENDING', attempt: round, failures: 0, crashes: 0, admitted: true });
    }
    const sent = await engine.owner(`select 1 from pgboss.job where data->>'stepId' = $1`, [stepId]);
    expect(sent).toHaveLength(6);
    await engine.steps.finish(worker(), await begin(engine, tenant, jobId, stepId), {});
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED' });
  });
});

async function cancel(actor: Actor, jobId: string): Promise<void> {
  const scope = scopeOf(engine, actor);
  await engine.jobs.cancel(scope, jobId).finally(() => scope.close());
}

describe('canceling', () => {
  test('against completing, 100 times: one end each, which never changes afterwards', async () => {
    const ends: Record<string, number> = {};
    for (let round = 0; round < 100; round += 1) {
      const { jobId, running } = await makeRunningJob(engine, tenant, 1);
      const [step] = running;
      if (!step) throw new Error('a step was made');
      // Canceling looks before it locks: it gets a head start that shrinks, so that the two meet everywhere.
      const headStart = pause((round % 20) / 4);
      const finishing = headStart.then(() => engine.steps.finish(worker(), step, {}));
      const [finished, canceled] = await Promise.allSettled([finishing, cancel(tenant.actor, jobId)]);
      const { status, progress } = await jobRow(engine, jobId);
      ends[status] = (ends[status] ?? 0) + 1;
      if (status === 'COMPLETED') {
        expect([finished.status, progress]).toEqual(['fulfilled', 1]);
        expect(canceled).toMatchObject({ reason: { code: 'INVALID_STATE' } });
      } else {
        expect([status, canceled.status]).toEqual(['CANCELED', 'fulfilled']);
        expect(finished).toMatchObject({ reason: { name: 'FencedError' } });
        expect(progress).toBeLessThan(1);
      }
      const before = await everything(jobId);
      await engine.steps.finish(worker(), step, {}).catch(() => undefined);
      await engine.steps.fail(worker(), step, permanent);
      await engine.steps.handBack(worker(), step);
      await cancel(tenant.actor, jobId).catch(() => undefined);
      expect(await engine.steps.progress(worker(), step, 1)).toBe(false);
      await expect(begin(engine, tenant, jobId, step.step.id)).rejects.toThrow('nothing to begin');
      expect(await everything(jobId)).toEqual(before);
    }
    expect(Object.keys(ends).toSorted()).toEqual(['CANCELED', 'COMPLETED']);
  });

  test('twice is canceling once, for everybody who asks at the same time', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(2));
    await Promise.all(Array.from({ length: 10 }, () => cancel(tenant.actor, jobId)));
    expect((await eventsOf(engine, jobId)).filter(({ status }) => status === 'CANCELED')).toHaveLength(1);
  });

  test('what is not there, or not mine, or not mine to cancel', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    const stranger = await makeTenant(engine);
    const words = { code: 'NOT_FOUND', message: 'Job not found.' };
    await expect(cancel(stranger.actor, jobId)).rejects.toMatchObject(words);
    await expect(cancel(stranger.actor, stranger.userId)).rejects.toMatchObject(words);
    await expect(cancel(stranger.actor, 'nonsense')).rejects.toMatchObject(words);
    const viewer = { ...tenant.actor, memberships: new Map([[tenant.workspaceId, 'VIEWER' as const]]) };
    await expect(cancel(viewer, jobId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(cancel({ kind: 'anonymous' }, jobId)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await jobRow(engine, jobId)).status).toBe('QUEUED');
  });
});

test('30 finishes at once, each writing rows that refer to the job before it locks it, never deadlock', async () => {
  const { jobId, running } = await makeRunningJob(engine, tenant, 30);
  const assets = new AssetService({} as Storage);
  const finishes = running.map((step) =>
    engine.steps.finish(worker(), step, {
      inTransaction: (em) => assets.createOutputs(em, step.job, [output, { ...output, role: 'POSTER' }]),
    }),
  );
  expect((await Promise.allSettled(finishes)).filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(await engine.owner('select 1 from assets where job_id = $1', [jobId])).toHaveLength(60);
  expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED', progress: 1 });
});
