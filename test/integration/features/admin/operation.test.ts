import { beforeAll, describe, expect, test } from 'vitest';
import type { OperationEvent } from '../../../../src/features/admin/operation/operation-feed.ts';
import { adminAuditEvents } from '../../../../src/features/admin/audit/admin-audit-event.read.ts';
import { adminWorkspaces } from '../../../../src/features/admin/workspaces/admin-workspace.read.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { CachedValue } from '../../../../src/platform/public-cache/cached-value.ts';
import { createJob, jobRow, looseSteps, makeTenant, request, scopeOf, until, useEngine, type Tenant } from '../../../support/engine.ts';
import { openRounds } from '../../../support/rounds.ts';

const engine = useEngine({ concurrency: 0, dispatches: false });
let admin: Tenant['actor'];
let tenant: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(engine);
  const { actor, userId } = await makeTenant(engine);
  await engine.owner('insert into administrators (user_id) values ($1)', [userId]);
  admin = { ...actor, administrator: true };
});

const system = () => scopeOf(engine, { kind: 'system' });
const setPaused = (paused: boolean, actor = admin) =>
  request(engine, actor, (scope) => engine.queuePauses.setPaused(scope, 'JOBS', paused));
const snapshot = async (): Promise<OperationEvent> => {
  const { events } = await engine.operationFeed.events().read(undefined);
  return events[0]!;
};

describe('a paused queue', () => {
  test('starts nothing in any process, not even what is tried again, until it is resumed', async () => {
    const pause = new CachedValue(engine.pubsub, 'queue_pauses', () => engine.steps.isPaused(system()));
    let runs = 0;
    const failOnce = async () => {
      runs += 1;
      if (runs === 1) throw new Error('once');
      return {};
    };
    const rounds = openRounds(engine, failOnce, { isPaused: () => pause.get() });
    try {
      await setPaused(true);
      await setPaused(true);
      const jobId = await createJob(engine, tenant, looseSteps(1));
      rounds.start();
      await until(() => pause.get());
      rounds.wake();
      expect((await snapshot()).queue).toMatchObject({ paused: true, queuedJobs: 1, waitingSteps: 1, runningSteps: 0 });
      expect(await engine.owner('select * from dispatch_steps(5)')).toEqual([]);

      await setPaused(false);
      await until(() => runs === 1);
      await until(async () => (await snapshot()).steps.some(({ state }) => state === 'FAILING'));
      await setPaused(true);
      await until(() => pause.get());
      await engine.owner(`update pgboss.job set start_after = now() where name = 'step'`);
      await engine.owner('update job_steps set backoff_until = now()');
      rounds.wake();
      // A round of an empty worker ends when it has asked; nothing was taken.
      expect(await engine.owner(`select 1 from job_steps where status = 'RUNNING'`)).toEqual([]);
      expect(runs).toBe(1);
      await setPaused(false);
      await until(async () => (await jobRow(engine, jobId)).status === 'COMPLETED');
    } finally {
      await rounds.close(1_000);
    }
    const audit = await engine.owner(`select action, before from audit_events where action like '%Queue' order by id limit 2`);
    expect(audit).toEqual([
      { action: 'pauseQueue', before: { paused: false } },
      { action: 'pauseQueue', before: { paused: true } },
    ]);
  });

  test('is for administrators, as the database asks again', async () => {
    await expect(setPaused(true, tenant.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(setPaused(true, { ...tenant.actor, administrator: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await snapshot()).queue.paused).toBe(false);
  });
});

describe('the feed of administrators', () => {
  test('shows workers with their load, also those that were killed, and steps of dead jobs', async () => {
    const [alive, killed] = [newId(), newId()];
    await engine.steps.heartbeat(system(), { id: alive, concurrency: 3, running: 2, load: 1.5 });
    await engine.steps.heartbeat(system(), { id: killed, concurrency: 4 });
    await engine.owner(`update workers set last_seen_at = now() - interval '16 seconds' where id = $1`, [killed]);
    const jobId = await createJob(engine, tenant, looseSteps(1));
    await engine.owner(`update job_steps set status = 'FAILED', failures = 3 where job_id = $1`, [jobId]);
    await engine.owner(`update jobs set status = 'FAILED', finished_at = now() where id = $1`, [jobId]);
    const { workers, steps } = await snapshot();
    expect(workers.find(({ id }) => id === alive)).toMatchObject({ state: 'ALIVE', slots: 3, running: 2, load: 1.5 });
    expect(workers.find(({ id }) => id === killed)).toMatchObject({ state: 'SILENT', slots: 4 });
    expect(steps).toMatchObject([{ jobId, workspaceId: tenant.workspaceId, name: 'SEGMENT', state: 'DEAD', failures: 3 }]);
    expect(steps[0]?.since).toBeInstanceOf(Date);
  });

  test('reads while somebody follows, and stops', async () => {
    const log = engine.operationFeed.events();
    const { sequence } = await log.read(undefined);
    const { promise, resolve } = Promise.withResolvers<OperationEvent>();
    const leave = log.follow(sequence, { onEvent: async (event) => resolve(event), onEnd: () => undefined });
    expect((await promise).sequence).toBeGreaterThan(sequence);
    // Who is behind reads first.
    expect(log.follow(sequence, { onEvent: async () => undefined, onEnd: () => undefined })).toBeUndefined();
    leave?.();
  });
});

describe('figures of the installation', () => {
  test('count each day once, however often they are computed, and are for administrators', async () => {
    const done = await createJob(engine, tenant, looseSteps(1), 5);
    await engine.owner(`update jobs set status = 'COMPLETED' where id = $1`, [done]);
    await engine.owner(`update jobs set failure = '{"code":"DISK_FULL"}' where status = 'FAILED'`);
    for (let run = 0; run < 2; run += 1) await engine.adminStats.rollUp(system());
    const now = new Date();
    const days = (actor = admin, from = now, to = now) => request(engine, actor, (scope) => engine.adminStats.days(scope, from, to));
    const [counted] = await engine.owner<{ users: number; jobs: number }>(
      'select (select count(*)::int from users) as users, (select count(*)::int from jobs) as jobs',
    );
    expect(await days()).toMatchObject([
      { ...counted, failedJobs: 1, failures: [{ code: 'DISK_FULL', jobs: 1 }], creditsGranted: 2_000, creditsCharged: 0, providerSpend: 0 },
    ]);
    expect((await days())[0]?.films).toBeGreaterThanOrEqual(1);
    expect((await days(admin, new Date(now.getTime() - 365 * 86_400_000))).length).toBe(366);
    await expect(days(tenant.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await days({ ...tenant.actor, administrator: true })).toEqual([]);
    await expect(days(admin, now, new Date(0))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(days(admin, new Date(0), now)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('the spending of the first day that is computed again', () => {
  test('includes calls that began the day before', async () => {
    const jobId = await createJob(engine, tenant, looseSteps(1));
    await engine.owner(
      `insert into provider_attempts (id, workspace_id, job_id, step_id, key, kind, provider, model, is_free, state, cost, ended_at)
       select uuidv7(interval '-8 days' - (now() at time zone 'UTC')::time::interval - interval '1 hour'), workspace_id, id, uuidv7(), 'clip', 'CLIP', 'runway',
         'gen4.5', false, 'DONE', '{"usd":2}', date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '8 days'
       from jobs where id = $1`,
      [jobId],
    );
    await engine.adminStats.rollUp(system());
    const first = new Date(Date.now() - 8 * 86_400_000);
    const days = await request(engine, admin, (scope) => engine.adminStats.days(scope, first, first));
    expect(days).toMatchObject([{ providerSpend: 2 }]);
  });
});

describe('lists of administrators', () => {
  test('show the use of workspaces and not their content', async () => {
    const rows = async (filter: object) => (await request(engine, admin, (scope) => adminWorkspaces.root(scope, { filter }))).rows;
    await engine.owner('update workspace_storage set used = 0 where workspace_id = $1', [tenant.workspaceId]);
    const [row] = await rows({ userId: tenant.userId });
    expect(row).toMatchObject({
      id: tenant.workspaceId,
      plan: 'standard',
      members: 1,
      creditsAvailable: 995,
      creditsReserved: 5,
      storageBytes: 0,
    });
    expect(await rows({ userId: newId() })).toEqual([]);
    expect((await rows({ plans: ['standard'] })).length).toBe(2);
    await expect(rows({ userId: 'x' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const byStorage = await request(engine, admin, (scope) =>
      adminWorkspaces.root(scope, { orderBy: { field: 'STORAGE_BYTES', direction: 'DESC' }, first: 1 }),
    );
    expect(byStorage.hasNextPage).toBe(true);
    expect((await request(engine, { ...tenant.actor, administrator: true }, (scope) => adminWorkspaces.root(scope, {}))).rows).toEqual([]);
  });

  test('show who changed what in workspaces, but not the values', async () => {
    await request(engine, tenant.actor, (scope) => engine.workspaces.update(scope, tenant.workspaceId, { name: 'a secret name' }));
    const rows = async (filter: object) => (await request(engine, admin, (scope) => adminAuditEvents.root(scope, { filter }))).rows;
    expect(await rows({ workspaceId: tenant.workspaceId })).toMatchObject([
      { action: 'updateWorkspace', userId: tenant.userId, role: 'OWNER', before: null, after: null },
    ]);
    expect((await rows({ actions: ['pauseQueue'] }))[0]).toMatchObject({ workspaceId: null, after: { queue: 'JOBS', paused: true } });
    expect((await request(engine, { ...tenant.actor, administrator: true }, (scope) => adminAuditEvents.root(scope, {}))).rows).toEqual([]);
  });
});
