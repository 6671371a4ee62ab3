import { beforeEach, describe, expect, test } from 'vitest';
import { Postponed } from '../../../../src/features/jobs/steps/step-handler.ts';
import { StepAttempts } from '../../../../src/features/jobs/steps/step-attempts.ts';
import { Prices } from '../../../../src/platform/catalogue/providers/costs/prices.ts';
import { Failure } from '../../../../src/kernel/failure.ts';
import { begin, looseSteps, makeJob, makeTenant, request, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';
import { refusal } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
beforeEach(async () => void (tenant = await makeTenant(engine)));

/** 10 cents at Stability AI. */
const PICTURE = { unit: 'credits', amount: 10 };
const CALL = { key: 'picture', model: 'core', isFree: false, expected: PICTURE };

const setLimit = (limit: number | null, { actor, workspaceId }: Tenant = tenant) =>
  request(engine, actor, (scope) => engine.spending.setLimit(scope, { workspaceId, limit }));
const spend = ({ actor, workspaceId }: Tenant = tenant) => request(engine, actor, (scope) => engine.spending.spend(scope, workspaceId));
const events = async () =>
  (
    await engine.owner<{ action: string }>(
      `select action from workspace_events where workspace_id = $1 and type = 'SPEND' order by xact, id`,
      [tenant.workspaceId],
    )
  ).map(({ action }) => action);

/** Calls of one step, which a worker has begun. */
async function calls(): Promise<StepAttempts> {
  const [step] = looseSteps(1);
  if (!step) throw new Error('a job has a step');
  const begun = await begin(engine, tenant, await makeJob(engine, tenant, [step]), step.id);
  return new StepAttempts(workerScope(engine, tenant), begun, { kind: 'VISUAL', provider: 'stability' });
}

async function send(attempts: StepAttempts, call: Parameters<StepAttempts['prepare']>[0] = CALL): Promise<string> {
  const id = await attempts.prepare(call);
  await attempts.sent(id);
  return id;
}

/** Spends this many tenths of a dollar. */
async function spendCalls(attempts: StepAttempts, count: number): Promise<void> {
  for (let call = 0; call < count; call += 1) await attempts.done(await send(attempts), PICTURE);
}

describe('calls to a vendor with a daily quota', () => {
  test('beyond it wait for midnight in Pacific time, and count again then', async () => {
    const [step] = looseSteps(1);
    if (!step) throw new Error('a job has a step');
    const begun = await begin(engine, tenant, await makeJob(engine, tenant, [step]), step.id);
    const provider = `vendor-${tenant.workspaceId}`;
    const attempts = new StepAttempts(workerScope(engine, tenant), begun, { kind: 'VISUAL', provider }, { dailyRequests: 2 });
    const sent = await Promise.allSettled(Array.from({ length: 5 }, () => send(attempts)));
    const waiting = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason as Postponed] : []));
    expect(waiting).toHaveLength(3);
    for (const one of waiting) {
      expect(one).toBeInstanceOf(Postponed);
      expect(one.until.toLocaleTimeString('en-US', { timeZone: 'America/Los_Angeles', hourCycle: 'h23' })).toMatch(/^00:00:00/);
    }
    // Nothing is reserved for what was not sent.
    expect(await spend()).toMatchObject({ reserved: 0.2 });
    const refused = await engine.owner(
      `select state, failure, spend_month from provider_attempts where provider = $1 and failure is not null`,
      [provider],
    );
    expect(refused).toEqual(Array.from({ length: 3 }, () => ({ state: 'FAILED', failure: 'QUOTA', spend_month: null })));
    await engine.owner('update api_quotas set day = day - 1 where account = $1', [provider]);
    await send(attempts);
    expect(await spend()).toMatchObject({ reserved: 0.3 });
  });
});

describe('calls of a workspace with a limit', () => {
  test('cannot pass it together: of 20 at once, only those that fit are sent', async () => {
    await setLimit(1);
    const attempts = await calls();
    const sent = await Promise.allSettled(Array.from({ length: 20 }, () => send(attempts)));
    const refused = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason as Failure] : []));
    expect(refused).toHaveLength(10);
    for (const failure of refused) expect(failure).toMatchObject({ code: 'SPEND_LIMIT_REACHED', category: 'QUOTA', retryable: false });
    expect(await spend()).toMatchObject({ limit: 1, spent: 0, reserved: 1, state: 'REACHED' });
    const states = await engine.owner<{ state: string; count: number }>(
      'select state, count(*)::int as count from provider_attempts where workspace_id = $1 group by state order by state',
      [tenant.workspaceId],
    );
    expect(states).toEqual([
      { state: 'FAILED', count: 10 },
      { state: 'SENT', count: 10 },
    ]);
    // One event for the new limit, and one for ten refusals.
    expect(await events()).toEqual(['CREATED', 'UPDATED']);
  });

  test('report once a month that it is near, and once that it is reached', async () => {
    await setLimit(1);
    const attempts = await calls();
    await spendCalls(attempts, 7);
    expect(await spend()).toMatchObject({ spent: 0.7, reserved: 0, state: 'OK' });
    expect(await events()).toEqual(['CREATED']);
    await spendCalls(attempts, 2);
    expect(await spend()).toMatchObject({ spent: 0.9, state: 'NEAR' });
    await spendCalls(attempts, 1);
    expect(await spend()).toMatchObject({ spent: 1, state: 'REACHED' });
    for (let call = 0; call < 3; call += 1) await expect(send(attempts)).rejects.toBeInstanceOf(Failure);
    expect(await events()).toEqual(['CREATED', 'UPDATED', 'UPDATED']);
  });

  test('may be made again when the limit is raised, and all when it is removed', async () => {
    // Of two first limits at once, one stays.
    await Promise.all([setLimit(0.1), setLimit(0.1)]);
    const attempts = await calls();
    await spendCalls(attempts, 1);
    await expect(send(attempts)).rejects.toThrow('was not made');
    expect(await setLimit(0.2)).toMatchObject({ limit: 0.2, spent: 0.1, state: 'OK' });
    await spendCalls(attempts, 1);
    expect(await setLimit(null)).toMatchObject({ limit: null, spent: 0.2, state: 'OK' });
    await spendCalls(attempts, 3);
    expect(await spend()).toMatchObject({ spent: 0.5 });
  });

  test('of 0 are all refused, except those that are free', async () => {
    await setLimit(0);
    const attempts = await calls();
    await expect(send(attempts, { ...CALL, expected: undefined })).rejects.toMatchObject({ code: 'SPEND_LIMIT_REACHED' });
    await attempts.done(await send(attempts, { ...CALL, isFree: true }), undefined);
    expect(await spend()).toMatchObject({ spent: 0, reserved: 0, unpricedCalls: 0, state: 'REACHED' });
  });

  test('in a month that has passed say nothing about this one', async () => {
    await setLimit(1);
    const attempts = await calls();
    const late = await send(attempts);
    await spendCalls(attempts, 9);
    const last = [`2026-01-01`, tenant.workspaceId];
    await engine.owner('update spend_months set month = $1 where workspace_id = $2', last);
    await engine.owner('update provider_attempts set spend_month = $1 where workspace_id = $2', last);
    expect(await spend()).toMatchObject({ spent: 0, reserved: 0, state: 'OK' });
    // A call that began in the former month is paid by it.
    await attempts.done(late, PICTURE);
    expect(await spend()).toMatchObject({ spent: 0 });
    await spendCalls(attempts, 8);
    expect(await spend()).toMatchObject({ spent: 0.8, state: 'NEAR' });
  });
});

describe('what a call cost', () => {
  test('replaces what it was expected to cost; one that is not charged costs nothing', async () => {
    const attempts = await calls();
    const [cheap, refused] = [await send(attempts), await send(attempts)];
    expect(await spend()).toMatchObject({ limit: null, spent: 0, reserved: 0.2 });
    await attempts.done(cheap, { unit: 'credits', amount: 3, usd: 0.03 });
    await attempts.failed(refused, 'RATE_LIMITED');
    // A second end of the same call changes nothing.
    await attempts.done(cheap, { unit: 'credits', amount: 3, usd: 0.03 });
    expect(await spend()).toMatchObject({ spent: 0.03, reserved: 0, unpricedCalls: 0, state: 'OK' });
  });

  test('stays reserved while it is uncertain, and is booked when the answer is found', async () => {
    const attempts = await calls();
    const lost = await send(attempts);
    await attempts.uncertain(lost);
    expect(await spend()).toMatchObject({ spent: 0, reserved: 0.1 });
    await attempts.done(lost, PICTURE);
    expect(await spend()).toMatchObject({ spent: 0.1, reserved: 0 });
  });

  test('is booked as it was reserved, and counted as a call without a price, where it is not known', async () => {
    await setLimit(0.2);
    const attempts = await calls();
    await attempts.done(await send(attempts), { unit: 'wishes', amount: 3 });
    expect(await spend()).toMatchObject({ spent: 0.1, reserved: 0, unpricedCalls: 1 });
    await attempts.done(await send(attempts), undefined);
    expect(await spend()).toMatchObject({ spent: 0.2, reserved: 0, unpricedCalls: 2, state: 'REACHED' });
    await expect(send(attempts)).rejects.toMatchObject({ code: 'SPEND_LIMIT_REACHED' });
  });
});

test('the price that the operator states counts before that of the adapter', () => {
  const credits = { unit: 'credits', amount: 24, usd: 0.24 };
  expect(new Prices({ 'runway/CLIP': 8_000 }).usdOf({ kind: 'CLIP', provider: 'runway' }, credits)).toBeCloseTo(0.192, 6);
  expect(new Prices().usdOf({ kind: 'CLIP', provider: 'runway' }, credits)).toBe(0.24);
});

test.each([-1, 1_000_001, Number.NaN])('a limit of %d is refused', async (limit) => {
  expect(await refusal(() => setLimit(limit))).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('the spending of another workspace is not found', async () => {
  const other = await makeTenant(engine);
  const asked = request(engine, tenant.actor, (scope) => engine.spending.spend(scope, other.workspaceId));
  await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
