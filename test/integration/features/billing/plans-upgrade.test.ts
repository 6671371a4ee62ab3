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
/** To the version before a table had a column. */
async function downgradeBefore(table: string, column: string): Promise<void> {
  const isThere = `select from information_schema.columns where table_name = '${table}' and column_name = '${column}'`;
  while ((await rows(isThere)).length > 0) await migrateDown({ ...database, log });
}
/** To the version before plans were sold. */
const downgrade = (): Promise<void> => downgradeBefore('plans', 'monthly_credits');

test('the payment of an invoice is found again after an upgrade, and the first of several after a downgrade', async () => {
  await owner.query(`insert into workspaces (id, name) values (uuidv7(), 'payer')`);
  await owner.query(
    `insert into invoices (id, workspace_id, stripe_id, status, amount_due, amount_paid, currency, payment_intent_ids, issued_at, read_number)
     select uuidv7(), id, 'in_1', 'PAID', 900, 900, 'eur', '{pi_1,pi_2}', now(), 1 from workspaces`,
  );
  const found = (payment: string) => rows(`select source_key, amount from find_stripe_payment('${payment}')`);
  const invoice = [{ source_key: 'invoice:in_1', amount: 900 }];
  expect([await found('pi_1'), await found('pi_2'), await found('pi_3')]).toEqual([invoice, invoice, []]);
  await downgradeBefore('invoices', 'payment_intent_ids');
  expect(await rows('select payment_intent_id from invoices')).toEqual([{ payment_intent_id: 'pi_1' }]);
  await migrateUp({ ...database, log });
  expect([await found('pi_1'), await found('pi_2')]).toEqual([invoice, []]);
  await owner.query('delete from workspaces');
}, 60_000);

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
