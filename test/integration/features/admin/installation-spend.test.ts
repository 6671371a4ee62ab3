import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OperationEvent } from '../../../../src/features/admin/operation/operation-feed.ts';
import { StepAttempts } from '../../../../src/features/jobs/steps/step-attempts.ts';
import { begin, looseSteps, makeJob, makeTenant, request, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();
let admin: Tenant['actor'];
let tenant: Tenant;
beforeAll(async () => {
  const { actor, userId } = await makeTenant(engine);
  await engine.owner('insert into administrators (user_id) values ($1)', [userId]);
  admin = { ...actor, administrator: true };
});
beforeEach(async () => {
  await engine.owner('delete from installation_spend');
  await engine.owner(`delete from settings where name = 'spendLimit'`);
  tenant = await makeTenant(engine);
});

/** 10 cents at Stability AI. */
const PICTURE = { unit: 'credits', amount: 10 };
const CALL = { key: 'picture', model: 'core', isFree: false, expected: PICTURE };

const setLimit = (spendLimit: number | null, actor = admin) =>
  request(engine, actor, (scope) => engine.settings.update(scope, { spendLimit }));
const spend = (actor = admin) => request(engine, actor, (scope) => engine.adminSpend.current(scope));
const event = async (): Promise<OperationEvent> => (await engine.operationFeed.events().read(undefined)).events[0]!;

/** Calls of one step of a workspace, which a worker has begun. */
async function calls(of = tenant, hasOwnKey = false, limitMicros?: number): Promise<StepAttempts> {
  const [step] = looseSteps(1);
  if (!step) throw new Error('a job has a step');
  const begun = await begin(engine, of, await makeJob(engine, of, [step]), step.id);
  return new StepAttempts(workerScope(engine, of), begun, { kind: 'VISUAL', provider: 'stability', hasOwnKey }, { limitMicros });
}
async function send(attempts: StepAttempts, call: Parameters<StepAttempts['prepare']>[0] = CALL): Promise<string> {
  const id = await attempts.prepare(call);
  await attempts.sent(id);
  return id;
}

describe('calls with keys of the installation', () => {
  test('cannot pass its limit together, whatever workspaces they are for', async () => {
    await setLimit(1);
    const workspaces = await Promise.all([makeTenant(engine), makeTenant(engine)]);
    const attempts = await Promise.all(workspaces.map((of) => calls(of)));
    const sent = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => send(attempts[index % 2]!)));
    const refused = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
    expect(refused).toHaveLength(10);
    for (const failure of refused) {
      expect(failure).toMatchObject({ code: 'SPEND_LIMIT_REACHED', category: 'QUOTA', retryable: false });
      expect(failure.message).toContain('installation');
    }
    expect(await spend()).toMatchObject({ limit: 1, spent: 0, reserved: 1, state: 'REACHED' });
    // A refused call holds nothing of its workspace either.
    const [months] = await engine.owner<{ micros: string }>('select sum(reserved_micros) as micros from spend_months');
    expect(Number(months?.micros)).toBe(1_000_000);
  });

  test('are reported as near and as reached, and running ones finish', async () => {
    await setLimit(0.5);
    const attempts = await calls();
    const running = await send(attempts);
    for (let call = 0; call < 3; call += 1) await attempts.done(await send(attempts), PICTURE);
    expect((await event()).spend).toMatchObject({ limit: 0.5, spent: 0.3, reserved: 0.1, state: 'OK' });
    await attempts.done(await send(attempts), PICTURE);
    expect((await event()).spend).toMatchObject({ spent: 0.4, state: 'NEAR' });
    await expect(send(attempts)).rejects.toMatchObject({ code: 'SPEND_LIMIT_REACHED' });
    expect((await event()).spend.state).toBe('REACHED');
    await attempts.done(running, PICTURE);
    expect(await spend()).toMatchObject({ spent: 0.5, reserved: 0, state: 'REACHED' });
    await setLimit(1);
    expect(await spend()).toMatchObject({ limit: 1, spent: 0.5, state: 'OK' });
    await attempts.done(await send(attempts), PICTURE);
    await setLimit(0.3);
    expect((await spend()).state).toBe('REACHED');
    await setLimit(null);
    expect(await spend()).toMatchObject({ limit: null, spent: 0.6, state: 'OK' });
  });

  test('are counted apart from those with keys of workspaces and from free ones', async () => {
    await setLimit(0);
    const own = await calls(tenant, true);
    await own.done(await send(own), PICTURE);
    const attempts = await calls();
    await attempts.done(await send(attempts, { ...CALL, isFree: true }), undefined);
    await expect(send(attempts, { ...CALL, expected: undefined })).rejects.toMatchObject({ code: 'SPEND_LIMIT_REACHED' });
    expect(await spend()).toMatchObject({ spent: 0, reserved: 0, state: 'REACHED' });
    const workspace = await request(engine, tenant.actor, (scope) => engine.spending.spend(scope, tenant.workspaceId));
    expect(workspace).toMatchObject({ spent: 0.1, reserved: 0 });
  });

  test('that were not charged, or whose end is not known, are booked as those of workspaces', async () => {
    const attempts = await calls();
    await attempts.failed(await send(attempts), 'VENDOR_DOWN');
    expect(await spend()).toMatchObject({ spent: 0, reserved: 0 });
    const lost = await send(attempts);
    await attempts.uncertain(lost);
    expect(await spend()).toMatchObject({ spent: 0, reserved: 0.1 });
    await attempts.failed(await send(attempts), 'GARBAGE', 'UNKNOWN');
    expect(await spend()).toMatchObject({ spent: 0.1, reserved: 0.1 });
    // Found later, by whichever worker: the money is booked once.
    await attempts.done(lost, PICTURE);
    await attempts.done(lost, PICTURE);
    expect(await spend()).toMatchObject({ spent: 0.2, reserved: 0 });
  });

  test('are limited by the environment where that sets the limit', async () => {
    await setLimit(100);
    const attempts = await calls(tenant, false, 100_000);
    await attempts.done(await send(attempts), PICTURE);
    await expect(send(attempts)).rejects.toMatchObject({ code: 'SPEND_LIMIT_REACHED' });
  });
});

test('the limit must be an amount, and is for administrators', async () => {
  for (const amount of [-1, 1_000_001, NaN])
    await expect(setLimit(amount)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.spendLimit' }] });
  await expect(setLimit(1, tenant.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(setLimit(1, { ...tenant.actor, administrator: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(spend(tenant.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
