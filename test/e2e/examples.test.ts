import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gql, ME, refused, register, type Person } from '../support/client.ts';
import { newPerson } from '../support/factories.ts';
import { endPrograms } from '../support/program.ts';
import { EXAMPLES, installExamples, runExample } from '../support/run-example.ts';
import { freePort, startStack, type Stack } from '../support/stack.ts';

const CREATE_KEY = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }';
const CREATE_WEBHOOK = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id } } }';
const TEST_WEBHOOK = 'mutation ($id: ID!) { testWebhook(id: $id) { status } }';

let stack: Stack;
let person: Person;
let env: Record<string, string>;
let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  [stack] = await Promise.all([startStack({ env: { WEBHOOK_ALLOW_CIDRS: '127.0.0.1/32' } }), installExamples()]);
  person = await register(stack.url);
  const input = { workspaceId: person.workspaceId, name: 'Examples', role: 'EDITOR', expiresAt: new Date(Date.now() + 86_400_000) };
  const { createApiKey } = await gql<{ createApiKey: { secret: string } }>(person, CREATE_KEY, { input });
  env = { REELWRIGHT_URL: stack.url, REELWRIGHT_TOKEN: createApiKey.secret };
}, 300_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const child of running) child.kill();
  await stack?.stop();
  await endPrograms();
  await rm(folder, { recursive: true, force: true });
});

/** The film at the last line of what an example printed. */
async function expectFilm(printed: string): Promise<void> {
  const link = printed.trim().split('\n').at(-1) ?? '';
  expect(link, printed).toMatch(/^http/);
  const response = await fetch(link);
  expect(response.status).toBe(200);
  expect(
    Buffer.from(await response.arrayBuffer())
      .subarray(4, 8)
      .toString(),
  ).toBe('ftyp');
}

const node = (file: string): Promise<string> => runExample(process.execPath, ['--no-warnings', file, `A film by ${file}.`], env);

describe('an example makes a film', () => {
  it.each(['graphql-ws/film.js', 'graphql-request/film.js', 'urql/film.js', 'apollo-client/film.js'])('%s', async (file) => {
    await expectFilm(await node(file));
  });

  it('curl/film.sh', async () => {
    expect(await runExample(join(EXAMPLES, 'curl/film.sh'), ['A film by curl.'], env, folder)).toContain('film.mp4');
    expect((await stat(join(folder, 'film.mp4'))).size).toBeGreaterThan(10_000);
  });

  it('codegen/film.ts, with generated types that the compiler accepts', async () => {
    await runExample('npx', ['graphql-codegen', '--config', 'codegen/codegen.ts']);
    await runExample('npx', ['tsc', '-p', 'codegen']);
    expect(readFileSync(join(EXAMPLES, 'codegen/generated/graphql.ts'), 'utf8')).not.toMatch(/output: any/);
    await expectFilm(await node('codegen/film.ts'));
  });

  it.runIf(hasPython())('python-gql/film.py', async () => {
    await expectFilm(await runExample('python3', ['python-gql/film.py', 'A film by Python.'], env));
  });

  it.runIf(hasGo())('go-genqlient/main.go', async () => {
    const folderOfGo = join(EXAMPLES, 'go-genqlient');
    await runExample('go', ['generate'], {}, folderOfGo);
    await expectFilm(await runExample('go', ['run', '.', 'A film by Go.'], env, folderOfGo));
  });
});

describe('an example', () => {
  it('authjs signs a person in, exchanges tokens in time, and ends the session', async () => {
    const ada = await register(stack.url, { ...newPerson(), name: "Ada <O'Neil>" });
    const origin = `http://127.0.0.1:${await freePort()}`;
    const child = spawn(process.execPath, ['authjs/server.js'], {
      cwd: EXAMPLES,
      env: { ...process.env, REELWRIGHT_URL: stack.url, AUTH_URL: origin, AUTH_SECRET: randomBytes(32).toString('hex') },
    });
    running.push(child);
    await once(createInterface({ input: child.stdout }), 'line');
    const visitor = visit(origin);
    expect(await (await visitor('/')).text()).toContain('Sign in');

    expect((await signIn(visitor, { email: ada.email, password: 'not the password' })).headers.get('location')).toContain(
      'code=unauthenticated',
    );
    expect((await signIn(visitor, ada)).headers.get('location')).toBe(`${origin}/`);
    expect(await (await visitor('/')).text()).toContain('Signed in as Ada &#60;O&#39;Neil&#62;');
    const session = (await (await visitor('/api/auth/session')).json()) as { accessToken: string };
    expect(Object.keys(session).toSorted()).toEqual(['accessToken', 'expires', 'user']);

    await visitor('/api/auth/signout', { csrfToken: await csrfToken(visitor) });
    expect(await (await visitor('/')).text()).toContain('Sign in');
    expect((await refused({ url: stack.url, accessToken: session.accessToken }, ME)).extensions.code).toBe('UNAUTHENTICATED');

    const { config } = (await import(pathToFileURL(join(EXAMPLES, 'authjs/auth.config.js')).href)) as AuthExample;
    vi.stubEnv('REELWRIGHT_URL', stack.url);
    const expired = { refreshToken: ada.refreshToken, expiresAt: new Date(0).toISOString() };
    const renewed = await config.callbacks.jwt({ token: expired });
    expect(renewed?.refreshToken).not.toBe(ada.refreshToken);
    expect(await config.callbacks.jwt({ token: expired })).toEqual(renewed);
    expect(await config.callbacks.jwt({ token: { ...expired, refreshToken: 'unknown' } })).toBeNull();
  });

  it('relay lists films page by page, and reads one by its id', async () => {
    await runExample('npx', ['relay-compiler'], {}, join(EXAMPLES, 'relay'));
    await node('graphql-request/film.js');
    const lines = (await node('relay/films.js')).trim().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.at(-1)).toBe(`again ${lines[0]?.split(' ')[0] ?? ''} ${lines[0]?.split(' ').slice(2).join(' ') ?? ''}`);
  });

  it('webhook-receiver accepts what Reelwright signed, once, and nothing else', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const { createWebhook } = await gql<{ createWebhook: { secret: string; webhook: { id: string } } }>(person, CREATE_WEBHOOK, {
      input: { workspaceId: person.workspaceId, url, types: ['JOB_STATUS'] },
    });
    const child = spawn(process.execPath, ['webhook-receiver/server.js'], {
      cwd: EXAMPLES,
      env: { ...process.env, PORT: String(port), WEBHOOK_SECRET: createWebhook.secret },
    });
    running.push(child);
    const lines = createInterface({ input: child.stdout });
    await once(lines, 'line');
    const printed = once(lines, 'line');
    await gql(person, TEST_WEBHOOK, { id: createWebhook.webhook.id });
    expect(String((await printed)[0])).toMatch(/^verified TEST /);
    const forged = { 'webhook-id': 'x', 'webhook-timestamp': String(Math.floor(Date.now() / 1_000)), 'webhook-signature': 'v1,AAAA' };
    expect((await fetch(url, { method: 'POST', headers: forged, body: '{}' })).status).toBe(401);
  });
});

it('each example is at most 100 lines, imports nothing of the source, and names no version twice', () => {
  const files = globSync('*/**/*.{js,ts,py,go,sh,html}', {
    cwd: EXAMPLES,
    exclude: ['node_modules/**', '**/generated/**', '**/__generated__/**'],
  });
  const folders = Map.groupBy(files, (file) => file.split('/')[0] ?? '');
  for (const [name, inside] of folders) {
    const texts = inside.map((file) => readFileSync(join(EXAMPLES, file), 'utf8'));
    for (const text of texts) expect(text, name).not.toMatch(/\.\.\/src\//);
    expect(texts.join('').split('\n').length, name).toBeLessThanOrEqual(101);
  }
  expect(folders.size).toBeGreaterThan(8);
});

interface AuthExample {
  readonly config: { callbacks: { jwt(given: { token: object }): Promise<{ readonly refreshToken: string } | null> } };
}

/** A browser's requests to a site, with its cookies: a form where there are fields. Redirects are not followed. */
type Visitor = (path: string, fields?: Readonly<Record<string, string>>) => Promise<Response>;

function visit(origin: string): Visitor {
  const cookies = new Map<string, string>();
  return async (path, fields) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = fields && { method: 'POST', body: new URLSearchParams(fields) };
    const response = await fetch(`${origin}${path}`, { redirect: 'manual', headers: { cookie }, ...form });
    for (const [, name = '', value = ''] of response.headers.getSetCookie().map((one) => /^([^=]+)=([^;]*)/.exec(one) ?? []))
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    return response;
  };
}

const csrfToken = async (visitor: Visitor): Promise<string> =>
  ((await (await visitor('/api/auth/csrf')).json()) as { csrfToken: string }).csrfToken;

async function signIn(visitor: Visitor, { email, password }: { email: string; password: string }): Promise<Response> {
  return visitor('/api/auth/callback/credentials', { email, password, csrfToken: await csrfToken(visitor), callbackUrl: '/' });
}

/** Whether Go and the modules of the example are there. CI has no Go; the test is then shown as skipped. */
function hasGo(): boolean {
  const cwd = join(EXAMPLES, 'go-genqlient');
  return spawnSync('go', ['build', 'github.com/Khan/genqlient/graphql'], { cwd, timeout: 60_000 }).status === 0;
}

/** Whether Python has the package gql. CI has no pip; the test is then shown as skipped. */
function hasPython(): boolean {
  return spawnSync('python3', ['-c', 'import gql, websockets, requests'], { timeout: 20_000 }).status === 0;
}
