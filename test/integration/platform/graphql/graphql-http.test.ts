import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { GraphQLEnumType, GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { Log } from '../../../../src/kernel/log.ts';
import type { Context } from '../../../../src/platform/graphql/context.ts';
import { compilingExecutor } from '../../../../src/platform/graphql/executor.ts';
import { DocumentTurns } from '../../../../src/platform/graphql/documents/document-turns.ts';
import { openGraphqlHttp } from '../../../../src/platform/graphql/graphql-http.ts';
import { readOperation, runOnce } from '../../../../src/platform/graphql/operation.ts';
import { presentError } from '../../../../src/platform/graphql/errors/present-error.ts';

const Size = new GraphQLEnumType({ name: 'Size', values: { P480: {}, P720: {} } });
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      word: {
        type: GraphQLString,
        args: { size: { type: Size }, many: { type: GraphQLInt }, said: { type: GraphQLString } },
        resolve: () => 'word',
      },
      broken: {
        type: GraphQLString,
        resolve: () => {
          throw new Error('select * from secrets');
        },
      },
    },
  }),
});

const execute = compilingExecutor();
const context = { scope: { actor: { kind: 'anonymous' }, close: () => Promise.resolve() } } as unknown as Context;
const turns = new DocumentTurns();
const logged: string[] = [];
const log: Log = { ...silentLog, error: (_, message) => void logged.push(message) };
const server = createServer();
let stop: () => Promise<void>;
let url = '';

beforeAll(async () => {
  const graphql = await openGraphqlHttp({
    schema,
    execute,
    introspection: true,
    production: false,
    log,
    openContext: () => Promise.resolve(context),
    turns,
    onOperation: () => undefined,
  });
  const app = express();
  app.use((_, response, next) => {
    response.setHeader('x-request-id', 'the-request');
    next();
  });
  app.use('/graphql', express.json(), graphql.handler);
  server.on('request', app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  stop = graphql.close;
});

afterAll(async () => {
  await stop();
  server.close();
});

interface Refusal {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly requestId: string; readonly fields?: readonly { readonly path: string }[] };
}

async function overHttp(query: string, variables: Record<string, unknown> = {}): Promise<Refusal | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { errors?: Refusal[] }).errors?.[0];
}

async function overSocket(query: string, variables: Record<string, unknown> = {}): Promise<Refusal | undefined> {
  const operation = await readOperation(schema, { query, variables }, true);
  const [error] =
    'document' in operation
      ? ((await runOnce(execute, { schema, document: operation.document, variableValues: variables, contextValue: context })).errors ?? [])
      : operation;
  return error && (presentError(error, { requestId: 'the-request', log, hideSuggestions: false }) as unknown as Refusal);
}

interface Request {
  readonly what: string;
  readonly code: string;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

const sized = 'query ($size: Size) { word(size: $size) }';
const refused: readonly Request[] = [
  { what: 'a document that does not end', code: 'GRAPHQL_PARSE_FAILED', query: '{' },
  { what: 'a field that does not exist', code: 'GRAPHQL_VALIDATION_FAILED', query: '{ words }' },
  { what: 'a word of the document that is not in its enum', code: 'GRAPHQL_VALIDATION_FAILED', query: '{ word(size: P999) }' },
  { what: 'a variable that is not in its enum', code: 'BAD_USER_INPUT', query: sized, variables: { size: 'P999' } },
  { what: 'a variable of another type', code: 'BAD_USER_INPUT', query: 'query ($n: Int) { word(many: $n) }', variables: { n: 'x' } },
  { what: 'a text with NUL', code: 'BAD_USER_INPUT', query: 'query ($s: String) { word(said: $s) }', variables: { s: 'a\0b' } },
  { what: 'one field many times at one place', code: 'OPERATION_TOO_COMPLEX', query: `{ ${'word '.repeat(50)}}` },
  { what: 'an internal error', code: 'INTERNAL', query: '{ broken }' },
];

test.each(refused)('$what is $code over HTTP and over a socket', async ({ code, query, variables }) => {
  for (const refusal of [await overHttp(query, variables), await overSocket(query, variables)]) {
    expect(refusal?.extensions).toMatchObject({ code, requestId: 'the-request' });
  }
});

test('a document that is not known waits for its turn, and one that is known does not', async () => {
  const known = '{ word __typename }';
  expect(await overHttp(known)).toBeUndefined();
  const endTurn = await turns.take('another caller', 'a large document', () => false);
  const answered: string[] = [];
  const waiting = overHttp('{ __typename word }').then(() => answered.push('waiting'));
  await overHttp(known).then(() => answered.push('known'));
  expect(answered).toEqual(['known']);
  endTurn?.();
  await waiting;
});

test('each way to be refused ends the turn, so that the next document is read', async () => {
  for (const query of ['{', '{ words }', `{ ${'word '.repeat(50)}}`, 'query a { word } query b { word }', '{ word(said: 1) }'])
    await overHttp(query);
  const mutation = await fetch(`${url}?query=${encodeURIComponent('mutation { word }')}`, { headers: { 'apollo-require-preflight': '1' } });
  expect(mutation.status).toBeGreaterThanOrEqual(400);
  let isRead = false;
  const next = turns.take('another caller', 'the next document', () => false).then((end) => ((isRead = true), end?.()));
  // Shorter than the time after which a turn is taken away.
  await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 900))]);
  expect(isRead).toBe(true);
});

test('a variable that does not fit is named', async () => {
  for (const refusal of [await overHttp(sized, { size: 'P999' }), await overSocket(sized, { size: 'P999' })]) {
    expect(refusal?.message).toContain('P999');
    expect(refusal?.extensions.fields?.map(({ path }) => path)).toEqual(['size']);
  }
});

test('only an internal error is logged, and its words stay here', async () => {
  logged.length = 0;
  await overHttp('{');
  await overHttp('{ words }');
  expect(logged).toEqual([]);
  expect((await overHttp('{ broken }'))?.message).not.toContain('secrets');
  expect(logged).toEqual(['unexpected error']);
});
