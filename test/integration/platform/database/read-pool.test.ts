import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import { inSession } from '../../../../src/platform/database/reads/session-read.ts';
import { ReadPool } from '../../../../src/platform/database/reads/read-pool.ts';
import { makeSignedIn, openEngine, type Engine, type Tenant } from '../../../support/engine.ts';

let engine: Engine;
let [alice, bob]: Tenant[] = [];
/** One connection, so that a read would see what the previous one left behind. */
let pool: ReadPool;
beforeAll(async () => {
  engine = await openEngine();
  [alice, bob] = [await makeSignedIn(engine), await makeSignedIn(engine)];
  pool = new ReadPool(engine.urls.applicationUrl, { poolSize: 1 });
});
afterAll(async () => {
  await pool.close();
  await engine.close();
});

const ask = (sessionId: string, query: string, ...values: string[]): Promise<string | null> =>
  pool.read(sessionId, { statement: inSession(query, values.length), values });
const askIn = (workspaceId: string, sessionId: string, query: string): Promise<string | null> =>
  pool.read(sessionId, { statement: inSession(query, 0), values: [], workspaceId });
const SETTINGS = `select current_setting('app.user_id') || '|' || current_setting('app.workspace_ids')`;
const NAMES = `select string_agg(id::text, ',') from workspaces`;

/** For an unknown session nothing is run, and the next session sees nothing of the read before. */
const expectNothingLeft = async (): Promise<void> => {
  expect(await ask(newId(), SETTINGS)).toBeNull();
  expect(await ask(bob!.actor.sessionId, SETTINGS)).toBe(`${bob!.userId}|${bob!.workspaceId}`);
  expect(await ask(bob!.actor.sessionId, NAMES)).toBe(bob!.workspaceId);
};

describe('the scope of a read', () => {
  test('contains the session’s workspaces and ends with the read', async () => {
    expect(await ask(alice!.actor.sessionId, SETTINGS)).toBe(`${alice!.userId}|${alice!.workspaceId}`);
    expect(await ask(alice!.actor.sessionId, NAMES)).toBe(alice!.workspaceId);
    await expectNothingLeft();
  });

  test('ends with a statement that fails', async () => {
    await expect(ask(alice!.actor.sessionId, `select (1 / (length(current_setting('app.user_id')) - 36))::text`)).rejects.toMatchObject({
      code: '22012',
    });
    await expectNothingLeft();
  });

  test('ends with a statement that times out', async () => {
    await ask(alice!.actor.sessionId, `select set_config('statement_timeout', '50ms', false)`);
    await expect(ask(alice!.actor.sessionId, 'select pg_sleep(20)::text')).rejects.toMatchObject({ code: '57014' });
    await expectNothingLeft();
  });

  test('is never that of another session, on one connection and in any order', async () => {
    const people = [alice!, bob!, { actor: { sessionId: newId() }, workspaceId: null }];
    const asked = Array.from({ length: 1_500 }, (_, index) => people[(index * index + index) % 3]!);
    const answers = await Promise.all(asked.map(({ actor }) => ask(actor.sessionId, NAMES)));
    expect(answers).toEqual(asked.map(({ workspaceId }) => workspaceId));
  });

  test('is narrowed to one workspace of the session, with the people of all of them', async () => {
    const [{ actor, userId, workspaceId }, fellow] = [await makeSignedIn(engine), await makeSignedIn(engine)];
    const { sessionId } = actor;
    const other = newId();
    await engine.owner(`insert into workspaces (id, name) values ($1, 'Other')`, [other]);
    await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'VIEWER'), ($1, $3, 'OWNER')`, [
      other,
      userId,
      fellow.userId,
    ]);
    const administered = `select current_setting('app.admin_workspace_ids')`;
    expect(await askIn(workspaceId, sessionId, NAMES)).toBe(workspaceId);
    expect(await askIn(workspaceId, sessionId, administered)).toBe(workspaceId);
    expect(await askIn(other, sessionId, NAMES)).toBe(other);
    expect(await askIn(other, sessionId, administered)).toBe('');
    const people = await askIn(workspaceId, sessionId, `select string_agg(id::text, ',' order by id) from users`);
    expect(people).toBe([userId, fellow.userId].toSorted().join(','));
    for (const id of [fellow.workspaceId, newId()]) expect(await askIn(id, sessionId, NAMES)).toBeNull();
    expect((await ask(sessionId, NAMES))?.split(',').toSorted()).toEqual([workspaceId, other].toSorted());
    expect(await askIn(other, newId(), NAMES)).toBeNull();
    await expectNothingLeft();
  });

  test('is empty once the session is revoked', async () => {
    const carol = await makeSignedIn(engine);
    expect(await ask(carol.actor.sessionId, NAMES)).toBe(carol.workspaceId);
    await engine.owner('update sessions set revoked_at = now() where id = $1', [carol.actor.sessionId]);
    expect(await ask(carol.actor.sessionId, NAMES)).toBeNull();
    expect(await ask(carol.actor.sessionId, SETTINGS)).toBeNull();
  });
});

describe('a read', () => {
  test('changes nothing', async () => {
    const change = ask(alice!.actor.sessionId, 'select lo_create(0)::text');
    await expect(change).rejects.toMatchObject({ code: '25006' });
  });

  test('passes values as parameters', async () => {
    const quoted = `'); drop table users; --`;
    expect(await ask(alice!.actor.sessionId, 'select $1::text || $2::text', quoted, '€')).toBe(`${quoted}€`);
  });

  test('is prepared once, and again after the connection has forgotten it', async () => {
    const prepared = `select count(*)::text from pg_prepared_statements where name like 'rw_%' and generic_plans + custom_plans > 2`;
    for (let run = 0; run < 4; run += 1) await ask(alice!.actor.sessionId, NAMES);
    expect(Number(await ask(alice!.actor.sessionId, prepared))).toBeGreaterThanOrEqual(1);
    await engine.owner(
      `create function forget() returns text language plpgsql as $$ begin execute 'deallocate all'; return 'done'; end $$`,
    );
    expect(await ask(alice!.actor.sessionId, 'select forget()')).toBe('done');
    expect(await ask(alice!.actor.sessionId, NAMES)).toBe(alice!.workspaceId);
    await engine.owner('drop function forget()');
  });

  test('is repeated after a migration changed the result type of the statement', async () => {
    // A column of its own: functions of the schema depend on the types of the others.
    await engine.owner(`alter table sessions add column remark text not null default 'a remark'`);
    const remark = 'select remark from sessions';
    expect(await ask(alice!.actor.sessionId, remark)).toBe('a remark');
    await engine.owner('alter table sessions alter column remark type varchar(300)');
    expect(await ask(alice!.actor.sessionId, remark)).toBe('a remark');
    await engine.owner('alter table sessions drop column remark');
  });

  test('keeps at most 200 statements on a connection', async () => {
    for (let index = 0; index < 230; index += 1) await ask(alice!.actor.sessionId, `select '${index}'`);
    expect(Number(await ask(alice!.actor.sessionId, 'select count(*)::text from pg_prepared_statements'))).toBe(200);
    expect(await ask(alice!.actor.sessionId, NAMES)).toBe(alice!.workspaceId);
  });

  test('uses a new connection after an idle one was terminated', async () => {
    const pid = await ask(alice!.actor.sessionId, 'select pg_backend_pid()::text');
    await engine.owner('select pg_terminate_backend($1::int)', [pid]);
    await expect.poll(() => ask(alice!.actor.sessionId, NAMES).catch(() => null)).toBe(alice!.workspaceId);
  });
});

test('only the application role may open the scope of a session', async () => {
  const [row] = await engine.owner<{ grantees: string[] }>(
    `select array_agg(distinct grantee::text) as grantees from information_schema.routine_privileges
     where routine_name = 'open_read_scope' and grantee <> (select current_user)`,
  );
  expect(row?.grantees).toEqual([decodeURIComponent(new URL(engine.urls.applicationUrl).username)]);
});
