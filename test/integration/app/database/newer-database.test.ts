import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isMigrated } from '../../../../src/app/database/migration-stamp.ts';
import { migrateDown, migrateUp } from '../../../../src/app/database/migrate.ts';
import { silentLog as log } from '../../../../src/kernel/log.ts';
import { StartError } from '../../../../src/kernel/start-error.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';

let database: TestDatabase;
let owner: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

it('a database of a newer version is refused in one line, and stays as it is', async () => {
  // What the newer version leaves: a migration that this one does not know, a routine of its own, and its stamp.
  await owner.query(`insert into migrations (name) values ('9000_future')`);
  await owner.query(`comment on table migrations is 'of a newer version'`);
  await owner.query(
    `create or replace function orphaned_keys(keys jsonb) returns setof text language sql stable security definer set search_path = public, pg_temp as $$ select 'newer' $$`,
  );
  expect(await isMigrated(database)).toBe(false);
  for (const migrate of [() => migrateUp({ ...database, log }), () => migrateDown({ ...database, log })]) {
    const error: unknown = await migrate().then(
      () => undefined,
      (refusal: unknown) => refusal,
    );
    expect(error).toBeInstanceOf(StartError);
    expect((error as Error).message).toBe(
      'DATABASE_NEWER: a newer version of Reelwright migrated this database (9000_future). Install that version, or restore a backup of this one.',
    );
  }
  expect((await owner.query(`select orphaned_keys('[]') as key`)).rows).toEqual([{ key: 'newer' }]);
});

it('is accepted again once the newer migration was reverted by its own version', async () => {
  await owner.query(`delete from migrations where name = '9000_future'`);
  await migrateUp({ ...database, log });
  expect(await isMigrated(database)).toBe(true);
});
