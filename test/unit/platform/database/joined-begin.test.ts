import { EventEmitter } from 'node:events';
import type { Pool, PoolClient } from 'pg';
import { expect, test } from 'vitest';
import { joinBegins } from '../../../../src/platform/database/joined-begin.ts';

function connect() {
  const pool = new EventEmitter();
  const sent: unknown[] = [];
  const client = {
    async query(text: unknown, values?: readonly unknown[]) {
      sent.push(values?.length ? [text, ...values] : text);
      const one = { rows: [{ last: text }] };
      return typeof text === 'string' && text.includes(';') ? [{ rows: [] }, one] : one;
    },
  } as unknown as PoolClient;
  joinBegins(pool as unknown as Pool);
  pool.emit('connect', client);
  return { pool, client, sent };
}

test('a transaction begins in one message with its first statement, whose result is answered', async () => {
  const { client, sent } = connect();
  await client.query('start transaction isolation level repeatable read read only');
  const { rows } = await client.query('select 1', []);
  await client.query('select 2');
  await client.query('rollback');
  const first = 'start transaction isolation level repeatable read read only; select 1';
  expect(sent).toEqual([first, 'select 2', 'rollback']);
  expect(rows).toEqual([{ last: first }]);
});

test('a statement with parameters is sent after the beginning', async () => {
  const { client, sent } = connect();
  await client.query('begin');
  await client.query('select $1', ['a']);
  expect(sent).toEqual(['begin', ['select $1', 'a']]);
});

test('a transaction without a statement is neither begun nor ended', async () => {
  const { client, sent } = connect();
  await client.query('begin');
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
