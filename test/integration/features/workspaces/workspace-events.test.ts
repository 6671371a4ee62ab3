import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { entities } from '../../../../src/app/database/entities.ts';
import type { WorkspaceEventType } from '../../../../src/features/workspaces/events/workspace-event.entity.ts';
import { readWorkspaceLog, type WorkspaceChange } from '../../../../src/features/workspaces/events/workspace-log.read.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { readPlace } from '../../../../src/kernel/page.ts';
import { openDatabase, type Database } from '../../../../src/platform/database/database.ts';
import { FanOut } from '../../../../src/platform/event-stream/fan-out.ts';
import {
  busySessions,
  looseSteps,
  makeJob,
  makeRunningJob,
  makeTenant,
  openEngine,
  scopeOf,
  until,
  workerScope,
  type Engine,
  type Tenant,
} from '../../../support/engine.ts';
import { followLog, type FollowedLog } from '../../../support/follow-log.ts';

let engine: Engine;
let tenant: Tenant;
/** Writers have a pool of their own, as workers have a process of their own. */
let writers: Database;
beforeAll(async () => {
  engine = await openEngine();
  writers = await openDatabase({ url: engine.urls.applicationUrl, entities, poolSize: 8 });
});
beforeEach(async () => {
  tenant = await makeTenant(engine);
  await settled();
});
afterAll(async () => {
  await writers.close();
  await engine.close();
});

const fanOut = new FanOut(silentLog);
const placeIn = ({ cursor }: Pick<WorkspaceChange, 'cursor'>): bigint => readPlace(cursor, 'after');

function subscribe(after?: bigint, types?: readonly WorkspaceEventType[]): FollowedLog<WorkspaceChange> {
  const log = engine.workspaceFeed.logOf(scopeOf(engine, tenant.actor), tenant.workspaceId, after, types);
  return followLog(fanOut, { key: JSON.stringify([tenant.workspaceId, types]), log });
}

const readFrom = (place: bigint | undefined) => readWorkspaceLog(scopeOf(engine, tenant.actor), tenant.workspaceId, place);

/** Transactions of other tests, on other databases of the same server, hold events back as well. */
const settled = () => until(async () => (await readFrom(undefined)).held === false);

async function next(stream: FollowedLog<WorkspaceChange>): Promise<WorkspaceChange> {
  const { value, done } = await stream.next();
  if (done) throw new Error('a workspace’s log has no end');
  return value;
}

const take = async (stream: FollowedLog<WorkspaceChange>, count: number): Promise<WorkspaceChange[]> => {
  const events: WorkspaceChange[] = [];
  while (events.length < count) events.push(await next(stream));
  return events;
};

const words = ({ type, action }: WorkspaceChange): string => `${type} ${action}`;

/** A session of the owner's, whose transactions last as long as a test wants. */
async function openSession(): Promise<{ run(sql: string, params?: readonly unknown[]): Promise<unknown>; end(): Promise<void> }> {
  const client = new Client({ connectionString: engine.urls.ownerUrl });
  await client.connect();
  return { run: (sql, params = []) => client.query(sql, [...params]), end: () => client.end() };
}

/** Without bytes: those who add some to one workspace wait for each other, and here transactions overlap. */
const INSERT_ASSET = `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
  values ($1, $2, 'IMAGE', 'READY', 'a picture', 'a.png', 'image/png', 0, 'key')`;

async function addAsset(): Promise<string> {
  const id = newId();
  await engine.owner(INSERT_ASSET, [id, tenant.workspaceId]);
  return id;
}

describe('a workspace’s events', () => {
  test('begin with READY, and tell of jobs, credits, assets and members: what, how, and by whom', async () => {
    const stream = subscribe();
    expect(await next(stream)).toMatchObject({ type: 'READY', action: null, subjectId: null, actorId: null });

    const jobId = await makeJob(engine, tenant, looseSteps(1), 5);
    const made = await take(stream, 2);
    expect(made.map((event) => [words(event), event.subjectId, event.actorId])).toEqual([
      ['CREDITS UPDATED', tenant.workspaceId, tenant.userId],
      ['JOB CREATED', jobId, tenant.userId],
    ]);
    await engine.jobs.cancel(scopeOf(engine, tenant.actor), jobId);
    expect((await take(stream, 2)).map((event) => [words(event), event.subjectId])).toEqual([
      ['JOB UPDATED', jobId],
      ['CREDITS UPDATED', tenant.workspaceId],
    ]);

    const assetId = await addAsset();
    await engine.owner(`update assets set name = name where id = $1`, [assetId]);
    await engine.owner(`update assets set name = 'another' where id = $1`, [assetId]);
    await engine.owner(`update assets set status = 'DELETED', deleted_at = now() where id = $1`, [assetId]);
    await engine.owner(`update assets set name = 'nobody''s news' where id = $1`, [assetId]);
    await engine.owner(`delete from assets where id = $1`, [assetId]);
    const guest = await makeTenant(engine);
    const both = [tenant.workspaceId, guest.userId];
    await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'VIEWER')`, both);
    await engine.owner(`update memberships set role = 'EDITOR' where workspace_id = $1 and user_id = $2`, both);
    await engine.owner(`delete from memberships where workspace_id = $1 and user_id = $2`, both);
    const rest = await take(stream, 6);
    expect(rest.map(words)).toEqual([
      'ASSET CREATED',
      'ASSET UPDATED',
      'ASSET DELETED',
      'MEMBER CREATED',
      'MEMBER UPDATED',
      'MEMBER DELETED',
    ]);
    expect(rest.map(({ subjectId, actorId }) => [subjectId, actorId])).toEqual(
      rest.map((_, index) => [index < 3 ? assetId : guest.userId, null]),
    );
    await stream.return();
  });

  test('come once a subject and transaction, and never for what was rolled back', async () => {
    const stream = subscribe();
    await next(stream);
    const session = await openSession();
    const [first, second] = [newId(), newId()];
    await session.run('begin');
    await session.run(INSERT_ASSET, [first, tenant.workspaceId]);
    await session.run('rollback');
    await session.run('begin');
    await session.run(INSERT_ASSET, [second, tenant.workspaceId]);
    for (const name of ['one', 'two']) await session.run('update assets set name = $2 where id = $1', [second, name]);
    await session.run('commit');
    await session.run('delete from assets where id = $1', [second]);
    await session.end();
    expect((await take(stream, 2)).map((event) => [words(event), event.subjectId])).toEqual([
      ['ASSET CREATED', second],
      ['ASSET DELETED', second],
    ]);
    await stream.return();
  });

  test('may be narrowed to some types, while the cursor still passes the others', async () => {
    const stream = subscribe(undefined, ['ASSET']);
    const ready = await next(stream);
    expect(ready.type).toBe('READY');
    await makeJob(engine, tenant, looseSteps(1), 5);
    const assetId = await addAsset();
    expect(await next(stream)).toMatchObject({ type: 'ASSET', subjectId: assetId });
    await stream.return();
    const again = subscribe(placeIn(ready), ['ASSET']);
    expect(await next(again)).toMatchObject({ type: 'ASSET', subjectId: assetId });
    await again.return();
  });

  test('leave no listener and no connection behind when their readers go', async () => {
    const streams = Array.from({ length: 10 }, () => subscribe());
    await Promise.all(streams.map(next));
    await until(() => engine.workspaceFeed.open === 1);
    await Promise.all(streams.map((stream) => stream.return()));
    expect(engine.workspaceFeed.open).toBe(0);
    expect(await busySessions(engine)).toEqual([]);
  });

  test('tell of a soft deletion wherever there is one: a trigger that looks at some columns looks at `deleted_at` too', async () => {
    const blind = await engine.owner(
      `select t.tgrelid::regclass::text as name from pg_trigger t join pg_attribute a on a.attrelid = t.tgrelid and a.attname = 'deleted_at'
       where t.tgname = 'log_change' and cardinality(t.tgattr) > 0 and a.attnum <> all (t.tgattr)`,
    );
    expect(blind).toEqual([]);
  });

  test('are nobody’s while their workspace is deleted, and go with it', async () => {
    const { workspaceId } = await makeTenant(engine, 'OWNER', 0);
    await engine.owner('delete from workspaces where id = $1', [workspaceId]);
    expect(await engine.owner('select 1 from workspace_events where workspace_id = $1', [workspaceId])).toEqual([]);
  });
});

describe('a transaction that commits late', () => {
  test('is not skipped, though others that began after it were committed before', async () => {
    const stream = subscribe();
    const ready = await next(stream);
    const session = await openSession();
    const [late, early] = [newId(), newId()];
    await session.run('begin');
    await session.run(INSERT_ASSET, [late, tenant.workspaceId]);
    // Written and committed meanwhile; also by new subscribers.
    await engine.owner(INSERT_ASSET, [early, tenant.workspaceId]);
    const replaying = subscribe(placeIn(ready));
    const fresh = subscribe();
    const readyAgain = await next(fresh);
    expect(readyAgain.type).toBe('READY');
    // What is held back is known to be there, and is not shown.
    const page = await readFrom(placeIn(ready));
    expect(page).toMatchObject({ events: [], held: true, sequence: placeIn(ready) });
    await session.run('commit');
    await session.end();
    for (const reader of [stream, replaying, fresh, subscribe(placeIn(ready)), subscribe(placeIn(readyAgain))]) {
      expect((await take(reader, 2)).map(({ subjectId }) => subjectId)).toEqual([late, early]);
      await reader.return();
    }
  });

  test('makes others late, not lost: when it ends without a word, they are delivered', async () => {
    const stream = subscribe();
    await next(stream);
    const session = await openSession();
    await session.run('begin');
    await session.run('select pg_current_xact_id()');
    const assetId = await addAsset();
    const arriving = next(stream);
    await until(async () => (await readFrom(undefined)).held === true);
    await session.run('rollback');
    await session.end();
    expect(await arriving).toMatchObject({ type: 'ASSET', subjectId: assetId });
    await stream.return();
  });

  test('is no transaction that only reads, however long', async () => {
    const stream = subscribe();
    await next(stream);
    const session = await openSession();
    await session.run('begin isolation level repeatable read');
    await session.run('select count(*) from assets');
    const assetId = await addAsset();
    expect(await next(stream)).toMatchObject({ subjectId: assetId });
    await session.run('rollback');
    await session.end();
    await stream.return();
  });
});

test('30 subscriptions, opened at any moment of writers who overlap, each see everything behind their cursor once and in order', async () => {
  const WRITERS = 6;
  const EACH = 40;
  const subscriptions: Promise<{ from: bigint; seen: string[] }>[] = [];
  const last = newId();
  const open = async (after?: bigint): Promise<{ from: bigint; seen: string[] }> => {
    const stream = subscribe(after);
    let event = await next(stream);
    const from = after ?? placeIn(event);
    const seen: string[] = [];
    if (after === undefined) event = await next(stream);
    for (; event.subjectId !== last; event = await next(stream)) seen.push(event.subjectId ?? event.type);
    await stream.return();
    return { from, seen };
  };
  const probe = subscribe();
  const beginning = placeIn(await next(probe));
  const write = async (writer: number): Promise<void> => {
    const scope = writers.scope({
      actor: { kind: 'worker', workspaceId: tenant.workspaceId },
      requestId: 'w',
      signal: new AbortController().signal,
    });
    for (let index = 0; index < EACH; index += 1) {
      if (index % 8 === 0) subscriptions.push(open(index % 16 === 0 ? undefined : beginning));
      await scope.tx(async (em) => {
        await em.execute(INSERT_ASSET.replace('$1', '?').replace('$2', '?'), [newId(), tenant.workspaceId]);
        await em.execute('select pg_sleep(?)', [((writer * 7 + index * 3) % 11) / 1_000]);
      });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  await probe.return();
  await engine.owner(INSERT_ASSET, [last, tenant.workspaceId]);
  const log = await engine.owner<{ transaction: string; subject: string }>(
    `select xact::text as transaction, subject_id as subject from workspace_events where workspace_id = $1 order by xact, id`,
    [tenant.workspaceId],
  );
  const results = await Promise.all(subscriptions);
  expect(results).toHaveLength(30);
  for (const { from, seen } of results) {
    const behind = log.filter(({ transaction }) => BigInt(transaction) * 10n ** 18n >= from).map(({ subject }) => subject);
    expect(seen).toEqual(behind.slice(0, -1));
  }
});

test('events stand in the order of their transactions, counted, not spelled', async () => {
  const append = (xact: number) =>
    engine.owner(
      `insert into workspace_events (workspace_id, xact, type, action, subject_id) values ($1, $2::text::xid8, 'ASSET', 'CREATED', $3)`,
      [tenant.workspaceId, String(xact), newId()],
    );
  for (const xact of [10, 5, 100, 9]) await append(xact);
  const { events } = await readFrom(6n * 10n ** 18n);
  expect(events.slice(0, 3).map(({ sequence }) => sequence / 10n ** 18n)).toEqual([9n, 10n, 100n]);
});

describe('progress of a job', () => {
  test('is delivered at most once a second, and may be missed by slow readers; a state is always delivered', async () => {
    const beginning = await readFrom(undefined);
    const { jobId, running } = await makeRunningJob(engine, tenant, 1);
    const [step] = running;
    if (!step) throw new Error('a step was asked for');
    const stored = () =>
      engine.owner<{ at: Date; may_skip: boolean }>(
        `select at, may_skip from workspace_events where subject_id = $1 and action = 'UPDATED' order by xact, id`,
        [jobId],
      );
    let told = 0;
    for (let fraction = 0; (await stored()).filter(({ may_skip }) => may_skip).length < 3; fraction += 0.0001) {
      await engine.owner('select record_progress($1, 1, $2)', [step.step.id, fraction]);
      told += 1;
    }
    await engine.steps.finish(workerScope(engine, tenant), step, {});
    const events = await stored();
    const times = events.filter(({ may_skip }) => may_skip).map(({ at }) => at.getTime());
    expect(told).toBeGreaterThan(times.length * 3);
    for (const [index, time] of times.entries()) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(events.at(-1)).toMatchObject({ may_skip: false });

    await settled();
    const { events: read } = await readFrom(beginning.sequence);
    const log = engine.workspaceFeed.logOf(scopeOf(engine, tenant.actor), tenant.workspaceId, undefined, undefined);
    const updates = read.filter(({ subjectId, action }) => subjectId === jobId && action === 'UPDATED');
    expect(updates.map((event) => log.maySkip(event))).toEqual(events.map(({ may_skip }) => may_skip));
  });

  test('in the transaction of a state does not stand for the state', async () => {
    const { jobId } = await makeRunningJob(engine, tenant, 1);
    const session = await openSession();
    await session.run('begin');
    await session.run('update jobs set progress = 0.5 where id = $1', [jobId]);
    await session.run(`update jobs set progress = 1, status = 'COMPLETED' where id = $1`, [jobId]);
    await session.run('commit');
    await session.end();
    const events = await engine.owner(
      `select may_skip from workspace_events where subject_id = $1 and xact = (select max(xact) from workspace_events where subject_id = $1) order by id`,
      [jobId],
    );
    expect(events.at(-1)).toEqual({ may_skip: false });
  });
});

describe('a cursor', () => {
  const deleteOld = (keep: string) =>
    scopeOf(engine, tenant.actor).tx((em) => em.execute('select delete_old_workspace_events(?::interval)', [keep]));

  test('that is older than what is kept answers READY; the newest event stays, so that one at the end goes on', async () => {
    const stream = subscribe();
    const ready = await next(stream);
    await addAsset();
    await addAsset();
    const [first, second] = await take(stream, 2);
    await stream.return();
    await engine.owner(`update workspace_events set at = at - interval '2 days' where workspace_id = $1`, [tenant.workspaceId]);
    await deleteOld('3 days');
    expect((await readFrom(placeIn(ready))).events).toHaveLength(2);
    await deleteOld('1 day');
    for (const lost of [ready, first]) expect((await readFrom(placeIn(lost!))).events.map(({ type }) => type)).toEqual(['READY']);
    expect((await readFrom(placeIn(second!))).events).toEqual([]);
    const assetId = await addAsset();
    await settled();
    expect((await readFrom(placeIn(second!))).events.map(({ subjectId }) => subjectId)).toEqual([assetId]);
  });

  test('from the future, of a database that was put back, answers READY; so do events that were put back, when tidied, vanish', async () => {
    const [{ xmax } = { xmax: '0' }] = await engine.owner<{ xmax: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as xmax');
    const future = (BigInt(xmax) + 100_000n) * 10n ** 18n;
    const page = await readFrom(future);
    expect(page.events.map(({ type }) => type)).toEqual(['READY']);
    expect(page.sequence).toBeLessThan(future);
    await engine.owner(
      `insert into workspace_events (workspace_id, xact, type, action, subject_id) values ($1, $2::text::xid8, 'ASSET', 'CREATED', $3)`,
      [tenant.workspaceId, String(BigInt(xmax) + 100_000n), newId()],
    );
    expect(await readFrom(page.sequence)).toMatchObject({ events: [], held: false });
    await deleteOld('1 day');
    expect(await engine.owner('select 1 from workspace_events where xact > $1::text::xid8', [String(BigInt(xmax) + 50_000n)])).toEqual([]);
  });
});

test('losing the LISTEN connection loses no event', async () => {
  const stream = subscribe();
  await next(stream);
  const cut = () =>
    engine.owner(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'reelwright listen'`,
    );
  for (let round = 0; round < 3; round += 1) {
    await until(async () => (await cut()).length > 0);
    // Written while nobody listens.
    const assetId = await addAsset();
    expect(await next(stream)).toMatchObject({ subjectId: assetId });
  }
  await stream.return();
});
