import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { NARROW, WIDE } from './browser.ts';
import { PATIENT } from './postgres.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a page asked for and complained about. Violations of the Content-Security-Policy are complaints, as are requests to other hosts. */
export interface Seen {
  readonly origins: Set<string>;
  readonly complaints: string[];
}

/** Notes what a page does from now on. Lost connections that a test causes are no complaint. */
export function watchPage(page: Page): Seen {
  const seen: Seen = { origins: new Set(), complaints: [] };
  page.on('request', (request) => {
    const { protocol, hostname, origin } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'blob:') return;
    seen.origins.add(origin);
    if (hostname !== '127.0.0.1') seen.complaints.push(`request to ${hostname}`);
  });
  page.on('websocket', (socket) => seen.origins.add(new URL(socket.url()).origin));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/net::ERR_|Failed to load resource|WebSocket/.test(message.text()))
      seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  return seen;
}

export interface WebPage extends Seen {
  readonly page: Page;
}

/** How a test looks at pages: at a desk by day, or on a telephone in the dark. */
export const VIEWS = [
  ['wide and light', { viewport: WIDE, colorScheme: 'light' }],
  ['narrow and dark', { viewport: NARROW, colorScheme: 'dark' }],
] as const;
export type View = (typeof VIEWS)[number][1];

/** A browser without autoplay: scripts cannot begin to play, people can, with the controls of the player. */
export const REFUSE_AUTOPLAY = `HTMLMediaElement.prototype.play = function () {
  return Promise.reject(new DOMException('play() can only be initiated by a user gesture.', 'NotAllowedError'));
}`;

interface Video {
  readonly controls: boolean;
  readonly currentTime: number;
  readonly paused: boolean;
  readonly poster: string;
}

/** The player of the page shows a picture and its controls, and plays once somebody asks it to, here with the keyboard. */
export async function expectPlaysWhenAsked(page: Page): Promise<void> {
  const film = page.locator('video');
  const before = await film.evaluate(async (video) => {
    const { controls, paused, poster } = video as unknown as Video;
    const { Image } = globalThis as unknown as { Image: new () => { src: string; naturalWidth: number; decode(): Promise<void> } };
    const picture = Object.assign(new Image(), { src: poster });
    await picture.decode();
    return { controls, paused, hasPicture: picture.naturalWidth > 0 };
  });
  expect(before).toEqual({ controls: true, paused: true, hasPicture: true });
  await film.focus();
  await page.keyboard.press('Space');
  await expect.poll(() => film.evaluate((video) => (video as unknown as Video).currentTime), PATIENT).toBeGreaterThan(0);
  await film.evaluate((video) => (video as unknown as { pause(): void }).pause());
}

/** A page in a context of its own, in English, that notes what it should not do. */
export async function openWebPage(browser: Browser, url: string, view: View = VIEWS[0][1]): Promise<WebPage> {
  const context = await browser.newContext({ ...view, locale: 'en' });
  const page = await context.newPage();
  const seen = watchPage(page);
  await page.exposeFunction('reportViolation', (text: string) => seen.complaints.push(text));
  await page.addInitScript(
    'addEventListener("securitypolicyviolation", (event) => reportViolation(`${event.violatedDirective} refused ${event.blockedURI}`))',
  );
  await page.addInitScript(REFUSE_AUTOPLAY);
  await page.goto(url);
  return { page, ...seen };
}

/** A finding in the elements of a library that only the library can repair. */
export interface KnownFinding {
  readonly rule: string;
  /** A class of the elements. */
  readonly className: string;
  readonly reason: string;
}

interface Finding {
  readonly rule: string;
  readonly html: string;
}

/** Serious and critical findings of axe, one for each element. */
async function seriousFindings(page: Page): Promise<readonly Finding[]> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => ({ rule: id, html: html.slice(0, 160) }))))`);
}

/** The page passes axe and is not wider than its window. `where` names it in a failure. */
export async function expectGood(page: Page, where?: string, known: readonly KnownFinding[] = []): Promise<void> {
  // Colours and places are judged once everything has faded and moved; what turns for ever is left out.
  await page.evaluate(
    `Promise.all(document.getAnimations().filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime)).map(({ finished }) => finished.catch(() => undefined)))`,
  );
  const isKnown = ({ rule, html }: Finding): boolean =>
    known.some((one) => one.rule === rule && (/ class="([^"]*)"/.exec(html)?.[1] ?? '').split(' ').includes(one.className));
  expect(
    (await seriousFindings(page)).filter((finding) => !isKnown(finding)),
    where,
  ).toEqual([]);
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect(overflow, where).toBeLessThanOrEqual(0);
}

/** With `WEB_SCREENSHOTS=folder` tests leave pictures of pages there. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env['WEB_SCREENSHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** Signs in as pages do after the form: the refresh token moves into the cookie of `/session`. */
export async function signInPage(page: Page, refreshToken: string): Promise<void> {
  const status = await page.evaluate(
    async (token) =>
      (
        await fetch('/session', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ refreshToken: token }),
        })
      ).status,
    refreshToken,
  );
  if (status !== 200) throw new Error(`/session answered ${status}`);
}

/** Signs up in the dialog that is open. */
export async function signUp(page: Page, { name, email, password }: { name: string; email: string; password: string }): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.locator('.credits').waitFor();
}

/** Signs in in the dialog that is open. */
export async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Email').fill(email);
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}
