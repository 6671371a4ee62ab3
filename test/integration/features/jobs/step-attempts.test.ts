import { beforeAll, expect, test } from 'vitest';
import { countCost } from '../../../../src/features/jobs/steps/step-metrics.ts';
import type { StepCost } from '../../../../src/features/jobs/job/job.states.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { PrometheusMetrics } from '../../../../src/platform/metrics/prometheus-metrics.ts';
import { StepAttempts } from '../../../../src/features/jobs/steps/step-attempts.ts';
import { FencedError, type BegunStep } from '../../../../src/features/jobs/steps/step-handler.ts';
import { begin, looseSteps, makeJob, makeTenant, request, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();
let tenant: Tenant;
beforeAll(async () => void (tenant = await makeTenant(engine)));

const COST = { unit: 'tokens', amount: 700, usd: 0.002 };
const CALL = { key: 'script', model: 'little', isFree: false };

async function start() {
  const [step] = looseSteps(1);
  if (!step) throw new Error('a job has a step');
  const jobId = await makeJob(engine, tenant, [step]);
  const begun = await begin(engine, tenant, jobId, step.id);
  return { begun, again: () => begin(engine, tenant, jobId, step.id), attempts: attemptsOf(begun) };
}

const attemptsOf = (begun: BegunStep): StepAttempts =>
  new StepAttempts(workerScope(engine, tenant), begun, { kind: 'SCRIPT', provider: 'openai' });
const rows = (stepId: string) =>
  engine.owner<{ state: string; failure: string | null; cost: object | null }>(
    'select state, failure, cost from provider_attempts where step_id = $1 order by id',
    [stepId],
  );
const costs = async (stepId: string) =>
  (await engine.owner<{ costs: object[] }>('select costs from job_steps where id = $1', [stepId]))[0]?.costs;

test('a call is recorded before it is sent, and its cost is booked once', async () => {
  const { begun, attempts } = await start();
  const id = await attempts.prepare(CALL);
  expect(await rows(begun.step.id)).toMatchObject([{ state: 'PREPARED' }]);
  expect(await attempts.unanswered('script')).toBeUndefined();
  await attempts.sent(id);
  expect(await rows(begun.step.id)).toMatchObject([{ state: 'SENT' }]);
  await attempts.done(id, COST);
  await attempts.done(id, COST);
  expect(await rows(begun.step.id)).toEqual([{ state: 'DONE', failure: null, cost: COST }]);
  expect(await costs(begun.step.id)).toEqual([{ kind: 'SCRIPT', provider: 'openai', ...COST }]);
});

test('each cost is counted once, when it is booked', async () => {
  const metrics = new PrometheusMetrics(silentLog);
  const { begun } = await start();
  const scope = workerScope(engine, tenant);
  const onCost = (cost: StepCost): void => countCost(metrics, cost);
  const attempts = new StepAttempts(scope, begun, { kind: 'SCRIPT', provider: 'openai' }, { onCost });
  const [done, refused] = [await attempts.prepare(CALL), await attempts.prepare(CALL)];
  for (const id of [done, refused]) await attempts.sent(id);
  await attempts.done(done, COST);
  await attempts.done(done, COST);
  await attempts.failed(refused, 'REFUSED');
  const { text } = await metrics.scrape();
  expect(text).toMatch(/^reelwright_provider_cost_total\{[^}]*provider="openai"[^}]*\} 700$/m);
  expect(text).toMatch(/^reelwright_provider_cost_usd_total\{[^}]*provider="openai"[^}]*\} 0\.002$/m);
});

test.each([
  ['the same key', {}, { keySetAt: new Date(0) }, undefined],
  ['a key that replaced it', {}, { keySetAt: new Date('9999-01-01') }, true],
  ['the key of the installation, after a removed one', {}, { hasOwnKey: false }, true],
  ['a key of the workspace, after that of the installation', { hasOwnKey: false }, {}, true],
])('the next attempt of the step knows that it asks with %s', async (_, before, after, hasOtherKey) => {
  const { begun } = await start();
  const by = (key: object) =>
    new StepAttempts(workerScope(engine, tenant), begun, { kind: 'AVATAR', provider: 'd-id', hasOwnKey: true, ...key });
  await by(before).sent(await by(before).prepare({ ...CALL, key: 'talk' }));
  expect((await by(after).unanswered('talk'))?.hasOtherKey).toBe(hasOtherKey);
});

test('the next attempt of the step finds what was sent, and not what failed or has another key', async () => {
  const { begun, again, attempts } = await start();
  const [refused, lost, other] = [
    await attempts.prepare(CALL),
    await attempts.prepare(CALL),
    await attempts.prepare({ ...CALL, key: 'repair' }),
  ];
  for (const id of [lost, other, refused]) await attempts.sent(id);
  await attempts.failed(refused, 'REFUSED', COST);
  const next = attemptsOf(await again());
  expect(await next.unanswered('script')).toMatchObject({ id: lost });
  await next.uncertain(lost);
  expect(await next.unanswered('script')).toMatchObject({ id: lost });
  // Found at the vendor after all.
  await next.done(lost, COST);
  expect((await rows(begun.step.id)).map(({ state }) => state)).toEqual(['FAILED', 'DONE', 'SENT']);
  expect(await costs(begun.step.id)).toHaveLength(2);
});

test('a paid result that is gone is asked for by one retry, and its cost is booked once', async () => {
  const { begun, attempts } = await start();
  const { jobId, id: stepId } = begun.step;
  const id = await attempts.prepare(CALL);
  await attempts.sent(id);
  await attempts.submitted(id, 'task');
  await attempts.done(id, COST);
  await engine.owner(`update provider_attempts set failure = 'NOT_FETCHED' where id = $1`, [id]);
  const retry = async (): Promise<string> => {
    await engine.owner(`update job_steps set status = 'FAILED' where job_id = $1`, [jobId]);
    await engine.owner(`update jobs set status = 'FAILED', finished_at = now() where id = $1`, [jobId]);
    await request(engine, tenant.actor, (scope) => engine.jobs.retry(scope, { id: jobId }));
    return (await engine.owner<{ id: string }>('select id from job_steps where job_id = $1', [jobId]))[0]!.id;
  };
  const second = await retry();
  expect(await rows(second)).toMatchObject([{ state: 'DONE', failure: 'NOT_FETCHED' }]);
  await attempts.failed(id, 'EXPIRED', COST);
  expect(await rows(second)).toEqual([{ state: 'DONE', failure: null, cost: COST }]);
  expect(await rows(await retry())).toEqual([]);
  expect(await rows(stepId)).toEqual([]);
  const booked = await engine.owner<{ costs: object[] }>('select costs from job_steps where job_id = $1', [jobId]);
  expect(booked).toMatchObject([{ costs: [COST] }]);
});

test('a worker that lost the step records and sends nothing, and still books what it paid', async () => {
  const { begun, again, attempts } = await start();
  const [sent, prepared] = [await attempts.prepare(CALL), await attempts.prepare(CALL)];
  await attempts.sent(sent);
  await again();
  await expect(attempts.prepare(CALL)).rejects.toBeInstanceOf(FencedError);
  await expect(attempts.sent(prepared)).rejects.toBeInstanceOf(FencedError);
  await attempts.done(sent, COST);
  expect(await costs(begun.step.id)).toHaveLength(1);
});

test('attempts of another workspace are not seen', async () => {
  const { begun, attempts } = await start();
  await attempts.sent(await attempts.prepare(CALL));
  const stranger = new StepAttempts(workerScope(engine, await makeTenant(engine)), begun, { kind: 'SCRIPT', provider: 'openai' });
  expect(await stranger.unanswered('script')).toBeUndefined();
});
