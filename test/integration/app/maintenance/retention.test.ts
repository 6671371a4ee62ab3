import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deleteOldRows } from '../../../../src/app/maintenance/retention.ts';
import { readJobLog } from '../../../../src/features/jobs/log/job-log.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import {
  creditsOf,
  faultsOfLedger,
  makeRunningJob,
  makeTenant,
  openEngine,
  request,
  scopeOf,
  until,
  type Engine,
  type Tenant,
} from '../../../support/engine.ts';

let engine: Engine;
let tenant: Tenant;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());
beforeEach(async () => {
  tenant = await makeTenant(engine);
});

const KEEP = { eventDays: 30, jobDays: 365, artifactDays: 30 };
const deleteOld = (retention = KEEP) => deleteOldRows(scopeOf(engine, { kind: 'anonymous' }), retention, silentLog);

/** A job that ended so many days ago, a day after it was made, with a step and so many events. Returns its id. */
async function endedJob(days: number, { events = 10, status = 'COMPLETED' } = {}): Promise<string> {
  const [row] = await engine.owner<{ id: string }>(
    `insert into jobs (id, workspace_id, type, status, title, input, sequence, created_at, finished_at)
     values (uuidv7(make_interval(days => - $2::int - 1)), $1, 'VIDEO', $3, 'old', '{}', $4::int, now() - make_interval(days => $2::int + 1),
       case when $3 in ('QUEUED', 'RUNNING') then null else now() - make_interval(days => $2::int) end) returning id`,
    [tenant.workspaceId, days, status, events],
  );
  const id = row?.id ?? '';
  await engine.owner(`insert into job_steps (id, workspace_id, job_id, name, weight) values ($1, $2, $3, 'SCRIPT', 1)`, [
    newId(),
    tenant.workspaceId,
    id,
  ]);
  await engine.owner(
    `insert into job_events (job_id, sequence, workspace_id, type, status, progress, at)
     select $1, n, $2, 'LOG', $3, 0, now() - make_interval(days => $5::int) from generate_series(1, $4::int) n`,
    [id, tenant.workspaceId, status, events, days],
  );
  return id;
}

const count = async (table: string, column: string, value: string): Promise<number> => {
  const [row] = await engine.owner<{ count: number }>(`select count(*)::int as count from ${table} where ${column} = $1`, [value]);
  return row?.count ?? -1;
};
const logOf = (jobId: string, after: number) => request(engine, tenant.actor, (scope) => readJobLog(scope, jobId, after));

describe('events', () => {
  test('go when their job ended longer ago than they are kept, and never before it has ended', async () => {
    const [old, recent, open] = [await endedJob(31), await endedJob(29), await endedJob(100, { status: 'RUNNING' })];
    await deleteOld();
    expect(await Promise.all([old, recent, open].map((id) => count('job_events', 'job_id', id)))).toEqual([0, 10, 10]);
    expect(await Promise.all([old, recent, open].map((id) => count('jobs', 'id', id)))).toEqual([1, 1, 1]);
  });

  test('are kept for a day whatever is asked', async () => {
    const [young, old] = [await endedJob(0), await endedJob(2)];
    await deleteOld({ ...KEEP, eventDays: 0, jobDays: 0 });
    expect([await count('job_events', 'job_id', young), await count('jobs', 'id', old)]).toEqual([10, 0]);
  });

  test('a cursor from before them is answered with a snapshot of what is true now', async () => {
    const old = await endedJob(31);
    await deleteOld();
    expect(await logOf(old, 3)).toMatchObject({ events: [{ type: 'SNAPSHOT', sequence: 10, status: 'COMPLETED' }], ended: true });
    expect(await logOf(old, 10)).toMatchObject({ events: [], sequence: 10, ended: true });
  });

  test('go from the oldest on without a hole, so that half a log tells what it lost', async () => {
    const long = await endedJob(50, { events: 7_000 });
    const [batch] = await engine.owner<{ gone: number }>('select delete_old_job_events(30) as gone');
    expect(batch?.gone).toBe(5_000);
    expect(await engine.owner('select min(sequence) as first, count(*)::int as count from job_events where job_id = $1', [long])).toEqual([
      { first: 5_001, count: 2_000 },
    ]);
    expect((await logOf(long, 4_999)).events).toMatchObject([{ type: 'SNAPSHOT', sequence: 7_000 }]);
    expect((await logOf(long, 5_000)).events[0]).toMatchObject({ type: 'LOG', sequence: 5_001 });
    await deleteOld();
    expect(await count('job_events', 'job_id', long)).toBe(0);
  });

  test('go without waiting for those who write, and without keeping them', async () => {
    const [locked, free] = [await endedJob(400), await endedJob(401)];
    const held = Promise.withResolvers<undefined>();
    const holding = Promise.withResolvers<undefined>();
    const writer = scopeOf(engine, { kind: 'worker', workspaceId: tenant.workspaceId }).tx(async (em) => {
      await em.execute(`update jobs set title = 'being retried' where id = ?`, [locked]);
      holding.resolve(undefined);
      await held.promise;
    });
    await holding.promise;
    await deleteOld();
    expect([await count('jobs', 'id', locked), await count('jobs', 'id', free)]).toEqual([1, 0]);
    held.resolve(undefined);
    await writer;
    await deleteOld();
    expect(await count('jobs', 'id', locked)).toBe(0);
  });
});

test('jobs go with their steps and events; films and the ledger stay', async () => {
  const [old, recent, open] = [await endedJob(366), await endedJob(364), await endedJob(800, { status: 'QUEUED' })];
  const film = newId();
  await engine.owner(
    `insert into assets (id, workspace_id, job_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1, $2, $3, 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 1, 'key')`,
    [film, tenant.workspaceId, old],
  );
  const { jobId: paid } = await makeRunningJob(engine, tenant, 1, 5);
  await engine.jobs.cancel(scopeOf(engine, tenant.actor), paid);
  const credits = await creditsOf(engine, tenant);
  await deleteOld();
  expect(await Promise.all([old, recent, open, paid].map((id) => count('jobs', 'id', id)))).toEqual([0, 1, 1, 1]);
  expect(await Promise.all(['job_steps', 'job_events'].map((table) => count(table, 'job_id', old)))).toEqual([0, 0]);
  expect(await engine.owner('select job_id, workspace_id from assets where id = $1', [film])).toEqual([
    { job_id: null, workspace_id: tenant.workspaceId },
  ]);
  // What a job cost is not among what goes with it.
  await engine.owner('delete from jobs where id = $1', [paid]);
  expect([await creditsOf(engine, tenant), await count('credit_movements', 'job_id', paid)]).toEqual([credits, 2]);
  expect((await faultsOfLedger(engine)).filter(({ id }) => id === tenant.workspaceId)).toEqual([]);
});

test('keys of requests go after a day', async () => {
  const { workspaceId } = tenant;
  for (const [key, age] of [
    ['old', '25 hours'],
    ['young', '23 hours'],
  ]) {
    await engine.owner(`insert into idempotency_keys values ($1, 'test', $2, 'hash', $3, now() - $4::interval)`, [
      workspaceId,
      key,
      newId(),
      age,
    ]);
  }
  await deleteOld();
  expect(await engine.owner('select key from idempotency_keys where workspace_id = $1', [workspaceId])).toEqual([{ key: 'young' }]);
});

test('rate limit counters go when their window has ended', async () => {
  await engine.owner(`insert into rate_limits values ('over', 1, now() - interval '1 second'), ('counting', 1, now() + interval '1 hour')`);
  await deleteOld();
  expect(await engine.owner('select key from rate_limits')).toEqual([{ key: 'counting' }]);
});

test('sessions go a month after their end with their tokens, and of living ones the tokens that were traded long ago', async () => {
  const { userId } = tenant;
  const [dead, alive] = [newId(), newId()];
  for (const [id, ends] of [
    [dead, '-31 days'],
    [alive, '-29 days'],
  ]) {
    await engine.owner('insert into sessions (id, user_id, expires_at) values ($1, $2, now() + $3::interval)', [id, userId, ends]);
  }
  for (const [hash, session, used] of [
    ['of the dead', dead, null],
    ['traded long ago', alive, '31 days'],
    ['traded', alive, '29 days'],
    ['waiting', alive, null],
  ]) {
    await engine.owner(`insert into refresh_tokens (hash, session_id, user_id, used_at) values ($1, $2, $3, now() - $4::interval)`, [
      `${hash} ${userId}`,
      session,
      userId,
      used,
    ]);
  }
  await deleteOld();
  expect(await engine.owner('select id from sessions where user_id = $1', [userId])).toEqual([{ id: alive }]);
  expect(await engine.owner('select hash from refresh_tokens where user_id = $1 order by hash', [userId])).toEqual([
    { hash: `traded ${userId}` },
    { hash: `waiting ${userId}` },
  ]);
});

test('finished rows of the queue go after an hour, by the queue itself', async () => {
  const worker = await openEngine({ isWorker: true });
  const rows = (id: string) => worker.owner('select id from pgboss.job where id = $1', [id]);
  const [old, young] = [newId(), newId()];
  for (const [id, age] of [
    [old, '65 minutes'],
    [young, '55 minutes'],
  ]) {
    await worker.owner(
      `insert into pgboss.job (id, name, state, data, completed_on, deletion_seconds)
       select $1, name, 'completed', '{}', now() - $2::interval, deletion_seconds from pgboss.queue where name = 'step'`,
      [id, age],
    );
  }
  await worker.owner(`update pgboss.queue set maintain_on = now() - interval '61 minutes'`);
  await until(async () => (await rows(old)).length === 0);
  expect(await rows(young)).toHaveLength(1);
  await worker.close();
});

test('what cannot be deleted keeps nothing else', async () => {
  const old = await endedJob(400);
  await engine.owner('alter function delete_old_job_events(int) rename to delete_nothing');
  try {
    await deleteOld();
  } finally {
    await engine.owner('alter function delete_nothing(int) rename to delete_old_job_events');
  }
  expect(await count('jobs', 'id', old)).toBe(0);
});
