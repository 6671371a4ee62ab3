import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readJobLog } from '../../../../src/features/jobs/log/job-log.ts';
import type { RetryJob } from '../../../../src/features/jobs/job/job.service.ts';
import type { StepOutcome } from '../../../../src/features/jobs/steps/step-handler.ts';
import { firstSteps, sceneSteps } from '../../../../src/features/renders/video-plan.ts';
import { Failure } from '../../../../src/kernel/failure.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import {
  begin,
  creditsOf,
  eventsOf,
  faultsOfLedger,
  looseSteps,
  makeJob,
  makeTenant,
  numbersTo,
  useEngine,
  request,
  workerScope,
  type Tenant,
} from '../../../support/engine.ts';

const engine = useEngine();
let tenant: Tenant;
beforeEach(async () => {
  tenant = await makeTenant(engine, 'OWNER', 10);
});
afterEach(async () => {
  expect(await faultsOfLedger(engine)).toEqual([]);
});

const permanent = new Failure('BAD_TEXT', 'It cannot be spoken.', { category: 'USER_INPUT', retryable: false, hint: 'Write words.' });

interface StepState {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly status: string;
  readonly attempt: number;
  readonly blocked_by: number;
  readonly admitted: boolean;
}
const stepsOf = (jobId: string): Promise<StepState[]> =>
  engine.owner(
    `select id, name, position, status, attempt, blocked_by, dispatched_at is not null as admitted from job_steps where job_id = $1
     order by array_position('{SCRIPT,VOICE,VISUAL,SEGMENT,ASSEMBLE,VERIFY,DELIVER}', name), position`,
    [jobId],
  );
const statesOf = async (jobId: string): Promise<string[]> =>
  (await stepsOf(jobId)).map(({ name, position, status }) => `${name} ${position} ${status}`);
const named = async (jobId: string, name: string, position = 0): Promise<StepState> => {
  const found = (await stepsOf(jobId)).find((step) => step.name === name && step.position === position);
  if (!found) throw new Error(`there is no ${name} ${position}`);
  return found;
};

const finish = async (jobId: string, name: string, position = 0, outcome: StepOutcome = {}): Promise<void> =>
  engine.steps.finish(workerScope(engine, tenant), await begin(engine, tenant, jobId, (await named(jobId, name, position)).id), outcome);
const fail = async (jobId: string, name: string, position = 0, failure = permanent): Promise<boolean> =>
  engine.steps.fail(workerScope(engine, tenant), await begin(engine, tenant, jobId, (await named(jobId, name, position)).id), failure);

const retry = (job: RetryJob, actor: Actor = tenant.actor) => request(engine, actor, (scope) => engine.jobs.retry(scope, job));

const scenes = [0, 1].map((position) => ({ id: newId(), position }));
const script: StepOutcome = {
  spec: { value: {} },
  addSteps: (waiting) => sceneSteps({ scenes } as unknown as Parameters<typeof sceneSteps>[0], [waiting.get('ASSEMBLE') ?? '']),
};

/** A film of two scenes whose second segment fails permanently. */
async function failedFilm(credits = 0): Promise<string> {
  const jobId = await makeJob(engine, tenant, firstSteps(), credits);
  await finish(jobId, 'SCRIPT', 0, script);
  for (const position of [0, 1]) {
    await finish(jobId, 'VOICE', position);
    await finish(jobId, 'VISUAL', position);
  }
  await finish(jobId, 'SEGMENT', 0);
  await fail(jobId, 'SEGMENT', 1);
  return jobId;
}

async function finishFilm(jobId: string): Promise<void> {
  for (const { name, position } of await stepsOf(jobId)) {
    if ((await named(jobId, name, position)).status !== 'COMPLETED') await finish(jobId, name, position, name === 'SCRIPT' ? script : {});
  }
}

describe('a failed job that is tried again', () => {
  test('makes only what is missing, goes on with its log, and completes', async () => {
    const jobId = await failedFilm(6);
    const before = await eventsOf(engine, jobId);
    const { sequence: seen } = before.at(-1) ?? { sequence: 0 };
    expect(await retry({ id: jobId })).toMatchObject({ status: 'QUEUED', attempt: 2, failure: null, startedAt: null, finishedAt: null });
    expect((await statesOf(jobId)).filter((state) => !state.endsWith('COMPLETED'))).toEqual([
      'SEGMENT 1 PENDING',
      'ASSEMBLE 0 PENDING',
      'VERIFY 0 PENDING',
      'DELIVER 0 PENDING',
    ]);
    expect((await stepsOf(jobId)).filter(({ admitted, status }) => admitted && status === 'PENDING')).toMatchObject([{ name: 'SEGMENT' }]);
    await finishFilm(jobId);
    const log = await eventsOf(engine, jobId);
    expect(log.map(({ sequence }) => sequence)).toEqual(numbersTo(log.length));
    expect(log.slice(seen).map(({ status }) => status)).toEqual(['QUEUED', ...Array<string>(9).fill('RUNNING'), 'COMPLETED']);
    // Anyone who watched it fail and comes back with the cursor sees what follows, and the end.
    const page = await readJobLog(workerScope(engine, tenant), jobId, seen);
    expect(page).toMatchObject({ ended: true, sequence: log.length });
    expect(page.events).toHaveLength(log.length - seen);
  });

  test('makes again what a step left beside its artifacts, once that may have been deleted', async () => {
    const until = async (keptUntil: Date): Promise<string[]> => {
      const jobId = await failedFilm();
      await engine.owner(
        `update job_steps set result = jsonb_build_object('keptUntil', $2::text) where job_id = $1 and name = 'VISUAL' and position = 0`,
        [jobId, keptUntil.toISOString()],
      );
      await retry({ id: jobId });
      return (await statesOf(jobId)).filter((state) => state.endsWith('PENDING')).slice(0, 2);
    };
    expect(await until(new Date(Date.now() + 60_000))).toEqual(['SEGMENT 1 PENDING', 'ASSEMBLE 0 PENDING']);
    // What was made of it is made again too.
    expect(await until(new Date(Date.now() - 60_000))).toEqual(['VISUAL 0 PENDING', 'SEGMENT 0 PENDING']);
  });

  test('says how far it truly is: what was half done counts for nothing', async () => {
    const jobId = await failedFilm();
    const [{ progress } = { progress: -1 }] = await engine.owner<{ progress: number }>('select progress from jobs where id = $1', [jobId]);
    expect(progress).toBeCloseTo(0.02 + 0.14 + 0.08 + 0.28, 5);
    expect((await retry({ id: jobId, fromStep: 'SEGMENT' })).progress).toBeCloseTo(0.24, 5);
  });

  test('begins its counters again: a step fails three times again before the job does', async () => {
    const [step] = looseSteps(1);
    const jobId = await makeJob(engine, tenant, step ? [step] : []);
    const busy = new Failure('BUSY', 'Later.', { category: 'PROVIDER', retryable: true, hint: 'Wait.' });
    for (let attempt = 0; attempt < 3; attempt += 1) await fail(jobId, 'SEGMENT', 0, busy);
    await retry({ id: jobId });
    for (let attempt = 0; attempt < 2; attempt += 1) await fail(jobId, 'SEGMENT', 0, busy);
    expect(await statesOf(jobId)).toEqual(['SEGMENT 0 PENDING']);
    await fail(jobId, 'SEGMENT', 0, busy);
    expect(await statesOf(jobId)).toEqual(['SEGMENT 0 FAILED']);
  });

  test('is not begun twice by what the queue still holds of the attempt before', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(2));
    const [left] = await stepsOf(jobId);
    await fail(jobId, 'SEGMENT', 1);
    await retry({ id: jobId });
    await expect(begin(engine, tenant, jobId, left?.id ?? '')).rejects.toThrow('nothing to begin');
    expect(await statesOf(jobId)).toEqual(['SEGMENT 0 PENDING', 'SEGMENT 1 PENDING']);
  });

  test('fences a worker of the attempt before, which wakes up late', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(2));
    const late = await begin(engine, tenant, jobId, (await named(jobId, 'SEGMENT', 0)).id);
    await fail(jobId, 'SEGMENT', 1);
    await retry({ id: jobId });
    expect(await engine.steps.progress(workerScope(engine, tenant), late, 0.9)).toBe(false);
    await expect(engine.steps.finish(workerScope(engine, tenant), late, {})).rejects.toThrow();
    await engine.steps.fail(workerScope(engine, tenant), late, permanent);
    expect(await statesOf(jobId)).toEqual(['SEGMENT 0 PENDING', 'SEGMENT 1 PENDING']);
  });

  test('reserves its credits again, or is refused and stays as it was', async () => {
    const jobId = await failedFilm(6);
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 10, reserved: 0 });
    const other = await makeJob(engine, tenant, looseSteps(1), 5);
    const before = await stepsOf(jobId);
    const refusal = retry({ id: jobId, idempotencyKey: 'k' });
    await expect(refusal).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS', details: { required: 6, available: 5 } });
    expect(await stepsOf(jobId)).toEqual(before);
    await request(engine, tenant.actor, (scope) => engine.jobs.cancel(scope, other));
    await retry({ id: jobId, idempotencyKey: 'k' });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 4, reserved: 6 });
  });

  test('once for an idempotency key, however it ended meanwhile', async () => {
    const jobId = await failedFilm(6);
    const attempts = await Promise.all(Array.from({ length: 5 }, () => retry({ id: jobId, idempotencyKey: 'once' })));
    expect(attempts.map(({ attempt }) => attempt)).toEqual([2, 2, 2, 2, 2]);
    await fail(jobId, 'SEGMENT', 1);
    expect(await retry({ id: jobId, idempotencyKey: 'once' })).toMatchObject({ status: 'FAILED', attempt: 2 });
    await expect(retry({ id: jobId, fromStep: 'VOICE', idempotencyKey: 'once' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await retry({ id: jobId, idempotencyKey: 'twice' })).toMatchObject({ attempt: 3 });
  });

  test('has its script written again when that is wanted, with scenes of its own', async () => {
    const jobId = await failedFilm();
    const before = (await stepsOf(jobId)).map(({ id }) => id);
    await retry({ id: jobId, fromStep: 'SCRIPT' });
    expect(await statesOf(jobId)).toEqual(['SCRIPT 0 PENDING', 'ASSEMBLE 0 PENDING', 'VERIFY 0 PENDING', 'DELIVER 0 PENDING']);
    await finish(jobId, 'SCRIPT', 0, script);
    const after = await stepsOf(jobId);
    expect(after.filter(({ id }) => before.includes(id))).toEqual([]);
    expect((await named(jobId, 'ASSEMBLE')).blocked_by).toBe(2);
    for (const stage of ['VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER'])
      for (const { name, position } of after) if (name === stage) await finish(jobId, name, position);
    expect(await engine.owner('select status, progress from jobs where id = $1', [jobId])).toEqual([{ status: 'COMPLETED', progress: 1 }]);
  });

  test('makes again what was collected, and what waits for that', async () => {
    const jobId = await failedFilm();
    const store = async (hash: string, storageKey: string) =>
      engine.owner(
        `insert into artifacts (id, workspace_id, hash, storage_key, content_type, byte_size, metadata, used_at)
         values ($1, $2, $3, $4, 'image/png', 1, '{}', now() - interval '30 days')`,
        [newId(), tenant.workspaceId, hash, storageKey],
      );
    await store('there', 'key of what is there');
    await store('made again', 'another key');
    const give = (name: string, position: number, hash: string, storageKey: string) =>
      engine.owner('update job_steps set result = $4 where job_id = $1 and name = $2 and position = $3', [
        jobId,
        name,
        position,
        { picture: { hash, storageKey } },
      ]);
    await give('VISUAL', 0, 'there', 'key of what is there');
    await give('VISUAL', 1, 'made again', 'key of before');
    await engine.owner(
      `update job_steps set result = '{"pieces": [{"hash": "gone", "storageKey": "gone"}]}' where job_id = $1 and name = 'SEGMENT'
      and status = 'COMPLETED'`,
      [jobId],
    );
    await retry({ id: jobId });
    expect((await statesOf(jobId)).filter((state) => /VOICE|VISUAL|SEGMENT/.test(state))).toEqual([
      'VOICE 0 COMPLETED',
      'VOICE 1 COMPLETED',
      'VISUAL 0 COMPLETED',
      'VISUAL 1 PENDING',
      'SEGMENT 0 PENDING',
      'SEGMENT 1 PENDING',
    ]);
    expect((await named(jobId, 'SEGMENT', 0)).blocked_by).toBe(1);
    expect(await engine.owner(`select 1 from artifacts where hash = 'there' and used_at > now() - interval '1 minute'`)).toHaveLength(1);
  });
});

describe('retryJob', () => {
  test.each(['QUEUED', 'RUNNING', 'COMPLETED', 'CANCELED'])('is INVALID_STATE for a job that is %s', async (status) => {
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await engine.owner('update jobs set status = $2 where id = $1', [jobId, status]);
    await expect(retry({ id: jobId })).rejects.toMatchObject({ code: 'INVALID_STATE', message: expect.stringContaining(status) });
  });

  test('refuses a step that the job has not, and one that it has not reached', async () => {
    const jobId = await failedFilm();
    await expect(retry({ id: jobId, fromStep: 'PROBE' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'fromStep' }] });
    await expect(retry({ id: jobId, fromStep: 'ASSEMBLE' })).rejects.toMatchObject({
      code: 'INVALID_STATE',
      message: 'The job has not reached ASSEMBLE. Choose one of SCRIPT, VOICE, VISUAL, SEGMENT, or omit fromStep.',
    });
  });

  test('is for editors; for strangers there is no such job', async () => {
    const jobId = await failedFilm();
    const viewer: Actor = { ...tenant.actor, memberships: new Map([[tenant.workspaceId, 'VIEWER']]) };
    await expect(retry({ id: jobId }, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const stranger = (await makeTenant(engine)).actor;
    for (const id of [jobId, newId(), 'nonsense'])
      await expect(retry({ id }, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Job not found.' });
    await expect(retry({ id: jobId }, { kind: 'anonymous' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('deleteJob', () => {
  const remove = (id: string, actor: Actor = tenant.actor) => request(engine, actor, (scope) => engine.jobs.delete(scope, id));

  test('hides a job from every read, log and subscription; its outputs stay and know no job', async () => {
    const jobId = await failedFilm(6);
    const assetId = newId();
    await engine.owner(
      `insert into assets (id, workspace_id, job_id, kind, status, name, file_name, content_type, byte_size, storage_key)
       values ($1, $2, $3, 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 1, 'key')`,
      [assetId, tenant.workspaceId, jobId],
    );
    await remove(jobId);
    await request(engine, tenant.actor, async (scope) => {
      await expect(engine.jobs.get(scope, jobId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await engine.jobs.load(scope, jobId)).toBeNull();
      expect((await engine.jobs.list(scope, tenant.workspaceId, {})).rows).toEqual([]);
      expect(await (await engine.jobs.list(scope, tenant.workspaceId, {})).count()).toBe(0);
      const asset = await engine.assets.get(scope, assetId);
      expect(await engine.jobs.find(scope, asset.jobId ?? '')).toBeNull();
    });
    // Its stream ends, from wherever it is followed.
    expect(await readJobLog(workerScope(engine, tenant), jobId, undefined)).toMatchObject({ events: [], ended: true });
    await expect(retry({ id: jobId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(remove(jobId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await engine.owner('select 1 from credit_movements where job_id = $1', [jobId])).toHaveLength(2);
  });

  test('is INVALID_STATE for a job that goes on, and for editors', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await expect(remove(jobId)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    const viewer: Actor = { ...tenant.actor, memberships: new Map([[tenant.workspaceId, 'VIEWER']]) };
    await expect(remove(jobId, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(remove(jobId, (await makeTenant(engine)).actor)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('nobody makes a job invisible but through its function, which knows the workspaces of who acts', async () => {
    const jobId = await failedFilm();
    await expect(
      workerScope(engine, tenant).tx((em) => em.execute('update jobs set deleted_at = now() where id = ?', [jobId])),
    ).rejects.toMatchObject({ code: '42501' });
    await workerScope(engine, await makeTenant(engine)).tx((em) => em.execute('select delete_job(?)', [jobId]));
    expect(await engine.owner('select deleted_at from jobs where id = $1', [jobId])).toEqual([{ deleted_at: null }]);
  });
});
