import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { Client } from 'pg';
import type { Browser, BrowserContext, Page, Request, Response, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK, launchBrowser, launchProfile, NARROW, WIDE } from '../../support/browser.ts';
import { gql, LOGIN, register, type Tokens } from '../../support/client.ts';
import { newPerson } from '../../support/factories.ts';
import { PATIENT } from '../../support/postgres.ts';
import { endPrograms } from '../../support/program.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { openOidc, type Oidc } from '../../support/vendors/oidc.ts';
import { PRICES } from '../../support/vendors/stripe/prices.ts';
import { openStripe, type StripeStandIn } from '../../support/vendors/stripe/stripe.ts';
import { expectGood, expectPlaysWhenAsked, REFUSE_AUTOPLAY, signIn, signUp, watchPage } from '../../support/web-page.ts';

/** Maximum bytes of the first load, compressed. */
const FIRST_LOAD_BYTES = 200_000;
const SCRIPT = 'Sunlight looks white, but it carries every colour.\n\nThat is why the sky is blue.';
/** Takes longer to make than a page in a slow network takes to cancel it. */
const LONG_SCRIPT = Array.from({ length: 60 }, (_, at) => `Chapter ${at + 1}. ${SCRIPT}`).join('\n\n');
/** 200 characters of several scripts, without a place to break. */
const LONG_NAME = `${'Unbreakable'.repeat(10)}${'漢字'.repeat(20)}${'é'.repeat(50)}`.slice(0, 200);

const ENABLE_TOTP = 'mutation ($input: EnableTotpInput!) { enableTotp(input: $input) { secret } }';
const CONFIRM_TOTP = 'mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes } }';
/** Chromium's preset for a slow mobile network: milliseconds, and bytes a second. */
const SLOW_NETWORK = { offline: false, latency: 400, downloadThroughput: 62_500, uploadThroughput: 62_500 };

const person = newPerson();
let oidc: Oidc;
let stripe: StripeStandIn;
let stack: Stack;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let filmUrl: string;

beforeAll(async () => {
  [oidc, stripe] = await Promise.all([openOidc(), openStripe(PRICES)]);
  stack = await startStack({
    env: {
      ...{ GOOGLE_CLIENT_ID: oidc.clientId, GOOGLE_CLIENT_SECRET: oidc.clientSecret, GOOGLE_ISSUER: oidc.issuer },
      ...{ STRIPE_API_URL: stripe.url, STRIPE_SECRET_KEY: stripe.key, STRIPE_WEBHOOK_SECRET: stripe.secret },
      STRIPE_CREDIT_PACKS: '100=price_pack',
    },
  });
  browser = await launchBrowser('--autoplay-policy=user-gesture-required');
  context = await browser.newContext({ viewport: WIDE });
  await context.addInitScript(REFUSE_AUTOPLAY);
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await endPrograms();
  await Promise.all([oidc?.close(), stripe?.close()]);
});

const tokens = async (): Promise<Tokens> =>
  (await gql<{ login: Tokens }>({ url: stack.url }, LOGIN, { input: { email: person.email, password: person.password } })).login;

/** Switches the second factor on. Returns the recovery codes. */
async function enableTotp(accessToken: string, input: { readonly password?: string }): Promise<readonly string[]> {
  const who = { url: stack.url, accessToken };
  const { enableTotp: enabled } = await gql<{ enableTotp: { secret: string } }>(who, ENABLE_TOTP, { input });
  const code = new TOTP({ secret: Secret.fromBase32(enabled.secret) }).generate();
  const { confirmTotp } = await gql<{ confirmTotp: { recoveryCodes: string[] } }>(who, CONFIRM_TOTP, { input: { code } });
  return confirmTotp.recoveryCodes;
}
const allowed = (): Set<string> => new Set([stack.url, stack.url.replace('http', 'ws'), stack.secrets()['S3_PUBLIC_ENDPOINT'] ?? '']);

describe('the studio', () => {
  it('loads in 200 kB, before anybody signs in', async () => {
    const session = await context.newCDPSession(page);
    let bytes = 0;
    await session.send('Network.enable');
    // The six pictures of looks come after it, and do not delay anything.
    const pictures = new Set<string>();
    session.on('Network.requestWillBeSent', ({ requestId, type }) => type === 'Image' && pictures.add(requestId));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (bytes += pictures.has(requestId) ? 0 : encodedDataLength));
    await page.goto(`${stack.url}/`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('load');
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
    await session.detach();
    await expectGood(page);
  });

  it('goes from a sign-up to a film that is watched while it is made, played without autoplay, and shared', async () => {
    const seen = watchPage(page);
    await page.goto(`${stack.url}/`);
    await page.getByText('Paste a script').click();
    await page.locator('#words').fill(SCRIPT);
    await page.getByLabel('Title').fill(LONG_NAME);
    await page.getByRole('button', { name: 'Make the film' }).click();
    await signUp(page, person);
    // What was typed before the sign-up is still there.
    expect(await page.locator('#words').inputValue()).toBe(SCRIPT);
    await page.getByText(/^At most \d+ credits?/).waitFor();
    await page
      .getByRole('button', { name: /Play a sample/ })
      .first()
      .waitFor();
    await expectGood(page);

    await page.getByRole('button', { name: 'Make the film' }).click();
    await page.waitForURL('**/films/*');
    filmUrl = page.url();
    await page.getByRole('progressbar').waitFor();
    await expectGood(page);
    await page.getByAltText('Scene 1').waitFor({ timeout: 180_000 });
    const film = page.locator('video');
    await film.waitFor({ timeout: 180_000 });
    const state = () =>
      film.evaluate((video) => [
        (video as unknown as { videoWidth: number }).videoWidth > 0,
        (video as unknown as { textTracks: { length: number } }).textTracks.length,
      ]);
    await expect.poll(state, PATIENT).toEqual([true, 1]);
    await expectPlaysWhenAsked(page);
    await expectGood(page);

    await page.getByRole('button', { name: 'Share' }).click();
    await expectGood(page);
    // Shorter than six characters: the words say so, and the next attempt counts.
    await page.getByLabel('Password (optional)').fill('short');
    await page.getByRole('button', { name: 'Create the link' }).click();
    await page
      .getByRole('alert')
      .getByText(/6 to 128 characters/)
      .waitFor();
    await page.getByLabel('Password (optional)').fill('');
    await page.getByRole('button', { name: 'Create the link' }).click();
    const link = await page.getByLabel('Link to the film').inputValue();
    await expectGood(page);
    await page.keyboard.press('Escape');
    const shared = await fetch(link);
    expect(shared.status).toBe(200);
    expect(await shared.text()).toContain('Comment and approve');

    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByLabel('Let people comment and approve').uncheck();
    await page.getByRole('button', { name: 'Create the link' }).click();
    const silent = await page.getByLabel('Link to the film').inputValue();
    const textOf = async () => (await fetch(silent)).text();
    expect(await textOf()).not.toContain('Comment and approve');
    // Reviews of a link can be switched on later.
    await page.getByRole('group', { name: /^Link/ }).getByRole('checkbox', { checked: false }).click();
    await expect.poll(textOf, PATIENT).toContain('Comment and approve');
    await page.keyboard.press('Escape');
    expect(seen.complaints).toEqual([]);
    expect([...seen.origins].filter((origin) => !allowed().has(origin))).toEqual([]);
  });

  it('stays signed in after a reload, with no secret in storage', async () => {
    await page.reload();
    await page.locator('.credits').waitFor();
    const { origins, cookies } = await context.storageState();
    const stored = JSON.stringify(origins);
    const [session] = cookies;
    expect(session).toMatchObject({ name: 'reelwright_session', httpOnly: true, sameSite: 'Strict', path: '/session' });
    expect(stored).not.toContain(session?.value);
    expect(stored).not.toMatch(/eyJ|Bearer/);
  });

  it('is as good at 375 px in the dark, at 1920 px, and with the keyboard', async () => {
    const narrow = await context.newPage();
    await narrow.setViewportSize(NARROW);
    await narrow.emulateMedia({ colorScheme: 'dark' });
    const seen = watchPage(narrow);
    for (const path of ['/', '/files', '/credits', '/showcase', new URL(filmUrl).pathname]) {
      await narrow.goto(`${stack.url}${path}`);
      await narrow.locator('.credits').waitFor();
      await narrow.getByRole('heading', { level: 1 }).waitFor();
      await expectGood(narrow);
    }
    await narrow.emulateMedia({ colorScheme: 'light' });
    await narrow.setViewportSize(DESK);
    await expectGood(narrow, 'the film at 1920 px');
    await narrow.goto(`${stack.url}/`);
    await narrow.getByText(LONG_NAME).waitFor();
    await expectGood(narrow, 'the studio at 1920 px');
    await narrow.setViewportSize(NARROW);
    await expectGood(narrow, 'the studio at 375 px with a film');
    await narrow.keyboard.press('Tab');
    await narrow.keyboard.press('Enter');
    expect(await narrow.evaluate('document.activeElement.id')).toBe('main');
    expect(seen.complaints).toEqual([]);
    await narrow.close();
  });

  it('shows credits that are bought on the page of Stripe as they arrive', async () => {
    const credits = async () => Number((await page.locator('.credits').innerText()).replaceAll(/\D/g, ''));
    await page.route('https://checkout.stripe.test/**', (route) => {
      const session = stripe.books.all('checkout.session').find(({ url }) => url === route.request().url());
      if (!session) throw new Error(`Stripe has no ${route.request().url()}`);
      stripe.books.complete(session.id);
      return route.fulfill({ status: 302, headers: { location: (session['_params'] as { success_url: string }).success_url } });
    });
    await page.goto(`${stack.url}/credits`);
    await page.locator('.credits').waitFor();
    const before = await credits();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Thank you.').waitFor();
    expect(await credits()).toBe(before);
    for (const event of stripe.takeEvents()) expect((await stripe.send(`${stack.url}/webhooks/stripe`, event)).status).toBe(200);
    await expect.poll(credits, PATIENT).toBe(before + 100);
    await page
      .locator('.credits-now')
      .getByText((before + 100).toLocaleString('en'))
      .waitFor();
    await expectGood(page);
  });

  it('signs in with Google, and asks for a second factor there and after a password', async () => {
    const who = newPerson();
    const own = await browser.newContext({ viewport: WIDE, locale: 'en' });
    const at = await own.newPage();
    await at.route(`${oidc.issuer}/authorize**`, async (route) => {
      const account = { sub: who.email, email: who.email, email_verified: true, name: who.name };
      const back = await oidc.signIn(route.request().url(), account);
      await route.fulfill({ status: 302, headers: { location: back.href } });
    });
    const signInWithGoogle = () => at.getByRole('button', { name: 'Continue with Google' }).click();
    const signOut = async () => {
      await at.locator('.menu summary').click();
      await at.getByRole('button', { name: 'Sign out' }).click();
      await at.getByRole('banner').getByRole('button', { name: 'Sign in' }).click();
    };
    await at.goto(`${stack.url}/`);
    await at.locator('#words').fill('Typed before the sign-in.');
    await at.getByRole('banner').getByRole('button', { name: 'Sign in' }).click();
    const session = at.waitForResponse((response) => response.url().endsWith('/session') && response.status() === 200);
    await signInWithGoogle();
    await at.locator('.credits').waitFor();
    expect(at.url()).toBe(`${stack.url}/`);
    expect(await at.locator('#words').inputValue()).toBe('Typed before the sign-in.');

    const { accessToken } = (await (await session).json()) as { accessToken: string };
    const [recoveryCode] = await enableTotp(accessToken, {});
    await signOut();
    await signInWithGoogle();
    const dialog = at.getByRole('dialog');
    await dialog.getByLabel('Code of your second factor').fill(recoveryCode ?? '');
    await expectGood(at);
    await signInWithGoogle();
    await at.locator('.credits').waitFor();

    const other = await register(stack.url);
    const [code] = await enableTotp(other.accessToken, { password: other.password });
    await signOut();
    await dialog.getByLabel('Email').fill(other.email);
    await dialog.getByLabel('Password').fill(other.password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.getByLabel('Code of your second factor').fill(code ?? '');
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await at.locator('.menu summary').click();
    await at.getByText(other.email).waitFor();
    await own.close();
  });

  it('shows progress in a slow network, and loses nothing', async () => {
    const slow = await context.newPage();
    const network = await context.newCDPSession(slow);
    await network.send('Network.enable');
    await network.send('Network.setCacheDisabled', { cacheDisabled: true });
    await network.send('Network.emulateNetworkConditions', SLOW_NETWORK);
    await slow.goto(`${stack.url}/files`, { waitUntil: 'commit' });
    await slow.locator('output .spinner').waitFor();
    await slow.locator('input[type=file]').waitFor({ state: 'attached', timeout: 60_000 });
    const buffer = Buffer.from(`title\n${'a row of a batch\n'.repeat(15_000)}`);
    await slow.locator('input[type=file]').setInputFiles({ name: 'slow.csv', mimeType: 'text/csv', buffer });
    const bar = slow.getByRole('progressbar', { name: 'slow.csv' });
    await expect.poll(async () => Number(await bar.getAttribute('value')), { timeout: 60_000, interval: 50 }).toBeGreaterThan(0);
    await bar.waitFor({ state: 'detached', timeout: 60_000 });
    await slow.getByRole('list', { name: 'Files' }).getByText('slow.csv').waitFor({ timeout: 60_000 });

    await slow.getByRole('link', { name: 'Reelwright' }).click();
    await slow.getByText('Paste a script').click({ timeout: 60_000 });
    await slow.locator('#words').fill(LONG_SCRIPT);
    await slow.getByLabel('Title').fill('Made in a slow network');
    await slow.getByRole('button', { name: 'Make the film' }).click();
    await slow.getByRole('button', { name: 'Starting' }).waitFor();
    await slow.waitForURL('**/films/*', { timeout: 60_000 });
    await slow.getByRole('heading', { name: 'Made in a slow network' }).waitFor({ timeout: 60_000 });
    await slow.getByRole('button', { name: 'Cancel the film' }).click();
    await slow.getByText('The film was canceled').waitFor({ timeout: 60_000 });
    await slow.close();
  });

  it('shows and searches 500 films', async () => {
    const { accessToken, workspace } = await tokens();
    const database = new Client({ connectionString: stack.secrets()['DATABASE_OWNER_URL'] });
    await database.connect();
    await database.query(
      `insert into jobs (id, workspace_id, type, status, title, input, spec, progress, step, sequence, created_at, started_at, finished_at)
       select uuidv7(make_interval(hours => -n)), $1, 'VIDEO', 'COMPLETED', 'An old film, number ' || n, '{}', '{}', 1, 'DELIVER', 1, at, at, at
       from generate_series(1, 500) n, lateral (select now() - make_interval(hours => n) as at) t`,
      [workspace.id],
    );
    await database.end();
    const filmCount = async () => {
      const { workspace: own } = await gql<{ workspace: { jobs: { totalCount: number } } }>(
        { url: stack.url, accessToken },
        'query ($id: ID!) { workspace(id: $id) { jobs(first: 1, filter: { type: [VIDEO] }) { totalCount } } }',
        { id: workspace.id },
      );
      return own.jobs.totalCount;
    };
    const count = await filmCount();
    expect(count).toBeGreaterThan(500);
    await page.goto(`${stack.url}/`);
    const cards = page.locator('.film-card:not(.placeholder)');
    const more = page.getByRole('button', { name: 'Show more' });
    for (let shown = 24; shown < count; shown += 24) {
      await expect.poll(() => cards.count(), PATIENT).toBe(shown);
      await more.click();
    }
    await expect.poll(() => cards.count(), PATIENT).toBe(count);
    await more.waitFor({ state: 'detached' });
    // The form above the list still takes what is typed.
    await page.locator('#words').fill('');
    await page.locator('#words').pressSequentially('Five hundred films');
    expect(await page.locator('#words').inputValue()).toBe('Five hundred films');
    await page.getByRole('searchbox').fill('number 321');
    await expect.poll(() => cards.count(), PATIENT).toBe(1);
    await cards.getByText('An old film, number 321').waitFor();
    await expectGood(page);
  });

  it('speaks German and Chinese', async () => {
    await page.goto(`${stack.url}/`);
    for (const [locale, words, look, voice] of [
      ['de', 'Vom Satz zum fertigen Film', 'Redaktionell', 'Englisch (USA), weiblich'],
      ['zh', '从一句话到一部影片', '编辑风格', '英语（美国，女声）'],
      ['en', 'From a sentence to a finished film', 'Editorial', 'English (US), female'],
    ] as const) {
      await page.locator('.menu summary').click();
      await page.locator('.menu-body select').nth(0).selectOption(locale);
      await page.getByRole('heading', { name: words }).waitFor();
      await page.getByRole('radio', { name: look }).waitFor();
      await page.getByText(voice, { exact: true }).waitFor();
      expect(await page.evaluate('document.documentElement.lang')).toBe(locale);
      await page.keyboard.press('Escape');
    }
  });

  it('connects again when the socket dies, and misses nothing', async () => {
    const other = await context.newPage();
    const sockets: WebSocketRoute[] = [];
    let away = false;
    await other.routeWebSocket(/\/graphql$/, (socket) => {
      if (away) {
        void socket.close({ code: 1012 });
        return;
      }
      sockets.push(socket);
      socket.connectToServer();
    });
    await other.goto(`${stack.url}/`);
    await expect.poll(() => sockets.length, PATIENT).toBeGreaterThan(0);
    await other.locator('.film-card').first().waitFor();
    away = true;
    for (const socket of sockets) await socket.close({ code: 1012 });
    await other.getByText('The connection was lost').waitFor();
    const me = await tokens();
    const input = { workspaceId: me.workspace.id, title: 'Made while away', script: 'One sentence.', resolution: 'P360' };
    await gql(
      { url: stack.url, accessToken: me.accessToken },
      'mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }',
      { input },
    );
    away = false;
    await other.getByText('Made while away').waitFor();
    await other.close();
  });

  it('asks for the password when the session ends in the middle, and continues where it was', async () => {
    await page.goto(`${stack.url}/`);
    await page.locator('.credits').waitFor();
    // The price is asked for before the end, and the question arrives after it.
    const end = Promise.withResolvers<undefined>();
    const asksPrice = (request: Request): boolean => request.postData()?.includes('estimateVideo') ?? false;
    await page.route(/\/graphql$/, async (route) => {
      if (asksPrice(route.request())) await end.promise;
      await route.fallback();
    });
    const asked = page.waitForRequest(asksPrice);
    await page.locator('#words').fill('Typed before the end of the session.');
    await asked;
    const { accessToken } = await tokens();
    await gql({ url: stack.url, accessToken }, 'mutation { logout(everywhere: true) }');
    await page.getByText('Your session has ended').waitFor();
    end.resolve(undefined);
    await expectGood(page);
    // Nor does the first read of the person take anything away, which fails after the sign-in.
    await page.locator('.films').evaluate((films) => void Object.assign(films, { isSame: true }));
    const isViewer = (request: Request): boolean => request.postData()?.includes('query Viewer') ?? false;
    await page.route(/\/graphql$/, (route) => (isViewer(route.request()) ? route.abort() : route.fallback()));
    const failed = page.waitForEvent('requestfailed', isViewer);
    await signIn(page, person);
    await failed;
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.waitForResponse((response) => isViewer(response.request()));
    expect(await page.locator('.films').evaluate((films) => (films as unknown as { isSame?: boolean }).isSame)).toBe(true);
    expect(await page.locator('#words').inputValue()).toBe('Typed before the end of the session.');
    await page.getByText(/^At most \d+ credits?/).waitFor();
  });
});

it('an upload continues after a reload and after the end of the browser', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'reelwright-profile-'));
  const store = `${stack.secrets()['S3_PUBLIC_ENDPOINT']}/**`;
  const file = { name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from(`title\n${'a row of a batch\n'.repeat(600_000)}`) };
  const isPart = (response: Response): boolean => response.request().method() === 'PUT';
  let own = await launchProfile(profile);
  try {
    const first = await own.newPage();
    // The first part arrives, and the second one never does.
    let parts = 0;
    await own.route(store, (route) => (route.request().method() === 'PUT' && (parts += 1) > 1 ? undefined : route.continue()));
    await first.goto(`${stack.url}/files`);
    await first.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await signIn(first, person);
    const firstPart = first.waitForResponse(isPart, { timeout: 60_000 });
    await first.locator('input[type=file]').setInputFiles(file);
    await first.getByRole('progressbar', { name: file.name }).waitFor();
    await firstPart;
    await expect.poll(() => parts, { timeout: 60_000 }).toBeGreaterThan(1);
    await first.reload();
    await first.getByRole('progressbar', { name: file.name }).waitFor();
    await own.close();

    own = await launchProfile(profile);
    const sent: number[] = [];
    const second = await own.newPage();
    second.on('request', (request) => request.method() === 'PUT' && sent.push(request.postDataBuffer()?.length ?? 0));
    const arrived = second.waitForResponse(isPart, { timeout: 60_000 });
    // Any page continues it.
    await second.goto(`${stack.url}/credits`);
    await arrived;
    await second.getByRole('link', { name: 'Files' }).click();
    await second.getByRole('progressbar', { name: file.name }).waitFor({ state: 'detached', timeout: 60_000 });
    await second.getByRole('list', { name: 'Files' }).getByText(file.name).waitFor();
    expect(sent).toHaveLength(1);
  } finally {
    await own.close();
    await rm(profile, { recursive: true, force: true });
  }
});
