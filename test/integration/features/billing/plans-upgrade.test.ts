import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateDown, migrateUp } from '../../../../src/app/database/migrate.ts';
import { silentLog as log } from '../../../../src/kernel/log.ts';
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

const rows = async (sql: string): Promise<object[]> => (await owner.query<object>(sql)).rows;
/** To the version before plans were sold. */
async function downgrade(): Promise<void> {
  const isSold = `select from information_schema.columns where table_name = 'plans' and column_name = 'monthly_credits'`;
  while ((await rows(isSold)).length > 0) await migrateDown({ ...database, log });
}

test('plans that an operator had inserted stay, down and up again', async () => {
  await downgrade();
  expect(await rows('select name from plans')).toEqual([{ name: 'standard' }]);
  const mine = { name: 'studio', concurrent_steps: 7 };
  await owner.query(`insert into plans (name, concurrent_steps, weight, storage_bytes) values ('studio', 7, 1, 1)`);
  await owner.query(`insert into workspaces (id, name) values (uuidv7(), 'one')`);
  await owner.query(`insert into workspace_plans (workspace_id, plan) select id, 'studio' from workspaces`);
  await migrateUp({ ...database, log });
  expect(await rows(`select name, concurrent_steps from plans where name = 'studio'`)).toEqual([mine]);
  expect(await rows(`select monthly_credits from plans where name = 'creator'`)).toEqual([{ monthly_credits: 1_000 }]);
  await downgrade();
  expect(await rows(`select name, concurrent_steps from plans where name <> 'standard'`)).toEqual([mine]);
  expect(await rows('select plan from workspace_plans')).toEqual([{ plan: 'studio' }]);
}, 60_000);
