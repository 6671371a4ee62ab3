import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faker } from '@faker-js/faker';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorHandler } from '../../../src/app/http/http-errors.ts';
import { readBody } from '../../../src/app/http/read-body.ts';
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

/** `api`: requests a minute, without a limit for 0. */
async function serve(roots: ReturnType<typeof plannedRoots>, reads: ReadPool, api = 0): Promise<string> {
  const { schema, instance } = await openSchema(engine);
  const planner = new ReadPlanner({ schema, roots, resolved: resolvedFields() });
  const { database, identity, apiKeys, reviewSessions, limiter } = engine;
  const config = { rateLimits: { ...testConfig.rateLimits, api }, trustedProxies: 0, production: false, operationSeconds: 30 };
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
  const server = createServer(
    express()
      .set('etag', false)
      .use(...readBody, graphql.handler, errorHandler(silentLog)),
  );
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

/** A document with every variable that limits depend on. */
const PAGED = `query ($id: ID!, $first: Int, $inner: Int) { workspace(id: $id) { jobs(first: $first) { nodes { id events(first: $inner) { nodes { at } } } } } }`;

const refused: readonly (readonly [what: string, status: number, init: (json: string, url: string) => [url: string, init: RequestInit]])[] =
  [
    ['a body that is too long', 413, (json, url) => [url, { body: json.padEnd(2 ** 20 + 1) }]],
    ['a body that is too deep', 422, (json, url) => [url, { body: json.replace('{', `{"deep":${'['.repeat(101)}${']'.repeat(101)},`) }]],
    [
      'a body in another encoding',
      415,
      (json, url) => [url, { body: json, headers: { 'content-type': 'application/json; charset=utf-16' } }],
    ],
    ['a body that is compressed in an unknown way', 415, (json, url) => [url, { body: json, headers: { 'content-encoding': 'x-own' } }]],
    // A page of another site can send these without a preflight.
    ['a body that is text', 400, (json, url) => [url, { body: json, headers: { 'content-type': 'text/plain' } }]],
    ['a body that is a form', 400, (json, url) => [url, { body: new URLSearchParams({ query: json }).toString(), headers: FORM }]],
    ['a body without a type', 400, (json, url) => [url, { body: Buffer.from(json), headers: { 'content-type': '' } }]],
    ['another method', 405, (json, url) => [url, { method: 'PUT', body: json }]],
    [
      'GET from another site',
      400,
      (json, url) => [`${url}?${queryOf(json)}`, { method: 'GET', headers: { 'content-type': '', authorization: '' } }],
    ],
    ['variables that cost too much', 400, (json, url) => [url, { body: withVariables(json, { first: 100, inner: 100 }) }]],
    ['variables that are too deep', 400, (json, url) => [url, { body: withVariables(json, { first: nested(13) }) }]],
    ['variables that no plan has, too deep', 400, (json, url) => [url, { body: withVariables(json, { other: nested(13) }) }]],
    [
      'variables with a character that PostgreSQL does not store',
      400,
      (json, url) => [url, { body: withVariables(json, { other: '\0' }) }],
    ],
  ];
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
const withVariables = (json: string, more: object): string => {
  const body = JSON.parse(json) as { variables: object };
  return JSON.stringify({ ...body, variables: { ...body.variables, ...more } });
};
const queryOf = (json: string): string => {
  const { query, variables } = JSON.parse(json) as { query: string; variables: object };
  return new URLSearchParams({ query, variables: JSON.stringify(variables) }).toString();
};

test.each(refused)('a known document with %s is refused with %i, as an unknown one is', async (_what, status, init) => {
  const json = JSON.stringify({ query: PAGED, variables: { id: workspaceId } });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  for (const _known of [false, true]) {
    const response = await fetch(urls.planned, { method: 'POST', headers, body: json });
    expect(await response.json()).toMatchObject({ data: { workspace: { jobs: { nodes: [] } } } });
  }
  const send = async (base: string) => {
    const [url, { headers: more, ...rest }] = init(json, base);
    const response = await fetch(url, { method: 'POST', ...rest, headers: present({ ...headers, ...(more as object) }) });
    return { status: response.status, allow: response.headers.get('allow'), body: withoutIds(await response.text()) };
  };
  const planned = await send(urls.planned);
  expect(planned).toEqual(await send(urls.plain));
  expect(planned.status).toBe(status);
});

/** Those with a value. */
const present = (headers: Record<string, string>) => Object.entries(headers).filter(([, value]) => value !== '');

/** Without what differs for each request. */
const withoutIds = (text: string): string => text.replaceAll(/"(timestamp|requestId)":"[^"]*"/g, '');

test('a known document is counted, and refused with 429 over the limit', async () => {
  const limited = await serve(plannedRoots(), engine.database.reads, 5);
  const statuses: number[] = [];
  for (let request = 0; request < 7; request += 1)
    statuses.push((await ask(limited, `# counted\n${QUERY}`, workspaceId, `Bearer ${token}`)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
  const { body } = await ask(limited, `# counted\n${QUERY}`, workspaceId, `Bearer ${token}`);
  expect(body).toContain('"code":"RATE_LIMITED"');
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
