import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, WIDE } from '../../support/browser.ts';
import { gql, LOGIN, register, watch, type Person, type Tokens } from '../../support/client.ts';
import { generate, readJob } from '../../support/films.ts';
import { PATIENT } from '../../support/postgres.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { signInPage, watchPage, type Seen } from '../../support/web-page.ts';

/** Bytes of a film that one request of the page receives, so that it comes back for more. */
const PART_BYTES = 64 * 1024;
/** Milliseconds after which pages read their links again, and a little more. */
const RENEW_MS = 10 * 60_000 + 30_000;

let stack: Stack;
let browser: Browser;
let owner: Person;
let jobId: string;
let assetId: string;

beforeAll(async () => {
  stack = await startStack();
  browser = await launchBrowser('--autoplay-policy=no-user-gesture-required');
  owner = await register(stack.url);
  const sentence = 'The sky is blue because air scatters light, and the blue part of it most of all.';
  jobId = await generate(owner, { script: Array.from({ length: 8 }, () => sentence).join(' ') });
  await watch(owner, { jobId }).ended;
  assetId = (await readJob(owner, jobId)).video?.id ?? '';
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

interface SignedPage extends Seen {
  readonly page: Page;
  readonly film: Film;
  /** Ends the links of all answers so far. */
  readonly expireLinks: () => void;
  /** How many requests with expired links the store refused. */
  readonly refusals: () => number;
  /** Whether queries get no answer. */
  readonly network: { isAway: boolean };
}

interface Film {
  readonly state: () => Promise<{ readonly src: string; readonly at: number; readonly duration: number; readonly plays: boolean }>;
  readonly play: () => Promise<void>;
  readonly seek: (at: number) => Promise<void>;
}

interface Video {
  readonly src: string;
  readonly duration: number;
  readonly paused: boolean;
  currentTime: number;
  play(): Promise<void>;
}

function filmOf(page: Page): Film {
  const video = page.locator('video');
  return {
    state: () =>
      video.evaluate((element) => {
        const { src, currentTime, duration, paused } = element as unknown as Video;
        return { src, at: currentTime, duration, plays: !paused };
      }),
    play: () => video.evaluate((element) => (element as unknown as Video).play()),
    seek: (at) => video.evaluate((element, to) => void ((element as unknown as Video).currentTime = to), at),
  };
}

/** A part of a file of the store, by the link of an answer without its number. */
async function sendPart(route: Route): Promise<void> {
  const url = route
    .request()
    .url()
    .replace(/&answer=\d+/, '');
  const start = /^bytes=(\d+)-$/.exec(route.request().headers()['range'] ?? '')?.[1];
  const range = start === undefined ? {} : { range: `bytes=${start}-${Number(start) + PART_BYTES - 1}` };
  await route.fulfill({ response: await route.fetch({ url, headers: { ...route.request().headers(), ...range } }) });
}

/**
 * A signed-in page whose links expire when the test wants it: answers of the API number their links, and the store refuses those of earlier
 * answers. `isLate` is a page whose first links have expired already.
 */
async function openPage(path: string, { isLate = false } = {}): Promise<SignedPage> {
  const context = await browser.newContext({ viewport: WIDE, locale: 'en' });
  const page = await context.newPage();
  await page.clock.install();
  // Without a socket nothing but the failure reads a list again.
  if (isLate) await page.routeWebSocket(/\/graphql$/, () => undefined);
  const network = { isAway: false };
  let [answer, oldest, refusals] = [0, isLate ? 1 : 0, 0];
  await page.route(/\/graphql$/, async (route) => {
    if (network.isAway) return route.abort();
    const response = await route.fetch();
    const number = answer;
    return route.fulfill({ response, body: (await response.text()).replaceAll(/(X-Amz-Signature=[\da-f]+)/g, `$1&answer=${number}`) });
  });
  await page.route(`${stack.secrets()['S3_PUBLIC_ENDPOINT']}/**`, async (route) => {
    const number = Number(new URL(route.request().url()).searchParams.get('answer'));
    if (number >= oldest) return sendPart(route);
    refusals += 1;
    answer = oldest;
    return route.fulfill({ status: 403, body: 'AccessDenied' });
  });
  await page.goto(`${stack.url}/showcase`);
  const { refreshToken } = (await gql<{ login: Tokens }>(owner, LOGIN, { input: { email: owner.email, password: owner.password } })).login;
  await signInPage(page, refreshToken);
  const seen = watchPage(page);
  await page.goto(`${stack.url}${path}`);
  const expireLinks = (): void => {
    answer += 1;
    oldest = answer;
  };
  return { ...seen, page, film: filmOf(page), expireLinks, refusals: () => refusals, network };
}

/** Closes a page, which may be reading something. */
async function close(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
}

it.each([
  ['the page of a film', () => `/films/${jobId}`],
  ['the review room', () => `/assets/${assetId}/review`],
])('a film plays on when its link expires, %s', async (_, path) => {
  const { page, film, expireLinks, refusals, complaints } = await openPage(path());
  await page.locator('video').waitFor();
  await film.play();
  await expect.poll(async () => (await film.state()).at, PATIENT).toBeGreaterThan(0.2);
  expect((await film.state()).src).toContain('answer=0');
  const { duration } = await film.state();
  expireLinks();
  await film.seek(duration * 0.6);
  await expect.poll(async () => (await film.state()).src, PATIENT).toContain('answer=1');
  expect(refusals()).toBeGreaterThan(0);
  await expect.poll(async () => (await film.state()).at, PATIENT).toBeGreaterThan(duration * 0.6 + 0.2);
  expect((await film.state()).plays).toBe(true);
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(complaints).toEqual([]);
  await close(page);
});

it('links are read again before they expire, and the film that plays does not notice', async () => {
  const { page, film, expireLinks, network, complaints } = await openPage(`/films/${jobId}`);
  const download = page.getByRole('link', { name: 'Download', exact: true });
  await film.play();
  await film.seek(1);
  await expect.poll(async () => (await film.state()).at, PATIENT).toBeGreaterThan(1.2);
  const before = await film.state();
  // A read that fails takes nothing away.
  network.isAway = true;
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/graphql'));
  await page.clock.fastForward(RENEW_MS);
  await failed;
  expect((await film.state()).src).toBe(before.src);
  network.isAway = false;
  expireLinks();
  // The link is old now: the click waits for a new one, where the old one would show an error of the store.
  const saved = page.waitForEvent('download');
  await download.click();
  expect((await saved).url()).toContain('answer=1');
  expect(page.url()).toBe(`${stack.url}/films/${jobId}`);
  expect(await download.getAttribute('href')).toContain('answer=1');
  const after = await film.state();
  expect(after.src).toBe(before.src);
  expect(after.at).toBeGreaterThanOrEqual(before.at);
  expect(complaints).toEqual([]);
  await close(page);
});

it('pictures with expired links are loaded by new ones', async () => {
  const { page, refusals, complaints } = await openPage('/', { isLate: true });
  const picture = page.locator('.film-poster img').first();
  const width = () => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
  await expect.poll(width, PATIENT).toBeGreaterThan(0);
  expect(await picture.getAttribute('src')).toContain('answer=1');
  expect(refusals()).toBe(1);
  expect(complaints).toEqual([]);
  await close(page);
});
