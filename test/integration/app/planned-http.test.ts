import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faker } from '@faker-js/faker';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestContexts } from '../../../src/app/http/request-context.ts';
import { plannedRoots, resolvedFields } from '../../../src/app/reads/planned-reads.ts';
import { openSchema } from '../../../src/app/schema.ts';
import { newId } from '../../../src/kernel/id.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { ReadPool } from '../../../src/platform/database/reads/read-pool.ts';
import { compilingExecutor } from '../../../src/platform/graphql/executor.ts';
import { DocumentTurns } from '../../../src/platform/graphql/documents/document-turns.ts';
import { openGraphqlHttp } from '../../../src/platform/graphql/graphql-http.ts';
import { PlannedAnswers } from '../../../src/platform/graphql/plans/planned-answers.ts';
import { plannedExecutor } from '../../../src/platform/graphql/plans/planned-executor.ts';
import { ReadPlanner } from '../../../src/platform/graphql/plans/read-planner.ts';
import { openEngine, scopeOf, testConfig, type Engine } from '../../support/engine.ts';

const QUERY = 'query ($id: ID!) { workspace(id: $id) { __typename name jobs { nodes { id } } members { nodes { role user { email } } } } }';

let engine: Engine;
let workspaceId: string;
let token: string;
let key: string;
/** Addresses of APIs on the same database: with plans, without, and with plans whose pool cannot connect. */
let urls: { readonly planned: string; readonly plain: string; readonly away: string };
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  engine = await openEngine();
  const email = faker.internet.email({ provider: 'example.test' });
  const name = faker.person.fullName();
  const nobody = scopeOf(engine, { kind: 'anonymous' });
  const signedIn = await engine.identity.register(nobody, { email, password: 'correct horse battery staple', name });
  token = signedIn.accessToken;
  workspaceId = signedIn.scope.actor.kind === 'user' ? [...signedIn.scope.actor.memberships.keys()].join('') : '';
  const expiresAt = new Date(Date.now() + 86_400_000);
  const made = await engine.apiKeys.create(signedIn.scope, { workspaceId, name: 'a key', role: 'VIEWER', expiresAt });
  key = made.secret ?? '';
  const unreachable = new ReadPool('postgres://nobody@127.0.0.1:1/none', { poolSize: 1 });
  ends.push(() => unreachable.close());
  urls = {
    planned: await serve(plannedRoots(), engine.database.reads),
    plain: await serve(new Map(), engine.database.reads),
    away: await serve(plannedRoots(), unreachable),
  };
});
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
  await engine.close();
});

async function serve(roots: ReturnType<typeof plannedRoots>, reads: ReadPool): Promise<string> {
  const { schema, instance } = await openSchema(engine);
  const planner = new ReadPlanner({ schema, roots, resolved: resolvedFields() });
  const { database, identity, apiKeys, reviewSessions, limiter } = engine;
  const config = { rateLimits: testConfig.rateLimits, trustedProxies: 0, production: false, operationSeconds: 30 };
  const contexts = requestContexts({ database, identity, apiKeys, reviewSessions, limiter, instance, config, log: silentLog });
  const answers = new PlannedAnswers(planner, reads);
  const graphql = await openGraphqlHttp({
    schema,
    execute: plannedExecutor(answers, compilingExecutor()),
    answers,
    introspection: false,
    production: true,
    log: silentLog,
    openContext: (request) => contexts.ofRequest(request, newId(), new AbortController().signal),
    turns: new DocumentTurns(),
    onOperation: () => undefined,
  });
  const server = createServer(express().set('etag', false).use(express.json(), graphql.handler));
  ends.push(() => server.close(), graphql.close);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Status, type and body without what differs for each request. */
async function ask(
  url: string,
  query: string,
  id: string,
  authorization?: string,
): Promise<{ status: number; type: string | null; body: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    body: JSON.stringify({ query, variables: { id } }),
  });
  const text = await response.text();
  const body = JSON.stringify(JSON.parse(text)).replaceAll(/"timestamp":"[^"]*"/g, '');
  return { status: response.status, type: response.headers.get('content-type'), body };
}

test('a planned answer has the status, type and body of the resolvers’', async () => {
  const planned = await ask(urls.planned, QUERY, workspaceId, `Bearer ${token}`);
  expect(planned).toEqual(await ask(urls.plain, QUERY, workspaceId, `Bearer ${token}`));
  expect(planned.body).toMatch(/^\{"data":\{"workspace":\{"__typename":"Workspace","name":/);
});

test('an answer that Apollo does not see has the headers of the one that it sent', async () => {
  const send = () =>
    fetch(urls.planned, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: `# once more\n${QUERY}`, variables: { id: workspaceId } }),
    });
  const [first, second] = [await send(), await send()];
  const headers = (response: Response) => [...response.headers].filter(([name]) => name !== 'date' && name !== 'cache-control');
  expect(headers(second)).toEqual(headers(first));
  expect(await second.text()).toBe(await first.text());
  // Only Apollo sets it here; the server sets it for all of /graphql.
  expect([first, second].map((response) => response.headers.get('cache-control'))).toEqual(['no-store', null]);
});

test.each([
  ['an unknown operation name', { operationName: 'other' }, undefined],
  ['variables of a wrong type', { variables: { id: 5.5 } }, undefined],
  ['variables that are a list', { variables: [] }, undefined],
  ['an id that is none', { variables: { id: 'x' } }, undefined],
  ['a foreign id', { variables: { id: newId() } }, undefined],
  ['extensions', { extensions: { persistedQuery: { version: 1, sha256Hash: '0' } } }, undefined],
  ['another media type', {}, 'application/graphql-response+json'],
  ['an unknown media type', {}, 'text/csv'],
] as const)('a known document with %s gets the answer of an unknown one', async (what, more, accept) => {
  const send = async (url: string) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...(accept ? { accept } : {}) },
      body: JSON.stringify({ query: `# ${what}\n${QUERY}`, variables: { id: workspaceId }, ...more }),
    });
    const body = JSON.stringify(JSON.parse(await response.text())).replaceAll(/"(timestamp|requestId)":"[^"]*"/g, '');
    return { status: response.status, type: response.headers.get('content-type'), body };
  };
  // Makes the document known.
  await fetch(urls.planned, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: `# ${what}\n${QUERY}`, variables: { id: workspaceId } }),
  });
  expect(await send(urls.planned)).toEqual(await send(urls.plain));
});

test.each([
  ['without a token', undefined, 'UNAUTHENTICATED'],
  ['with a forged token', (valid: string) => `Bearer ${valid.slice(0, -4)}AAAA`, 'UNAUTHENTICATED'],
  ['with half a header', () => 'Bearer', 'UNAUTHENTICATED'],
  ['with an API key', () => `Bearer ${key}`, '"workspace":{'],
] as const)('a request %s gets the same answer with and without plans', async (_what, header, expected) => {
  const authorization = header?.(token);
  const planned = await ask(urls.planned, QUERY, workspaceId, authorization);
  expect(planned).toEqual(await ask(urls.plain, QUERY, workspaceId, authorization));
  expect(planned.body).toContain(expected);
});

test('an operation without a plan runs as the user of the token', async () => {
  const { body } = await ask(urls.planned, 'query ($id: ID!) { workspace(id: $id) { viewerRole } }', workspaceId, `Bearer ${token}`);
  expect(JSON.parse(body)).toMatchObject({ data: { workspace: { viewerRole: 'OWNER' } } });
});

test('an unavailable database is 503 UNAVAILABLE, also for a plan', async () => {
  const { status, body } = await ask(urls.away, QUERY, workspaceId, `Bearer ${token}`);
  expect({ status, code: /"code":"(\w+)"/.exec(body)?.[1] }).toEqual({ status: 503, code: 'UNAVAILABLE' });
});
