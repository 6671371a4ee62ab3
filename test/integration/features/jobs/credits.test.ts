import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GenerateVideo } from '../../../../src/features/renders/render.service.ts';
import { lockJob, moveJob } from '../../../../src/features/jobs/job/job-writes.ts';
import { FencedError } from '../../../../src/features/jobs/steps/step-handler.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import { Failure } from '../../../../src/kernel/failure.ts';
import {
  begin,
  creditsOf,
  faultsOfLedger,
  looseSteps,
  makeJob,
  makeRunningJob,
  makeTenant,
  request,
  useEngine,
  scopeOf,
  workerScope,
  type Tenant,
} from '../../../support/engine.ts';

const engine = useEngine({ poolSize: 20 });
let tenant: Tenant;
beforeEach(async () => {
  tenant = await makeTenant(engine, 'OWNER', 10);
});
afterEach(async () => {
  expect(await faultsOfLedger(engine)).toEqual([]);
});

const worker = () => workerScope(engine, tenant);
const permanent = new Failure('BAD_TEXT', 'It cannot be spoken.', { category: 'USER_INPUT', retryable: false, hint: 'Wait.' });
const cancel = async (jobId: string): Promise<void> => {
  const scope = scopeOf(engine, tenant.actor);
  await engine.jobs.cancel(scope, jobId).finally(() => scope.close());
};
const jobCredits = async (jobId: string) => {
  const [row] = await engine.owner<{ status: string; reserved: number; charged: number }>(
    'select status, credits_reserved as reserved, credits_charged as charged from jobs where id = $1',
    [jobId],
  );
  return row;
};
const endsOf = (jobId: string) =>
  engine.owner<{ kind: string }>('select kind from credit_movements where job_id = $1 and reservation_id is not null', [jobId]);

/** A running job of one step that holds these credits. */
async function running(credits: number) {
  const { jobId, running: steps } = await makeRunningJob(engine, tenant, 1, credits);
  const [step] = steps;
  if (!step) throw new Error('a step was made');
  return { jobId, step };
}

describe('the credits of a job', () => {
  test('are set aside with it, and charged as far as they were used', async () => {
    const { jobId, step } = await running(6);
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 4, reserved: 6 });
    await engine.steps.finish(worker(), step, { creditsUsed: 2 });
    expect(await jobCredits(jobId)).toEqual({ status: 'COMPLETED', reserved: 6, charged: 2 });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 8, reserved: 0, spent: 2 });
    expect(await endsOf(jobId)).toEqual([{ kind: 'CHARGE' }]);
  });

  test('are never charged beyond what was set aside', async () => {
    const { jobId, step } = await running(3);
    await engine.steps.finish(worker(), step, { creditsUsed: 8 });
    expect(await jobCredits(jobId)).toEqual({ status: 'COMPLETED', reserved: 3, charged: 3 });
  });

  test('stay set aside while steps are left, whatever a step says', async () => {
    const { jobId, running: steps } = await makeRunningJob(engine, tenant, 2, 5);
    await engine.steps.finish(worker(), steps[0] ?? fail(), { creditsUsed: 5 });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 5, reserved: 5, spent: 0 });
    await engine.steps.finish(worker(), steps[1] ?? fail(), { creditsUsed: 4 });
    expect(await jobCredits(jobId)).toMatchObject({ charged: 4 });
  });

  const ends: Record<string, (jobId: string, stepId: string) => Promise<unknown>> = {
    canceled: (jobId) => cancel(jobId),
    failed: async (jobId, stepId) => engine.steps.fail(worker(), await begin(engine, tenant, jobId, stepId), permanent),
    'crashed again and again': async (jobId, stepId) => {
      for (let crash = 0; crash < 3; crash += 1) await begin(engine, tenant, jobId, stepId);
      await begin(engine, tenant, jobId, stepId).catch(() => undefined);
    },
  };
  test.each(Object.keys(ends))('come back when it was %s', async (how) => {
    const steps = looseSteps(2);
    const jobId = await makeJob(engine, tenant, steps, 6);
    await ends[how]?.(jobId, steps[0]?.id ?? '');
    expect(await jobCredits(jobId)).toEqual({ status: how === 'canceled' ? 'CANCELED' : 'FAILED', reserved: 6, charged: 0 });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 10, reserved: 0, spent: 0 });
    expect(await endsOf(jobId)).toEqual([{ kind: 'RELEASE' }]);
  });

  test('stay where they are when a step fails for now, is handed back, or comes from a worker that woke up late', async () => {
    const steps = looseSteps(1);
    const stepId = steps[0]?.id ?? '';
    const jobId = await makeJob(engine, tenant, steps, 6);
    const late = await begin(engine, tenant, jobId, stepId);
    await engine.steps.handBack(worker(), await begin(engine, tenant, jobId, stepId));
    const temporary = new Failure('BUSY', 'Later.', { category: 'PROVIDER', retryable: true, hint: 'Wait.' });
    await engine.steps.fail(worker(), await begin(engine, tenant, jobId, stepId), temporary);
    await engine.steps.fail(worker(), late, permanent);
    await expect(engine.steps.finish(worker(), late, { creditsUsed: 6 })).rejects.toBeInstanceOf(FencedError);
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 4, reserved: 6, spent: 0 });
    expect(await endsOf(jobId)).toEqual([]);
  });

  test('are set aside again when it is queued again, or it stays as it was', async () => {
    const { jobId, step } = await running(6);
    await engine.steps.fail(worker(), step, permanent);
    const queueAgain = () =>
      worker().tx(async (em) => {
        const job = await lockJob(em, jobId);
        if (job) await moveJob(em, job, 'QUEUED');
      });
    const other = await makeJob(engine, tenant, looseSteps(1), 5);
    await expect(queueAgain()).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS', details: { required: 6, available: 5 } });
    expect(await jobCredits(jobId)).toMatchObject({ status: 'FAILED' });
    await cancel(other);
    await queueAgain();
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 4, reserved: 6 });
    await cancel(jobId);
    expect(await endsOf(jobId)).toEqual([{ kind: 'RELEASE' }, { kind: 'RELEASE' }]);
  });

  test('are none for a job of before there were credits', async () => {
    const { jobId, step } = await running(0);
    await engine.steps.finish(worker(), step, { creditsUsed: 4 });
    expect(await jobCredits(jobId)).toEqual({ status: 'COMPLETED', reserved: 0, charged: 0 });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 10, reserved: 0, spent: 0 });
  });

  test('200 times canceled against completed: one end each, and the ledger sums to zero', async () => {
    tenant = await makeTenant(engine, 'OWNER', 1_000);
    const ends: Record<string, number> = { CHARGE: 0, RELEASE: 0 };
    let charged = 0;
    for (let round = 0; round < 200; round += 1) {
      const { jobId, step } = await running(5);
      // Canceling looks before it locks: it gets a head start that shrinks, so that the two meet everywhere.
      const finishing = pause((round % 20) / 4).then(() => engine.steps.finish(worker(), step, { creditsUsed: 3 }));
      await Promise.allSettled([finishing, cancel(jobId)]);
      const job = await jobCredits(jobId);
      const kinds = await endsOf(jobId);
      expect(kinds).toEqual([{ kind: job?.status === 'COMPLETED' ? 'CHARGE' : 'RELEASE' }]);
      ends[kinds[0]?.kind ?? ''] = (ends[kinds[0]?.kind ?? ''] ?? 0) + 1;
      charged += job?.charged ?? 0;
    }
    expect(ends['CHARGE']).toBeGreaterThan(0);
    expect(ends['RELEASE']).toBeGreaterThan(0);
    expect(charged).toBe(3 * (ends['CHARGE'] ?? 0));
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -1_000, available: 1_000 - charged, reserved: 0, spent: charged });
  });
});

describe('generateVideo', () => {
  const input = (more: Partial<GenerateVideo> = {}): GenerateVideo => ({
    workspaceId: tenant.workspaceId,
    script: 'One sentence is enough for a film.',
    ...more,
  });
  const generate = async (request: GenerateVideo): Promise<string> => {
    const scope = scopeOf(engine, tenant.actor);
    return engine.renders.generateVideo(scope, request).then(
      ({ id }) => scope.close().then(() => id),
      (error: unknown) => scope.close().then(() => Promise.reject(error)),
    );
  };
  const estimateAs = (actor: Actor, asked: GenerateVideo) => request(engine, actor, (scope) => engine.renders.estimateVideo(scope, asked));
  const estimate = async (asked: GenerateVideo): Promise<number> => (await estimateAs(tenant.actor, asked)).credits;

  test('50 at once with credits for one: one is accepted, 49 are INSUFFICIENT_CREDITS and write nothing', async () => {
    const required = await estimate(input());
    tenant = await makeTenant(engine, 'OWNER', required);
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => generate(input())));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refusals).toHaveLength(49);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'INSUFFICIENT_CREDITS', details: { required, available: 0 } });
    expect(await engine.owner('select 1 from jobs where workspace_id = $1', [tenant.workspaceId])).toHaveLength(1);
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -required, available: 0, reserved: required, spent: 0 });
  });

  test('50 at once with one key: one job, one reservation, 50 equal answers', async () => {
    const required = await estimate(input());
    tenant = await makeTenant(engine, 'OWNER', required);
    const ids = await Promise.all(Array.from({ length: 50 }, () => generate(input({ idempotencyKey: 'once' }))));
    expect(new Set(ids).size).toBe(1);
    expect(
      await engine.owner(`select 1 from credit_movements where workspace_id = $1 and kind = 'RESERVATION'`, [tenant.workspaceId]),
    ).toHaveLength(1);
    expect(await jobCredits(ids[0] ?? '')).toMatchObject({ reserved: required });
  });

  test('a key whose call had too few credits may be used again', async () => {
    const required = await estimate(input());
    tenant = await makeTenant(engine, 'OWNER', required - 1);
    await expect(generate(input({ idempotencyKey: 'again' }))).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS' });
    expect(await engine.owner('select 1 from idempotency_keys where workspace_id = $1', [tenant.workspaceId])).toEqual([]);
  });

  test('sets aside what estimateVideo says, which writes nothing and is for members', async () => {
    const long = input({ script: 'Many words make a long film, and a long film costs more. '.repeat(4) });
    const required = await estimate(long);
    expect(await creditsOf(engine, tenant)).toMatchObject({ reserved: 0 });
    await generate(long);
    expect(await creditsOf(engine, tenant)).toMatchObject({ reserved: required });
    const stranger = await makeTenant(engine);
    await expect(estimateAs(stranger.actor, long)).rejects.toThrow('Workspace not found.');
    await expect(estimateAs(tenant.actor, { ...long, model: 'sora' })).rejects.toThrow('input.model');
  });
});

function fail(): never {
  throw new Error('a step was made');
}
