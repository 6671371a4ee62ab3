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
import { ReadPool } from '../../../src/platform/database/read-pool.ts';
import { compilingExecutor } from '../../../src/platform/graphql/executor.ts';
import { openGraphqlHttp } from '../../../src/platform/graphql/graphql-http.ts';
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
  const unreachable = new ReadPool('postgres://nobody@127.0.0.1:1/none', 1);
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
  const { database, identity, apiKeys, limiter } = engine;
  const config = { rateLimits: testConfig.rateLimits, trustedProxies: 0, production: false };
  const contexts = requestContexts({ database, identity, apiKeys, limiter, instance, config, log: silentLog });
  const graphql = await openGraphqlHttp({
    schema,
    execute: plannedExecutor(planner, reads, compilingExecutor()),
    introspection: false,
    production: true,
    log: silentLog,
    openContext: (request) => contexts.ofRequest(request, newId(), new AbortController().signal),
  });
  const server = createServer(express().use(express.json(), graphql.handler));
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
  expect(body).toBe('{"data":{"workspace":{"viewerRole":"OWNER"}}}');
});

test('an unavailable database is 503 UNAVAILABLE, also for a plan', async () => {
  const { status, body } = await ask(urls.away, QUERY, workspaceId, `Bearer ${token}`);
  expect({ status, code: /"code":"(\w+)"/.exec(body)?.[1] }).toEqual({ status: 503, code: 'UNAVAILABLE' });
});
