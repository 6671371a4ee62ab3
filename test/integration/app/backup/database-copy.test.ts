import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyDatabase, type DatabaseCopy } from '../../../../src/app/commands/backup/database-copy.ts';
import { AFTER_LOAD, checkRows, loadDatabase } from '../../../../src/app/commands/backup/database-load.ts';
import type { Manifest } from '../../../../src/app/commands/backup/manifest.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';

let folder: string;
let databases: TestDatabase[];
let source: Client;
let target: Client;
let copy: DatabaseCopy;

const connect = async ({ ownerUrl }: TestDatabase): Promise<Client> => {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  return client;
};

/** What the second database must have of the first. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copy-'));
  databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
  [source, target] = (await Promise.all(databases.map(connect))) as [Client, Client];
  await source.query(`
    insert into workspaces (id, name) values (uuidv7(), E'tab\\t line\\n back\\\\slash \\\\N \\\\. "quote" ☃');
    insert into jobs (id, workspace_id, type, title, input, status) select uuidv7(), id, 'VIDEO', '', '{"a": "\\\\n"}', 'RUNNING' from workspaces;
    insert into provider_attempts (id, workspace_id, job_id, step_id, key, kind, provider, model, is_free, state)
      select uuidv7(), workspace_id, id, uuidv7(), state || is_free, 'SCRIPT', 'openai', 'gpt', is_free, state
      from jobs, unnest('{PREPARED,SENT,DONE}'::text[]) as state, unnest('{true,false}'::bool[]) as is_free;
    insert into projects (id, workspace_id, name, language, aspect_ratio) select uuidv7(), id, 'ÄPFEL', 'en', 'SQUARE_1_1' from workspaces;
    select nextval('stripe_reads') from generate_series(1, 7)`);
  // Rows of the target that the copy does not have.
  await target.query(`insert into workspaces (id, name) values (uuidv7(), 'of another installation')`);
  await source.query('begin isolation level repeatable read read only');
  copy = await copyDatabase(source, folder, () => undefined);
  await source.query('commit');
  await loadDatabase(target, folder, manifestOf(copy), () => undefined);
});

afterAll(async () => {
  await Promise.all([source.end(), target.end()]);
  await Promise.all(databases.map((database) => database.drop()));
  await rm(folder, { recursive: true, force: true });
});

const manifestOf = (database: DatabaseCopy): Manifest => ({ ...database }) as unknown as Manifest;

/** Every row of a table as text, in an order of its own. */
const contentOf = async (client: Client, table: string): Promise<unknown[]> =>
  (await client.query<{ row: string }>(`select t::text as row from ${table} t order by 1`)).rows.map(({ row }) => row);

it('every table has the same rows, generated columns included', async () => {
  const filled: string[] = [];
  for (const { schema, name, rows } of copy.tables) {
    const table = `${schema}."${name}"`;
    const expected = await contentOf(source, table);
    expect(await contentOf(target, table), table).toEqual(expected);
    expect(rows, table).toBe(expected.length);
    if (rows > 0) filled.push(name);
  }
  expect(filled).toEqual(expect.arrayContaining(['workspaces', 'jobs', 'projects', 'provider_attempts', 'migrations', 'queue', 'version']));
  await checkRows(target, manifestOf(copy));
});

it('every table of the database is copied but those that need not be', async () => {
  const { rows } = await source.query<{ name: string }>(
    `select relname as name from pg_class where relkind in ('r', 'p') and not relispartition and relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace)`,
  );
  const copied = new Set(copy.tables.map(({ name }) => name));
  expect(
    rows
      .map(({ name }) => name)
      .filter((name) => !copied.has(name))
      .toSorted(),
  ).toEqual(['queue_stats', 'rate_limits']);
});

it('a missing row is noticed', async () => {
  await target.query('begin');
  await target.query('delete from provider_attempts');
  await expect(checkRows(target, manifestOf(copy))).rejects.toThrow('The table provider_attempts has 0 rows instead of 6.');
  await target.query('rollback');
});

it('foreign keys, triggers and row security are as before', async () => {
  const state = `
    select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) as line from pg_constraint where contype = 'f'
    union all select format('%s %s %s', tgrelid::regclass, tgname, tgenabled) from pg_trigger where not tgisinternal
    union all select format('%s %s %s', oid::regclass, relrowsecurity, relforcerowsecurity) from pg_class where relkind in ('r', 'p')
    order by 1`;
  expect((await target.query(state)).rows).toEqual((await source.query(state)).rows);
});

it('sequences continue after their last value', async () => {
  expect((await target.query(`select nextval('stripe_reads')::int as next`)).rows).toEqual([{ next: 8 }]);
});

it('a row without the row that it refers to is refused', async () => {
  const orphan = { ...copy, tables: copy.tables.filter(({ name }) => name !== 'workspaces') };
  await target.query('truncate workspaces cascade');
  await expect(loadDatabase(target, folder, manifestOf(orphan), () => undefined)).rejects.toThrow(/violates foreign key constraint/);
  await target.query('rollback');
  await loadDatabase(target, folder, manifestOf(copy), () => undefined);
});

it('paid calls that were about to be sent count as sent', async () => {
  await target.query(AFTER_LOAD);
  const { rows } = await target.query(
    `select key, state, sent_at is not null as sent from provider_attempts where key like 'PREPARED%' order by key`,
  );
  expect(rows).toEqual([
    { key: 'PREPAREDfalse', state: 'SENT', sent: true },
    { key: 'PREPAREDtrue', state: 'PREPARED', sent: false },
  ]);
});
