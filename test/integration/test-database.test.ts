import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { PATIENT, query } from '../support/postgres.ts';

let databases: TestDatabase[];
beforeAll(async () => {
  databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all(databases.map((database) => database.drop())));

it('each test file gets a migrated database of its own, under both roles', async () => {
  const [one, two] = databases;
  await query(one?.ownerUrl ?? '', 'create table only_here (id int)');
  expect(await query(two?.ownerUrl ?? '', `select to_regclass('only_here') as found`)).toEqual([{ found: null }]);
  expect(await query(two?.ownerUrl ?? '', `select count(*) > 0 as migrated from migrations`)).toEqual([{ migrated: true }]);
  expect(await query(two?.applicationUrl ?? '', 'select current_user as name')).toEqual([{ name: 'reelwright_app' }]);
  await expect(query(two?.applicationUrl ?? '', 'create temporary table mine (id int)')).rejects.toMatchObject({ code: '42501' });
});

it('a database that is dropped takes its sessions with it', async () => {
  const { ownerUrl, applicationUrl, drop } = await createTestDatabase();
  const sessions = `select 1 from pg_stat_activity where datname = current_database() and usename = 'reelwright_app'`;
  const session = query(applicationUrl, 'select pg_sleep(60)').catch((error: unknown) => error);
  await expect.poll(() => query(ownerUrl, sessions), PATIENT).toHaveLength(1);
  await drop();
  expect(await session).toBeInstanceOf(Error);
  await expect(query(ownerUrl, 'select 1')).rejects.toMatchObject({ code: '3D000' });
});
