import { beforeEach, expect, test } from 'vitest';
import { LeftCalls } from '../../../../src/features/jobs/calls/left-calls.service.ts';
import { Prices } from '../../../../src/platform/catalogue/providers/costs/prices.ts';
import { callsOfJob } from '../../../../src/features/jobs/calls/provider-call.read.ts';
import { StepAttempts } from '../../../../src/features/jobs/steps/step-attempts.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { LeftCall, LeftEnd, ProviderIdentity } from '../../../../src/platform/providers/provider.ts';
import { badKey, notSetUp, vendorDown } from '../../../../src/platform/providers/vendors/vendor-failures.ts';
import { begin, looseSteps, makeJob, makeTenant, request, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';

/** Calls of jobs that ended while no worker waited for the answer. */

const engine = useEngine();
let tenant: Tenant;
beforeEach(async () => void (tenant = await makeTenant(engine)));

const COST = { unit: 'credits', amount: 24, usd: 0.24 };
const DAY = 86_401;

/** A job that has ended with one call, which was expected to cost a dollar. */
async function left({ status = 'CANCELED', isSent = true, isFree = false, taskId = 'task' }) {
  const [step] = looseSteps(1);
  if (!step) throw new Error('a job has a step');
  const jobId = await makeJob(engine, tenant, [step]);
  const begun = await begin(engine, tenant, jobId, step.id);
  const attempts = new StepAttempts(workerScope(engine, tenant), begun, { kind: 'CLIP', provider: 'runway' });
  const id = await attempts.prepare({ key: 'clip', model: 'gen4.5', isFree, expected: { unit: 'credits', amount: 100 } });
  if (isSent) await attempts.sent(id);
  if (taskId) await attempts.submitted(id, taskId);
  await engine.owner(`update jobs set status = $2, finished_at = now() where id = $1`, [jobId, status]);
  return { id, jobId, attempts, callOf: () => request(engine, tenant.actor, async (scope) => (await callsOfJob.rows(scope, jobId))[0]) };
}

/** Settles what was left so many seconds ago at a vendor. */
async function settle(
  seconds: number,
  vendor: (left: LeftCall) => Promise<LeftEnd> = () => Promise.reject(new Error('asked')),
  calls = engine.leftCalls,
) {
  await engine.owner(`update provider_attempts set prepared_at = prepared_at - make_interval(secs => $2) where workspace_id = $1`, [
    tenant.workspaceId,
    seconds,
  ]);
  await engine.owner(`update jobs set finished_at = finished_at - make_interval(secs => $2) where workspace_id = $1`, [
    tenant.workspaceId,
    seconds,
  ]);
  const provider: ProviderIdentity = { id: 'runway', revision: '1', settle: vendor };
  const scope = engine.database.systemScope(new AbortController().signal);
  return calls.settle(scope, { get: async () => provider }, silentLog);
}

/** Dollars. */
const money = async () => {
  const [row] = await engine.owner<{ spent: number; reserved: number }>(
    'select spent_micros / 1e6::float as spent, reserved_micros / 1e6::float as reserved from spend_months where workspace_id = $1',
    [tenant.workspaceId],
  );
  return row;
};

test('what the vendor tells is booked once, with the key of the workspace, and shown', async () => {
  const { id, attempts, callOf } = await left({});
  const asked: LeftCall[] = [];
  const vendor = async (call: LeftCall): Promise<LeftEnd> => {
    asked.push(call);
    return { taskId: 'task', failure: 'CANCELED', cost: COST };
  };
  await settle(301, vendor);
  expect(asked).toMatchObject([{ isWanted: false, earlier: { id, taskId: 'task', model: 'gen4.5' } }]);
  expect(await callOf()).toMatchObject({ state: 'FAILED', failure: 'CANCELED', cost: COST });
  expect(await money()).toEqual({ spent: 0.24, reserved: 0 });
  await settle(301);
  // A worker that was suspended comes back with its own answer.
  await attempts.done(id, COST);
  expect(await money()).toEqual({ spent: 0.24, reserved: 0 });
});

test('a call that never arrived costs nothing, and one that was never sent neither', async () => {
  const [lost, prepared] = [await left({ taskId: '' }), await left({ isSent: false, taskId: '' })];
  await settle(301, async () => 'NEVER_ARRIVED');
  expect([await lost.callOf(), await prepared.callOf()]).toMatchObject([
    { state: 'FAILED', failure: 'LOST' },
    { state: 'FAILED', failure: 'NOT_SENT' },
  ]);
  expect(await money()).toEqual({ spent: 0, reserved: 0 });
});

test.each<[what: string, vendor: () => Promise<LeftEnd>]>([
  ['cannot tell', async () => 'UNKNOWN'],
  ['refuses the key', () => Promise.reject(badKey('Runway'))],
  ['is no longer set up', () => Promise.reject(notSetUp('Runway'))],
])('a call whose vendor %s is UNCERTAIN, and stays reserved', async (_, vendor) => {
  const { callOf } = await left({ status: 'FAILED', taskId: '' });
  expect(await settle(301, vendor)).toBe(1);
  expect(await callOf()).toMatchObject({ state: 'UNCERTAIN', failure: 'UNCERTAIN', cost: null });
  expect(await money()).toEqual({ spent: 0, reserved: 1 });
  expect(await settle(301)).toBe(0);
});

test('a run ends after a minute, and the next one goes on behind its last call', async () => {
  const [first, second] = [await left({ taskId: 'one' }), await left({ taskId: 'two' })];
  let passedMs = 0;
  const calls = new LeftCalls({ keyOf: async () => undefined }, new Prices(), () => (passedMs += 40_000));
  const asked: (string | undefined)[] = [];
  const slow = async ({ earlier }: LeftCall): Promise<LeftEnd> => {
    asked.push(earlier.taskId);
    return 'RUNNING';
  };
  for (let run = 0; run < 3; run += 1) await settle(run === 0 ? 301 : 0, slow, calls);
  expect(asked).toEqual(['one', 'two', 'one']);
  expect([await first.callOf(), await second.callOf()]).toMatchObject([{ state: 'SENT' }, { state: 'SENT' }]);
  await settle(0, async () => 'UNKNOWN');
});

test('a free call has cost nothing, whatever became of it', async () => {
  const { callOf } = await left({ isFree: true });
  expect(await settle(301, async () => 'UNKNOWN')).toBe(0);
  expect(await callOf()).toMatchObject({ state: 'FAILED', failure: 'LOST', cost: null });
});

test('a vendor that is away or still at work is asked again for a day', async () => {
  const [away, atWork] = [await left({}), await left({ taskId: 'slow' })];
  const vendor = async ({ earlier }: LeftCall): Promise<LeftEnd> => {
    if (earlier.taskId === 'slow') return 'RUNNING';
    throw vendorDown('Runway');
  };
  await settle(301, vendor);
  expect([await away.callOf(), await atWork.callOf()]).toMatchObject([{ state: 'SENT' }, { state: 'SENT' }]);
  expect(await settle(DAY, vendor)).toBe(2);
  expect([await away.callOf(), await atWork.callOf()]).toMatchObject([{ state: 'UNCERTAIN' }, { state: 'UNCERTAIN' }]);
});

test('a call that is UNCERTAIN is booked when its vendor tells the end within a day', async () => {
  const { id, attempts, callOf } = await left({});
  await attempts.uncertain(id);
  expect(await settle(301, async () => 'RUNNING')).toBe(0);
  expect(await callOf()).toMatchObject({ state: 'UNCERTAIN' });
  await settle(0, async () => ({ taskId: 'task', cost: COST }));
  expect(await callOf()).toMatchObject({ state: 'DONE', failure: null, cost: COST });
  expect(await money()).toEqual({ spent: 0.24, reserved: 0 });
});

test('jobs that have not ended, or have just ended, keep their calls', async () => {
  const [running, fresh] = [await left({ status: 'RUNNING' }), await left({})];
  await settle(200);
  expect([await running.callOf(), await fresh.callOf()]).toMatchObject([{ state: 'SENT' }, { state: 'SENT' }]);
});

test('one adapter that breaks does not keep the calls of the others', async () => {
  const [broken, other] = [await left({ taskId: 'broken' }), await left({})];
  await settle(301, async ({ earlier }) => {
    if (earlier.taskId === 'broken') throw new TypeError('broken');
    return { taskId: 'task', failure: 'CANCELED', cost: undefined };
  });
  expect([await broken.callOf(), await other.callOf()]).toMatchObject([{ state: 'SENT' }, { state: 'FAILED' }]);
});
