import { beforeAll, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/id.ts';
import { makeTenant, useEngine, scopeOf, type Tenant } from '../../support/engine.ts';
import { query } from '../../support/postgres.ts';

// What the role of the application may do is read from PostgreSQL's catalog, so that a new table, column or function is looked at too.

const engine = useEngine();
let mine: Tenant;
let theirs: Tenant;

beforeAll(async () => {
  [mine, theirs] = [await makeTenant(engine), await makeTenant(engine)];
});

const asApplication = <Row extends object>(sql: string): Promise<Row[]> => query(engine.urls.applicationUrl, sql);

test('the application reads every column of its tables but password hashes', async () => {
  const unreadable = await asApplication<{ name: string }>(`
    select format('%s.%s', c.relname, a.attname) as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
      and has_any_column_privilege(c.oid, 'select') and not has_column_privilege(c.oid, a.attnum, 'select')`);
  const hashes = await asApplication<{ name: string }>(`
    select format('%s.%s', c.relname, a.attname) as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname like '%password_hash'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')`);
  expect(hashes.length).toBeGreaterThan(0);
  expect(unreadable.map(({ name }) => name).toSorted()).toEqual(hashes.map(({ name }) => name).toSorted());
});

test('a query for a password hash is refused, also for a row that is visible', async () => {
  const scope = scopeOf(engine, mine.actor);
  await expect(scope.tx((em) => em.execute('select password_hash from users'))).rejects.toThrow(/permission denied/);
  await expect(scope.tx((em) => em.execute('select password_hash from share_links'))).rejects.toThrow(/permission denied/);
});

test('every function that runs with the rights of its owner names pg_temp last in its search path', async () => {
  const functions = await asApplication<{ name: string; path: string | null }>(`
    select p.oid::regprocedure::text as name, (select setting from unnest(p.proconfig) setting where setting like 'search_path=%') as path
    from pg_proc p where p.prosecdef and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')`);
  expect(functions.length).toBeGreaterThan(0);
  expect(functions.filter(({ path }) => path !== 'search_path=public, pg_temp')).toEqual([]);
});

test('no function with the rights of its owner can be called by everybody', async () => {
  const open = await asApplication<{ name: string }>(`
    select p.oid::regprocedure::text as name from pg_proc p
    where p.prosecdef and p.prorettype <> 'trigger'::regtype and p.pronamespace = 'public'::regnamespace
      and (p.proacl is null or exists (select from aclexplode(p.proacl) where grantee = 0))`);
  expect(open).toEqual([]);
});

test('the application makes no table, be it a temporary one', async () => {
  const [may] = await asApplication<object>(`
    select has_database_privilege(current_database(), 'temporary') as temporary, has_database_privilege(current_database(), 'create') as create,
      has_schema_privilege('public', 'create') as "inPublic"`);
  expect(may).toEqual({ temporary: false, create: false, inPublic: false });
});

test('the application changes and removes no audit event and no ledger entry', async () => {
  const granted = await asApplication<{ name: string }>(`
    select format('%s %s', right_, t) as name from unnest(array['audit_events', 'credit_entries', 'credit_movements', 'job_events']) t,
      unnest(array['update', 'delete', 'truncate']) right_ where has_table_privilege(t, right_)`);
  expect(granted).toEqual([]);
});

const record = (workspaceId: string | null, userId: string | null): Promise<unknown> =>
  scopeOf(engine, mine.actor).tx((em) =>
    em.execute(
      `insert into audit_events (id, workspace_id, actor_kind, user_id, request_id, action, subject_id) values (?, ?, 'PERSON', ?, 'a request', 'login', ?)`,
      [newId(), workspaceId, userId, newId()],
    ),
  );

test("an audit event of one's own workspace or account is written", async () => {
  await record(mine.workspaceId, mine.userId);
  await record(null, mine.userId);
  const [written] = await engine.owner<{ count: number }>(
    `select count(*)::int as count from audit_events where user_id = $1 and request_id = 'a request'`,
    [mine.userId],
  );
  expect(written?.count).toBe(2);
});

test.each([
  ["somebody else's workspace", () => record(theirs.workspaceId, mine.userId)],
  ['a workspace that does not exist', () => record(newId(), mine.userId)],
  ["somebody else's account", () => record(null, theirs.userId)],
])('an audit event of %s is refused', async (_, write) => {
  await expect(write()).rejects.toThrow(/row-level security/);
});
