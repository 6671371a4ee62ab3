import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startPostgres, type RunningPostgres } from '../../../src/embedded/postgres/start-postgres.ts';
import { newId } from '../../../src/kernel/id.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { openLog } from '../../../src/platform/logging/logger.ts';
import { failingStatements } from '../../attack/logs.attack.ts';
import { makeTenant, openEngine, scopeOf, until, type Engine } from '../../support/engine.ts';
import { openFolder, query, removeFolder, serverPid } from '../../support/postgres.ts';

const SECRET = 'ada.lovelace-secret@example.test';
const folder = openFolder();
const dataDir = join(folder, 'data');
let postgres: RunningPostgres;
let engine: Engine;

beforeAll(async () => {
  mkdirSync(dataDir, { mode: 0o700 });
  [postgres, engine] = await Promise.all([startPostgres({ dataDir, log: silentLog }), openEngine()]);
  await query(postgres.ownerUrl, 'create table people (address text primary key, age int not null default 0)');
});
afterAll(async () => {
  await engine.close();
  await postgres.stop();
  removeFolder(folder);
});

const logOfPostgres = (): string =>
  readdirSync(dataDir)
    .filter((name) => name.startsWith('postgres.log'))
    .map((name) => readFileSync(join(dataDir, name), 'utf8'))
    .join('\n');

test('no failed statement leaves a value in the log of the embedded PostgreSQL', async () => {
  for (const sql of failingStatements(SECRET)) await query(postgres.ownerUrl, sql).catch(() => undefined);
  expect(logOfPostgres()).not.toContain(SECRET);
});

test('nor does the statement of a session that is killed', async () => {
  const before = serverPid(dataDir);
  const client = new Client({ connectionString: postgres.ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const running = client.query(`select pg_sleep(60), '${SECRET}'`).catch(() => undefined);
  await until(async () => {
    const sessions = await query(postgres.ownerUrl, `select 1 from pg_stat_activity where pid = ${rows[0]?.pid} and state = 'active'`);
    return sessions.length > 0;
  });
  process.kill(Number(rows[0]?.pid), 'SIGKILL');
  await running;
  await until(() => /terminated by signal 9/.test(logOfPostgres()));
  expect(logOfPostgres()).not.toContain(SECRET);
  await until(() =>
    query(postgres.ownerUrl, 'select 1').then(
      () => true,
      () => false,
    ),
  );
  expect(serverPid(dataDir)).toBe(before);
});

/** What the application's own log writes of an error. */
function logged(error: unknown): string {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => (text += String(chunk)) !== '');
  try {
    openLog({ level: 'info', process: 'test' }).error({ err: error }, 'unexpected error');
  } finally {
    write.mockRestore();
  }
  return text;
}

const FAILURES: readonly (readonly [string, (id: string) => readonly [string, readonly string[]]])[] = [
  [
    'a duplicate',
    (id: string) => [`insert into users (id, email, email_key, name, password_hash) values (?, ?, ?, ?, '')`, [id, SECRET, SECRET, SECRET]],
  ],
  ['a value of the wrong type', () => ['select ?::uuid', [SECRET]]],
  ['a statement that is wrong', () => [`select '${SECRET}' from nowhere`, []]],
];

test.each(FAILURES)("the application's log names %s by its code, without the statement and its values", async (_, statement) => {
  const { actor, userId } = await makeTenant(engine);
  const [sql, values] = statement(userId);
  const error = await scopeOf(engine, actor)
    .tx((em) => em.execute(sql, [...values]))
    .catch((caught: unknown) => caught);
  const line = logged(new Error('outer', { cause: error }));
  expect(error).toBeInstanceOf(Error);
  expect(line).not.toContain(SECRET);
  expect(line).not.toMatch(/insert into|select /);
  expect(JSON.parse(line)).toMatchObject({ err: { message: expect.stringMatching(/^outer: database error [0-9A-Z]{5}/) as string } });
});

test('registering an address that has an account is refused before anything is hashed or inserted', async () => {
  const scope = scopeOf(engine, { kind: 'anonymous' });
  const account = { name: 'Ada', email: `${newId()}@example.test`, password: 'a long enough password of Ada' };
  await engine.identity.register(scope, account);
  await engine.owner(`create function refuse_insert() returns trigger language plpgsql as $$ begin raise exception 'inserted'; end $$`);
  await engine.owner(`create trigger refuse_insert before insert on users for each row execute function refuse_insert()`);
  await expect(engine.identity.register(scope, account)).rejects.toMatchObject({ code: 'CONFLICT' });
});
