import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTables, readDrift, readObjects, routineFaults } from '../../../scripts/database-state.ts';
import { readRoutines } from '../../../src/app/database/database-sql.ts';
import { migrateUp } from '../../../src/app/database/migrate.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let owner: Client;
let before: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  before = await readObjects(database.ownerUrl);
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** Does something to the database, looks, and undoes it. */
async function after<T>(done: string, undone: string, look: () => Promise<T>): Promise<T> {
  await owner.query(done);
  try {
    return await look();
  } finally {
    await owner.query(undone);
  }
}
const drift = (): Promise<string[]> => readDrift(database.ownerUrl);
const objects = (): Promise<string[]> => readObjects(database.ownerUrl);

test('a migrated database is what the entities say, and no table is open', async () => {
  expect(await drift()).toEqual([]);
  expect(before.filter((line) => line.startsWith('table '))).not.toEqual([]);
  expect(openTables(before)).toEqual([]);
});

test.each([
  ['a column', 'alter table jobs add column planted text', 'alter table jobs drop column planted', 'drop column "planted"'],
  [
    'a default',
    'alter table jobs alter column progress set default 1',
    'alter table jobs alter column progress set default 0',
    'alter column "progress" set default 0',
  ],
  ['nullability', 'alter table jobs alter column type drop not null', 'alter table jobs alter column type set not null', 'set not null'],
  ['a table', 'create table planted (id int primary key)', 'drop table planted', 'drop table'],
])('%s that the entities do not know is drift', async (_what, done, undone, statement) => {
  expect((await after(done, undone, drift)).join('\n')).toContain(statement);
});

test.each([
  [
    'a policy',
    'create policy planted on jobs using (true)',
    'drop policy planted on jobs',
    'policy planted on jobs for * using true check ',
  ],
  [
    'a foreign key',
    'create table planted (id uuid references jobs)',
    'drop table planted',
    'constraint planted_id_fkey on planted FOREIGN KEY (id) REFERENCES jobs(id)',
  ],
  ['a type', "create type planted as enum ('a')", 'drop type planted', 'type planted'],
])('%s is among the objects', async (_what, done, undone, line) => {
  expect(before).not.toContain(line);
  expect(await after(done, undone, objects)).toContain(line);
  expect(await objects()).toEqual(before);
});

test('a function and a grant are among the objects', async () => {
  const lines = await after('create function planted() returns int return 1', 'drop function planted()', objects);
  expect(lines.filter((line) => !before.includes(line))).toEqual([expect.stringContaining('FUNCTION public.planted()')]);
  const granted = await after('grant truncate on jobs to public', 'revoke truncate on jobs from public', objects);
  expect(granted).not.toEqual(before);
});

test('a table without row security, or with one that its owner passes by, is open', async () => {
  const created = await after('create table planted (id int primary key)', 'drop table planted', objects);
  expect(openTables(created)).toEqual([expect.stringMatching(/^table planted /)]);
  const unforced = await after('alter table jobs no force row level security', 'alter table jobs force row level security', objects);
  expect(openTables(unforced)).toEqual([expect.stringMatching(/^table jobs /)]);
});

test.each([
  [
    'a function without a file',
    'create function planted() returns int language sql return 1',
    'drop function planted()',
    'planted: no file',
  ],
  [
    'a trigger without a file',
    'create trigger planted after insert on jobs for each row execute function log_change()',
    'drop trigger planted on jobs',
    'jobs_planted: no file',
  ],
  [
    'a renamed function',
    'alter function deregister_worker(uuid) rename to planted',
    'alter function planted(uuid) rename to deregister_worker',
    'deregister_worker: not in the database',
  ],
])('%s is a fault', async (_what, done, undone, fault) => {
  const faults = (): Promise<string[]> => routineFaults(database.ownerUrl, readRoutines());
  expect(await faults()).toEqual([]);
  expect(await after(done, undone, faults)).toContain(fault);
});

test('migrate replaces a function whose body differs from its file, and keeps its grants', async () => {
  await owner.query(`create or replace function reject_change() returns trigger language plpgsql as $$ begin return null; end $$`);
  expect(await routineFaults(database.ownerUrl, readRoutines())).toEqual(['reject_change: another body than its file']);
  await migrateUp({ ownerUrl: database.ownerUrl, applicationUrl: database.applicationUrl, log: silentLog });
  expect(await objects()).toEqual(before);
});
