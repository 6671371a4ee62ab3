import { EventEmitter } from 'node:events';
import type { Pool, PoolClient } from 'pg';
import { expect, test } from 'vitest';
import { failedAtBegin, joinBegins } from '../../../../src/platform/database/joined-begin.ts';

function connect() {
  const pool = new EventEmitter();
  const sent: unknown[] = [];
  class Client {
    async query(text: unknown, values?: readonly unknown[]) {
      if (String(text).includes('fails')) throw new Error('refused');
      sent.push(values?.length ? [text, ...values] : text);
      const one = { rows: [{ last: text }] };
      return typeof text === 'string' && text.includes(';') ? [{ rows: [] }, one] : one;
    }
  }
  const client = new Client() as unknown as PoolClient;
  joinBegins(pool as unknown as Pool);
  pool.emit('connect', client);
  return { pool, client, sent };
}

const CONTEXT = "select set_config('app.user_id', 'a', true)";

test('a transaction begins in one message with its settings and its first statement, whose result is answered', async () => {
  const { client, sent } = connect();
  await client.query('start transaction isolation level repeatable read read only');
  await client.query(CONTEXT);
  const { rows } = await client.query('select 1', []);
  await client.query('select 2');
  await client.query('rollback');
  const first = `start transaction isolation level repeatable read read only; ${CONTEXT}; select 1`;
  expect(sent).toEqual([first, 'select 2', 'rollback']);
  expect(rows).toEqual([{ last: first }]);
});

test('a statement with parameters is sent after the beginning', async () => {
  const { client, sent } = connect();
  await client.query('begin');
  await client.query(CONTEXT);
  await client.query('select $1', ['a']);
  expect(sent).toEqual([`begin; ${CONTEXT}`, ['select $1', 'a']]);
});

test('settings without a beginning are sent', async () => {
  const { client, sent } = connect();
  await client.query(CONTEXT);
  expect(sent).toEqual([CONTEXT]);
});

test('an error says whether its statement was sent with the beginning', async () => {
  const { client } = connect();
  const failed = (text: string, ...values: string[]) => client.query(text, values).catch((error: unknown) => failedAtBegin(error));
  await client.query('begin');
  expect(await failed('select fails')).toBe(true);
  expect(await failed('select fails')).toBe(false);
  await client.query('begin');
  expect(await failed('select fails, $1', 'a')).toBe(true);
});

test('a transaction without a statement is neither begun nor ended', async () => {
  const { client, sent } = connect();
  await client.query('begin');
  await client.query(CONTEXT);
  await client.query('commit');
  await client.query('select 1');
  expect(sent).toEqual(['select 1']);
});

test('a beginning is not left to the next holder of the connection', async () => {
  const { pool, client, sent } = connect();
  await client.query('begin');
  pool.emit('release', undefined, client);
  await client.query('select 1');
  expect(sent).toEqual(['select 1']);
});
