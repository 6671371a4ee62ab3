import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Secret, TOTP } from 'otpauth';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, NARROW, WIDE } from '../support/browser.ts';
import { gql, register, type Person } from '../support/client.ts';
import { makeFilm, openExample, openExplorer, percent, run, signUp, watchFilm } from '../support/explorer.ts';
import { generate } from '../support/films.ts';
import { freePort, startStack, type Stack } from '../support/stack.ts';
import { openOidc, type Oidc } from '../support/vendors/oidc.ts';
import { expectGood, type KnownFinding } from '../support/web-page.ts';

const ENABLE_TOTP = 'mutation ($input: EnableTotpInput!) { enableTotp(input: $input) { secret } }';
const CONFIRM_TOTP = 'mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes } }';
const CREATE_KEY = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }';
const PASSWORD = 'correct horse battery staple';
/** What only GraphiQL itself can repair. */
const OF_GRAPHIQL: readonly KnownFinding[] = [
  { rule: 'nested-interactive', className: 'graphiql-tab', reason: 'The button that closes a tab is inside of the tab.' },
  {
    ...{ rule: 'label-content-name-mismatch', className: 'graphiql-history-item-label' },
    reason: 'The button with the name of an operation is called “Set active”.',
  },
];
let oidc: Oidc;
let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  const port = await freePort();
  oidc = await openOidc();
  const google = { GOOGLE_CLIENT_ID: oidc.clientId, GOOGLE_CLIENT_SECRET: oidc.clientSecret, GOOGLE_ISSUER: oidc.issuer };
  const allowed = { SIGN_IN_REDIRECT_URIS: `http://127.0.0.1:${port}/graphql`, SIGN_IN_EMAIL_DOMAINS: 'example.org' };
  stack = await startStack({ port, env: { ...google, ...allowed } });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await oidc?.close();
});

describe('the explorer in a browser', () => {
  it('makes a film and shows it being made, without a word to any other host or from the content policy', async () => {
    const { page, seen } = await openPage();
    await signUp(page, 'ada@example.org', PASSWORD);
    await makeFilm(page);
    await watchFilm(page);

    await expect.poll(() => percent(page), { timeout: 120_000, interval: 50 }).toBeGreaterThanOrEqual(40);
    const film = page.getByRole('region', { name: 'Result', exact: true });
    await film.waitFor({ timeout: 180_000 });

    expect(await percent(page)).toBe(100);
    const types = await page.locator('.reel-log tbody td:nth-child(2)').allInnerTexts();
    expect(types.at(-1)).toBe('SNAPSHOT');
    expect(types).toEqual(expect.arrayContaining(['STEP', 'PROGRESS', 'STATUS']));
    await expect
      .poll(() => film.locator('video').evaluate((video) => (video as unknown as { videoWidth: number }).videoWidth))
      .toBeGreaterThan(0);
    await page
      .getByRole('button', { name: /Examples/ })
      .first()
      .click();
    await openExample(page, 'Download', 'jobId');
    await run(page);
    const opened = page.context().waitForEvent('page');
    await page.locator('.graphiql-response .detected-link').first().click();
    await opened;
    await page.getByRole('button', { name: /Live/ }).first().click();

    expect(await film.getByRole('link', { name: /Download film/ }).getAttribute('href')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    expect(seen.hosts).toEqual(new Set(['127.0.0.1']));
    expect(seen.sockets).toHaveLength(1);
    expect(seen.complaints).toEqual([]);
    await page.context().close();
  });

  it('signs in with Google, once per redirect, and leaves neither code nor state in the address', async () => {
    const { page } = await openPage();
    await page.route(`${oidc.issuer}/authorize**`, (route) => route.abort());
    const asked = page.waitForRequest((request) => request.url().startsWith(`${oidc.issuer}/authorize`));
    await page.getByRole('button', { name: 'Sign in with Google' }).click();
    const back = await oidc.signIn((await asked).url(), { sub: 'g-1', email: 'mary@example.org', email_verified: true, name: 'Mary' });

    await page.goto(back.href);
    await page.getByRole('heading', { name: 'Examples' }).waitFor();
    expect(page.url()).toBe(`${stack.url}/graphql`);
    expect(await page.evaluate('sessionStorage.getItem("reelwright:google")')).toBeNull();
    await expect.poll(() => page.locator('body').innerText()).toContain('mary@example.org');

    // The same link again is of no use, neither here nor in a browser that did not start it.
    await page.goto(back.href);
    await page.getByRole('button', { name: 'Sign in with Google' }).waitFor();
    expect(page.url()).toBe(`${stack.url}/graphql`);
    expect(oidc.tokenRequests).toHaveLength(1);
    await page.context().close();
  });

  it('keeps neither password nor tokens anywhere in the browser, even when they are typed into the editor', async () => {
    const { page, seen } = await openPage();
    const email = 'grace@example.org';
    await signUp(page, email, PASSWORD);
    await write(page, `mutation Sneak { login(input: { email: "${email}", password: "${PASSWORD}" }) { accessToken refreshToken } }`);
    await expect.poll(() => stored(page, 'graphiql:tabState')).toContain('Sneak');
    await run(page);
    await page.locator('.graphiql-response .view-line', { hasText: 'accessToken' }).first().waitFor();
    await expect.poll(() => stored(page, 'graphiql:queries')).toContain('Sneak');

    const tokens = await seen.tokens();
    expect(tokens).toHaveLength(4);
    const kept = JSON.stringify([
      await page.context().storageState({ indexedDB: true }),
      await page.evaluate(() => ({ ...(globalThis as { sessionStorage?: object }).sessionStorage })),
    ]);
    expect(kept).toContain('Sneak');
    for (const secret of [PASSWORD, ...tokens]) expect(kept).not.toContain(secret);

    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByText('not signed in').waitFor();
    // Somebody was here before: the form is the one for an account.
    expect(await page.getByRole('button', { name: 'Sign up' }).count()).toBe(0);
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'Sneak' }).waitFor();
    expect(await page.locator('.graphiql-query-editor').innerText()).not.toContain('horse');
    await page.context().close();
  });

  it('asks for the code of a second factor', async () => {
    const person = await register(stack.url);
    const { enableTotp } = await gql<{ enableTotp: { secret: string } }>(person, ENABLE_TOTP, { input: { password: person.password } });
    const code = (): string => new TOTP({ secret: Secret.fromBase32(enableTotp.secret) }).generate();
    const { confirmTotp } = await gql<{ confirmTotp: { recoveryCodes: string[] } }>(person, CONFIRM_TOTP, { input: { code: code() } });
    const { page } = await openPage();
    await page.getByRole('button', { name: 'Existing account' }).click();
    await page.getByLabel('Email').fill(person.email);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
    await page.getByLabel('Code of your second factor').fill(confirmTotp.recoveryCodes[0] ?? '');
    await page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
    await page.getByRole('heading', { name: 'Examples' }).waitFor();
    expect(await page.locator('.reel-brand-who').innerText()).toBe(person.email);
    await page.context().close();
  });

  it('switches between workspaces, and takes an API key', async () => {
    const person = await register(stack.url);
    await gql(person, 'mutation { createWorkspace(input: { name: "Second" }) { id } }');
    const { page } = await openPage();
    await signIn(page, person);
    await page
      .getByRole('button', { name: /Sign in/ })
      .first()
      .click();
    await page.getByLabel('Workspace').selectOption({ label: 'Second' });
    expect(await page.locator('.reel-id').innerText()).not.toBe(person.workspaceId);
    await page.getByRole('button', { name: 'Sign out' }).click();

    const input = { workspaceId: person.workspaceId, name: 'explorer', role: 'VIEWER', expiresAt: new Date(Date.now() + 3_600_000) };
    const { createApiKey } = await gql<{ createApiKey: { secret: string } }>(person, CREATE_KEY, { input });
    await page.getByRole('button', { name: 'API key', exact: true }).click();
    await page.getByLabel('API key', { exact: true }).last().fill(createApiKey.secret);
    await page.getByRole('button', { name: 'Use the key' }).click();
    await openExample(page, 'My films', 'workspaceId');
    await run(page);
    await page.locator('.graphiql-response .view-line', { hasText: 'nodes' }).first().waitFor();
    expect(await stored(page, 'graphiql:tabState')).not.toContain(createApiKey.secret);
    await page.context().close();
  });

  it('says that it is signed out when the session ends elsewhere', async () => {
    const person = await register(stack.url);
    const { page } = await openPage();
    await signIn(page, person);
    await openExample(page, 'Follow the workspace', 'workspaceId');
    await run(page);
    await page.getByRole('table', { name: /Events/ }).waitFor();
    await page.locator('.reel-log tbody tr').first().waitFor();
    await gql(person, 'mutation { logout(everywhere: true) }');
    await page.getByText('signed out', { exact: true }).waitFor();
    await page.getByRole('alert').filter({ hasText: 'You are signed out' }).first().waitFor();
    expect(await page.getByLabel('Password').isVisible()).toBe(true);
    await page.context().close();
  });

  it('keeps an id on one line at 1280 px and fits a telephone', async () => {
    const person = await register(stack.url);
    const { page } = await openPage();
    await page.setViewportSize({ width: 1280, height: 800 });
    await signIn(page, person);
    await openExample(page, 'My films', 'workspaceId');
    const lines = page.getByRole('region', { name: 'Variables' }).locator('.view-line', { hasText: person.workspaceId });
    await expect.poll(() => lines.count()).toBe(1);

    await page.setViewportSize({ width: 375, height: 720 });
    const wide = 'document.documentElement.scrollWidth';
    await expect.poll(() => page.evaluate(wide)).toBe(375);
    await page.getByRole('button', { name: /Execute query/ }).click({ trial: true });
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('passes axe at 1280 and 375 px, %s', async (colorScheme) => {
    const person = await register(stack.url);
    const { page } = await openPage({ viewport: WIDE, colorScheme });
    await expectGood(page, 'signed out', OF_GRAPHIQL);
    await signIn(page, person);
    await openExample(page, 'My films', 'workspaceId');
    await run(page);
    await page.locator('.graphiql-response .view-line', { hasText: 'nodes' }).first().waitFor();
    await expectGood(page, 'an answer', OF_GRAPHIQL);
    await page.setViewportSize(NARROW);
    for (const panel of [/Live/, /History/]) {
      await page.getByRole('button', { name: panel }).first().click();
      await expectGood(page, String(panel), OF_GRAPHIQL);
    }
    await page.context().close();
  });

  it('has examples in groups, each with a page that explains it', async () => {
    const { page, seen } = await openPage();
    await signIn(page, await register(stack.url));
    const batches = page.getByRole('region', { name: 'Batches', exact: true });
    await batches.getByRole('button', { name: 'Check a batch' }).waitFor();
    const opened = page.context().waitForEvent('page');
    await batches.getByRole('link', { name: 'Explained in batches' }).first().click();
    const explained = await opened;
    await explained.getByRole('heading', { name: 'Check the rows first' }).waitFor();
    expect(new URL(explained.url()).hash).toBe('#check-the-rows-first');
    expect(await explained.evaluate('getComputedStyle(document.body).maxWidth')).toBe('960px');
    expect((await explained.locator('a[href="templates.html"]').count()) > 0).toBe(true);
    expect(seen.complaints).toEqual([]);
    await page.context().close();
  });

  it('copies an operation as programs that run, and as a link, which opens it without running it', async () => {
    const { page, seen } = await openPage();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const person = await register(stack.url);
    await signIn(page, person);
    await openExample(page, 'My films', 'workspaceId');
    await write(page, 'query Shared($workspaceId: ID!) { me { email } workspace(id: $workspaceId) { id } }');
    const data = { me: { email: person.email }, workspace: { id: person.workspaceId } };
    const printed = async (item: string, command: string, ...args: readonly string[]): Promise<unknown> => {
      await share(page, item);
      const env = { ...process.env, REELWRIGHT_TOKEN: person.accessToken };
      const { stdout } = await promisify(execFile)(command, [...args, await clipboard(page)], { env, timeout: 60_000 });
      return JSON.parse(stdout);
    };
    const node = [process.execPath, '--input-type=module', '--eval'] as const;
    if (hasProgram('curl')) expect(await printed('Copy as curl', 'sh', '-c')).toMatchObject({ data });
    expect(await printed('Copy as JavaScript', ...node)).toEqual(data);
    if (hasProgram('python3')) expect(await printed('Copy as Python', 'python3', '-c')).toEqual(data);
    await share(page, 'Copy link');
    const link = await clipboard(page);
    expect(link).toContain('#share=');

    const id = await generate(person, { script: 'One sentence.' });
    await gql(person, 'mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id });
    await write(page, `subscription { jobProgress(jobId: "${id}") { status } }`);
    expect(await printed('Copy as JavaScript', ...node)).toEqual({ jobProgress: { status: 'CANCELED' } });

    const other = await browser.newPage();
    const sent: string[] = [];
    other.on('request', (request) => request.method() === 'POST' && sent.push(request.postData() ?? ''));
    await other.goto(link);
    await other.locator('.graphiql-query-editor .view-line', { hasText: 'Shared' }).waitFor();
    expect(new URL(other.url()).hash).toBe('');
    expect(sent.join()).not.toContain('Shared(');
    expect(seen.complaints).toEqual([]);
    await other.close();
    await page.context().close();
  });

  it('says what is wrong when the sign-in is', async () => {
    const { page } = await openPage();
    await page.getByRole('button', { name: 'Existing account' }).click();
    await page.getByLabel('Email').fill('nobody@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
    await page.locator('.reel-problem[role=alert]').waitFor();
    expect(await page.getByRole('button', { name: 'Sign in', exact: true }).last().isEnabled()).toBe(true);
    await page.context().close();
  });
});

/** What a page did that matters here: whom it spoke to, what it complained about, which tokens it was given. */
async function openPage(options: BrowserContextOptions = { viewport: { width: 1440, height: 900 } }) {
  const page = await browser.newPage(options);
  const seen = {
    hosts: new Set<string>(),
    sockets: [] as string[],
    complaints: [] as string[],
    tokens: (): Promise<string[]> => collectTokens(answers),
  };
  const answers: Promise<string>[] = [];
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:') seen.hosts.add(hostname);
  });
  page.on('websocket', (socket) => {
    seen.sockets.push(socket.url());
    seen.hosts.add(new URL(socket.url()).hostname);
  });
  page.on('console', (message) => message.type() === 'error' && seen.complaints.push(message.text()));
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) seen.complaints.push(`${response.status()} ${response.url()}`);
    // A page that went elsewhere takes the body of its last answers with it.
    if (response.request().method() === 'POST') answers.push(response.text().catch(() => ''));
  });
  await page.exposeFunction('reportViolation', (text: string) => seen.complaints.push(text));
  await page.addInitScript(
    'addEventListener("securitypolicyviolation", (event) => reportViolation(`${event.violatedDirective} refused ${event.blockedURI}`))',
  );
  await openExplorer(page, stack.url);
  return { page, seen };
}

async function collectTokens(answers: readonly Promise<string>[]): Promise<string[]> {
  const text = (await Promise.all(answers)).join('\n');
  return [...text.matchAll(/"(?:access|refresh)Token":"([^"]+)"/g)].map(([, token]) => token ?? '');
}

async function signIn(page: Page, { email, password }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Existing account' }).click();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
  await page.getByRole('heading', { name: 'Examples' }).waitFor();
}

async function write(page: Page, operation: string): Promise<void> {
  await page.locator('.graphiql-query-editor .view-lines').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(operation);
}

async function share(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
  await page.locator('.reel-copied', { hasText: 'Copied.' }).waitFor();
}

const hasProgram = (name: string): boolean => spawnSync(name, ['--version']).status === 0;

const clipboard = (page: Page): Promise<string> => page.evaluate('navigator.clipboard.readText()');

async function stored(page: Page, key: string): Promise<string> {
  const { origins } = await page.context().storageState();
  return origins.flatMap(({ localStorage }) => localStorage).find(({ name }) => name === key)?.value ?? '';
}
