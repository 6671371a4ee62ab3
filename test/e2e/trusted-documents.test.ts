import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ME, REGISTER, post, readAnswer, refusalIn, register, type Person } from '../support/client.ts';
import { endPrograms, launch, type Program } from '../support/program.ts';
import { freePort, newDataDir, startStack, type Stack } from '../support/stack.ts';

const hashOf = (text: string): string => createHash('sha1').update(text).digest('hex');

/** A read that a plan answers, once its document is known. */
const WORKSPACE = 'query Workspace($id: ID!) { workspace(id: $id) { __typename name } }';
const EVENTS = 'subscription Events($id: ID!) { workspaceEvents(workspaceId: $id) { type } }';
/** Valid, and in no manifest. */
const OTHER = 'query Other { me { name } }';
const OUTDATED = '{ fieldOfAnEarlierVersion }';

/** A manifest as the client preset of GraphQL Code Generator writes it: sha1 by default. */
const MANIFEST = Object.fromEntries([REGISTER, ME, WORKSPACE, EVENTS, OUTDATED].map((text) => [hashOf(text), text]));

let stack: Stack;
/** A second API of the same installation, which runs other documents too. */
let lenient: { readonly url: string; readonly program: Program };
let person: Person;

beforeAll(async () => {
  const dataDir = await newDataDir();
  const file = join(dataDir, 'persisted-documents.json');
  writeFileSync(file, JSON.stringify(MANIFEST));
  stack = await startStack({ dataDir, env: { TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: 'true' } });
  person = await register(stack.url);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = launch(['api'], {
    ...stack.secrets(),
    PORT: String(port),
    PUBLIC_URL: url,
    TRUSTED_DOCUMENTS: file,
    TRUSTED_DOCUMENTS_ONLY: undefined,
  });
  await program.heard(({ msg }) => msg === 'API is ready');
  lenient = { url, program };
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

const hashed = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } } });
const send = (url: string, body: object) => post<Record<string, unknown>>({ ...person, url }, JSON.stringify(body));
const outcome = async (url: string, body: object): Promise<unknown> => {
  const answer = await send(url, body);
  return answer.errors[0]?.extensions.code ?? Object.keys(answer.data ?? {})[0];
};

async function get(parameters: Record<string, string> | string): Promise<unknown> {
  const headers = { authorization: `Bearer ${person.accessToken}`, 'graphql-require-preflight': '1' };
  const answer = await readAnswer<object>(await fetch(`${stack.url}/graphql?${new URLSearchParams(parameters).toString()}`, { headers }));
  return answer.errors[0]?.extensions.code ?? Object.keys(answer.data ?? {})[0];
}

describe('an API that runs trusted documents only', () => {
  it.each<[string, object]>([
    ['by documentId, as urql sends it', { documentId: hashOf(ME), variables: {} }],
    ['by documentId with the name of its hash', { documentId: `sha256:${hashOf(ME)}` }],
    ['by the hash of a persisted query, as Apollo Client sends it', { ...hashed(ME) }],
    ['by its text', { query: ME }],
    ['with other extensions, which are passed on', { documentId: hashOf(ME), extensions: { trace: 'x' } }],
  ])('runs a document %s', async (_, body) => {
    expect(await outcome(stack.url, body)).toBe('me');
  });

  it('runs one by GET', async () => {
    expect(await get({ documentId: hashOf(ME) })).toBe('me');
    expect(await get({ extensions: JSON.stringify(hashed(ME).extensions) })).toBe('me');
  });

  it('answers a document by its plan with the same bytes as by resolvers', async () => {
    const body = JSON.stringify({ documentId: hashOf(WORKSPACE), variables: { id: person.workspaceId } });
    const texts = [];
    for (let time = 0; time < 3; time += 1) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${person.accessToken}` };
      texts.push(await (await fetch(`${stack.url}/graphql`, { method: 'POST', headers, body })).text());
    }
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toMatch(/^\{"data":\{"workspace":\{"__typename":"Workspace"/);
  });

  it.each<[string, object]>([
    ['another document', { query: OTHER }],
    ['a trusted document with a comment', { query: `${ME} # x` }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['an unknown id', { documentId: 'x' }],
    ['an unknown hash with a document', { query: OTHER, ...hashed(OTHER) }],
    ['no document', {}],
  ])('refuses %s', async (_, body) => {
    const answer = await send(stack.url, body);
    expect({ status: answer.status, code: refusalIn(answer).extensions.code }).toEqual({ status: 400, code: 'UNTRUSTED_DOCUMENT' });
  });

  it.each<[string, string]>([
    ['another document in the URL', `query=${encodeURIComponent(OTHER)}`],
    ['a document after a trusted one', `documentId=${hashOf(ME)}&documentId=x&query=${encodeURIComponent(OTHER)}`],
    ['two documents', `query=${encodeURIComponent(ME)}&query=${encodeURIComponent(OTHER)}`],
    ['two of another parameter', `a=1&a=2&query=${encodeURIComponent(OTHER)}`],
  ])('refuses %s', async (_, search) => {
    expect(await get(search)).toMatch(/UNTRUSTED_DOCUMENT|BAD_USER_INPUT/);
  });

  it('refuses a list of documents', async () => {
    expect(await outcome(stack.url, [{ query: OTHER }])).toBe('BAD_USER_INPUT');
  });

  it('refuses a trusted document that its schema does not know as any API does, and has warned of it', async () => {
    expect(await outcome(stack.url, { documentId: hashOf(OUTDATED) })).toBe('GRAPHQL_VALIDATION_FAILED');
    const warning = await stack.program.heard(({ event }) => event === 'invalid_trusted_documents');
    expect(warning).toMatchObject({ count: 1, ids: [hashOf(OUTDATED)] });
  });

  it('runs the documents of the page that emails link to', async () => {
    const page = JSON.parse(readFileSync(join(import.meta.dirname, '../../dist/account-page/documents.json'), 'utf8')) as string[];
    const reset = page.find((text) => text.includes('requestPasswordReset')) ?? '';
    expect(await outcome(stack.url, { query: reset, variables: { input: { email: person.email } } })).toBe('answer');
  });
});

describe('a socket of such an API', () => {
  const subscribe = (payload: object): Promise<{ data?: Record<string, unknown> | null; code?: string }> =>
    new Promise((resolve) => {
      const client = createClient({
        url: `${stack.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${person.accessToken}` },
      });
      const end = (result: { data?: Record<string, unknown> | null; code?: string }): void => {
        resolve(result);
        void client.dispose();
      };
      client.subscribe(payload as { query: string }, {
        next: ({ data }) => end({ data: data ?? null }),
        error: (problem) => end({ code: (problem as { extensions: { code: string } }[])[0]?.extensions.code ?? 'none' }),
        complete: () => undefined,
      });
    });

  it('runs a query by its id', async () => {
    expect(await subscribe({ query: '', documentId: hashOf(ME) })).toMatchObject({ data: { me: { id: person.userId } } });
    expect(await subscribe({ query: '', ...hashed(ME) })).toMatchObject({ data: { me: { id: person.userId } } });
  });

  it('follows a subscription by its id', async () => {
    const first = await subscribe({ query: '', documentId: hashOf(EVENTS), variables: { id: person.workspaceId } });
    expect(first).toEqual({ data: { workspaceEvents: { type: 'READY' } } });
  });

  it('refuses everything else', async () => {
    expect(await subscribe({ query: OTHER })).toEqual({ code: 'UNTRUSTED_DOCUMENT' });
    expect(await subscribe({ query: '', documentId: 'x' })).toEqual({ code: 'UNTRUSTED_DOCUMENT' });
    expect(await subscribe({ query: 'subscription { notificationReceived { id } }' })).toEqual({ code: 'UNTRUSTED_DOCUMENT' });
  });
});

describe('an API that runs trusted documents and others', () => {
  it('runs both', async () => {
    expect(await outcome(lenient.url, { documentId: hashOf(ME) })).toBe('me');
    expect(await outcome(lenient.url, { query: OTHER })).toBe('me');
  });

  it('asks for the text of an unknown one, and runs it as automatic persisted queries send it', async () => {
    expect(await outcome(lenient.url, hashed(OTHER))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await outcome(lenient.url, { query: OTHER, ...hashed(OTHER) })).toBe('me');
  });
});

describe('a manifest', () => {
  it.each<[string, string | undefined, RegExp]>([
    ['that is missing', undefined, /^TRUSTED_DOCUMENTS: cannot read .* \(ENOENT\)\.$/m],
    ['that is no JSON', 'x', /^TRUSTED_DOCUMENTS: .* must be a JSON object of documents by their hashes/m],
    ['of another form', '{"format":"apollo-persisted-query-manifest","version":1}', /^TRUSTED_DOCUMENTS: .* must be a JSON object/m],
  ])('%s ends the start in one line', async (_, text, message) => {
    const file = join(stack.dataDir, 'other.json');
    if (text !== undefined) writeFileSync(file, text);
    const program = launch(['api'], { ...stack.secrets(), PORT: String(await freePort()), TRUSTED_DOCUMENTS: file });
    expect(await program.ended).toBe(1);
    expect(program.stderr()).toMatch(message);
    expect(program.stderr()).not.toMatch(/\n\s+at /);
  });
});
