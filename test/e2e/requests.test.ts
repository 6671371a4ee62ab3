import { gzipSync } from 'node:zlib';
import { auditServer } from 'graphql-http';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClean, gql, ME, post, readAnswer, refusalIn, refused, register, type ApiError, type Person } from '../support/client.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let person: Person;

beforeAll(async () => {
  stack = await startStack();
  person = await register(stack.url);
});

afterAll(async () => {
  await gql(person, ME);
  await stack?.stop();
  await endPrograms();
});

const LOGOUT = 'mutation { logout }';
const nested = (levels: number): string =>
  `{ workspaces(first: 1) { nodes { ${'jobs(first: 1) { nodes { workspace { '.repeat(levels)}id${' } } }'.repeat(levels)} } } }`;
const aliases = (count: number): string => `{ ${Array.from({ length: count }, (_, index) => `a${index}: me { id }`).join(' ')} }`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('a body', () => {
  it.each<[string, string, number, string, Record<string, string>?]>([
    ['that is no JSON', '{"query": ', 400, 'BAD_USER_INPUT'],
    ['that is empty', '', 400, 'BAD_USER_INPUT'],
    ['that is a JSON text', '"{ me { id } }"', 400, 'BAD_USER_INPUT'],
    ['that is null', 'null', 400, 'BAD_USER_INPUT'],
    ['without a query', '{}', 400, 'BAD_USER_INPUT'],
    ['with a query that is no text', '{"query": 7}', 400, 'BAD_USER_INPUT'],
    ['with variables that are none', '{"query": "{ me { id } }", "variables": "x"}', 400, 'BAD_USER_INPUT'],
    ['with a list of operations', '[{"query": "{ me { id } }"}, {"query": "{ me { id } }"}]', 400, 'BAD_USER_INPUT'],
    ['with an operation that it does not name', '{"query": "query a { me { id } } query b { me { id } }"}', 400, 'BAD_USER_INPUT'],
    ['with an operation that is not there', '{"query": "query a { me { id } }", "operationName": "b"}', 400, 'BAD_USER_INPUT'],
    ['with a syntax error', '{"query": "{ me { id "}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['with a comment alone', '{"query": "# nothing"}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['with a field that is not there', '{"query": "{ passwords }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['without a variable that is needed', '{"query": "query ($id: ID!) { job(id: $id) { id } }"}', 400, 'BAD_USER_INPUT'],
    ['with two mutations', '{"query": "mutation { a: logout b: logout }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with two mutations in a fragment',
      '{"query": "mutation { ...f } fragment f on Mutation { a: logout b: logout }"}',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['with a subscription', '{"query": "subscription { jobProgress(jobId: 1) { type } }"}', 400, 'BAD_USER_INPUT'],
    [
      'nested too deeply',
      `{"query": "{ me { id } }", "variables": {"id": ${'['.repeat(10_000)}${']'.repeat(10_000)}}}`,
      422,
      'BAD_USER_INPUT',
    ],
    ['of 1.1 MB', JSON.stringify({ query: ME, variables: { padding: 'x'.repeat(1_100_000) } }), 413, 'BAD_USER_INPUT'],
    [
      'in another character set',
      '{"query": "{ me { id } }"}',
      415,
      'BAD_USER_INPUT',
      { 'content-type': 'application/json; charset=latin1' },
    ],
    ['as plain text, as a form would send it', `{"query": "${LOGOUT}"}`, 400, 'BAD_USER_INPUT', { 'content-type': 'text/plain' }],
    ['of a form', 'query=mutation%7Blogout%7D', 400, 'BAD_USER_INPUT', FORM],
    [
      'of a form, with the header that allows more',
      'query=mutation%7Blogout%7D',
      400,
      'BAD_USER_INPUT',
      { ...FORM, 'apollo-require-preflight': '1' },
    ],
    ['without a type', `{"query": "${LOGOUT}"}`, 400, 'BAD_USER_INPUT', { 'content-type': '' }],
    ['in a coding that it is not in', '{"query": "{ me { id } }"}', 400, 'BAD_USER_INPUT', { 'content-encoding': 'gzip' }],
  ])('%s is refused by its status and in words', async (_, body, status, code, headers = {}) => {
    const answer = await post(person, body, headers);
    expect({ status: answer.status, code: refusalIn(answer).extensions.code }).toEqual({ status, code });
    expect(answer.headers.get('x-request-id')).toBe(refusalIn(answer).extensions.requestId);
  });

  it('of a bomb is refused before it is unpacked whole', async () => {
    const bomb = gzipSync(Buffer.from(JSON.stringify({ query: ME, variables: { a: '0'.repeat(20_000_000) } })));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', authorization: `Bearer ${person.accessToken}` };
    const response = await fetch(`${stack.url}/graphql`, { method: 'POST', headers, body: new Uint8Array(bomb) });
    expect(response.status).toBe(413);
    refusalIn(await readAnswer(response));
  });
});

describe('an operation', () => {
  it.each<[string, string]>([
    ['that is too deep', nested(4)],
    [
      'that is too deep by fragments',
      `{ ...a } fragment a on Query { workspaces { nodes { ...b } } } fragment b on Workspace { ${'jobs { nodes { workspace { '.repeat(4)}id${' } } }'.repeat(4)} }`,
    ],
    ['with too many aliases', aliases(31)],
    ['with too many aliases of __typename', `{ ${Array.from({ length: 200 }, (_, index) => `t${index}: __typename`).join(' ')} }`],
    ['with too many directives', `{ me { ${'id @include(if: true) '.repeat(31)} } }`],
    ['that costs too much', '{ workspaces(first: 100) { nodes { jobs(first: 100) { nodes { id title } } } } }'],
    [
      'that costs too much by its variables',
      'query ($first: Int = 100) { workspaces(first: $first) { nodes { jobs(first: $first) { nodes { id title } } } } }',
    ],
  ])('%s is refused before it runs', async (_, query) => {
    expect((await refused(person, query)).extensions.code).toBe('OPERATION_TOO_COMPLEX');
  });

  it('of too many tokens is refused before it is read to its end', async () => {
    expect((await refused(person, `{ me { ${'id '.repeat(5_000)} } }`)).extensions.code).toBe('GRAPHQL_PARSE_FAILED');
  });

  it.each([
    ['fragments that contain each other', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'],
    ['lists of lists of lists', `{ job(id: ${'['.repeat(500)}${']'.repeat(500)}) { id } }`],
    ['an unknown directive', '{ me @shout { id } }'],
  ])('with %s is invalid', async (_, query) => {
    expect((await refused(person, query)).extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('with variables nested without end is refused', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const body = `{"query": "query ($id: ID!) { job(id: $id) { id } }", "variables": {"id": ${deep}}}`;
    expect(refusalIn(await post(person, body)).extensions.code).toBe('BAD_USER_INPUT');
    const less = body.replace(deep, `${'['.repeat(50)}${']'.repeat(50)}`);
    expect(refusalIn(await post(person, less)).extensions.code).toBe('OPERATION_TOO_COMPLEX');
  });

  it('within the limits runs', async () => {
    expect(Object.keys(await gql<object>(person, aliases(30)))).toHaveLength(30);
    expect(await gql(person, nested(3))).toHaveProperty('workspaces.nodes');
    const introspection = await gql(
      person,
      '{ __schema { types { name fields { name type { ofType { ofType { ofType { name } } } } } } } }',
    );
    expect(introspection).toHaveProperty('__schema.types');
  });
});

describe('a request', () => {
  const get = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${stack.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { accept: 'application/json', authorization: `Bearer ${person.accessToken}`, ...headers },
    });

  it('by GET reads, for a client that a page cannot pretend to be, and never writes', async () => {
    expect(await (await get(ME)).json()).toMatchObject({ data: { me: { id: person.userId } } });
    expect((await fetch(`${stack.url}/graphql?query=${encodeURIComponent(ME)}`)).status).toBe(400);
    const written = await get(LOGOUT);
    expect([written.status, written.headers.get('allow')]).toEqual([405, 'POST']);
    refusalIn(await readAnswer(written));
    await gql(person, ME);
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('by %s is not one', async (method) => {
    const response = await fetch(`${stack.url}/graphql`, { method, headers: { 'content-type': 'application/json' } });
    expect(response.status).toBe(405);
    refusalIn(await readAnswer(response));
  });

  it.each(['/', '/graphql/', '/graphql/x', '/.env', '/..%2f..%2fetc/passwd', '/explorer/..%2f..%2fpackage.json', '/%00', '/%'])(
    'to %s finds nothing and gives nothing away',
    async (path) => {
      const response = await fetch(stack.url + path, { headers: { accept: 'application/json' } });
      expect([400, 404]).toContain(response.status);
      expectClean((await readAnswer(response)).errors[0]!);
    },
  );

  it('of a page of another site is answered without leave to read it', async () => {
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${stack.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      });
    const denied = await preflight('https://example.com');
    expect([denied.status, denied.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect((await readAnswer(denied)).errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await preflight('http://localhost:5173')).headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  });

  it('of a page of another site is refused by the embedded store too', async () => {
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${stack.secrets()['S3_ENDPOINT']}/reelwright/a`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT' },
      });
    const denied = await preflight('https://example.com');
    expect([denied.status, denied.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const allowed = await preflight(stack.url);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, stack.url]);
  });
});

describe('a socket', () => {
  const ask = (query: string, variables: Record<string, unknown> = {}): Promise<readonly ApiError[]> =>
    new Promise((resolve, reject) => {
      const client = createClient({
        url: `${stack.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { authorization: `Bearer ${person.accessToken}` },
      });
      const end = (errors: readonly ApiError[]): void => {
        resolve(errors);
        void client.dispose();
      };
      client.subscribe(
        { query, variables },
        {
          next: ({ errors }) => end((errors ?? []) as unknown as ApiError[]),
          error: (problem) => (Array.isArray(problem) ? end(problem as ApiError[]) : reject(new Error(JSON.stringify(problem)))),
          complete: () => end([]),
        },
      );
    });

  it.each<[string, string, string, Record<string, unknown>?]>([
    ['a syntax error', 'GRAPHQL_PARSE_FAILED', '{ me { id '],
    ['a field that is not there', 'GRAPHQL_VALIDATION_FAILED', '{ passwords }'],
    ['two mutations', 'GRAPHQL_VALIDATION_FAILED', 'mutation { a: logout b: logout }'],
    ['too much depth', 'OPERATION_TOO_COMPLEX', nested(4)],
    ['too many aliases', 'OPERATION_TOO_COMPLEX', aliases(31)],
    ['too high a cost', 'OPERATION_TOO_COMPLEX', '{ workspaces(first: 100) { nodes { jobs(first: 100) { nodes { id title } } } } }'],
    ['too many tokens', 'GRAPHQL_PARSE_FAILED', `{ me { ${'id '.repeat(5_000)} } }`],
    ['NUL', 'BAD_USER_INPUT', 'query ($id: ID!) { job(id: $id) { id } }', { id: '\0' }],
    ['a missing variable', 'BAD_USER_INPUT', 'query ($id: ID!) { job(id: $id) { id } }'],
    ['an id that nobody has', 'NOT_FOUND', 'query ($id: ID!) { job(id: $id) { id } }', { id: 'x' }],
  ])('refuses %s as a request does', async (_, code, query, variables) => {
    const [error] = await ask(query, variables);
    expectClean(error!);
    expect(error!.extensions.code).toBe(code);
  });

  it('carries queries as well', async () => {
    expect(await ask(ME)).toEqual([]);
  });
});

describe('GraphQL over HTTP', () => {
  it('is served by its specification: at least 55 audits of 61 are ok, and none is an error', async () => {
    const results = await auditServer({ url: `${stack.url}/graphql` });
    const count = (wanted: string): number => results.filter(({ status }) => status === wanted).length;
    expect(results.filter(({ status }) => status === 'error')).toEqual([]);
    expect({ ok: count('ok'), of: results.length }).toMatchObject({ ok: expect.toSatisfy((ok: number) => ok >= 55) as number, of: 61 });
  });
});
