import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';

/** Without the networking ones, Chromium looks for its maker's hosts at every start. */
export const CHROMIUM = {
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: [
    ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    ...['--disable-component-update', '--disable-sync'],
  ],
};

export interface WebPage {
  readonly page: Page;
  /** Violations of the Content-Security-Policy, uncaught errors and requests to other hosts. */
  readonly complaints: readonly string[];
}

export interface WebPageOptions {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A page in a context of its own, in English, that notes what it should not do. */
export async function openWebPage(
  browser: Browser,
  url: string,
  { width = 1_280, colorScheme = 'light' }: WebPageOptions = {},
): Promise<WebPage> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale: 'en' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && hostname !== '127.0.0.1') complaints.push(`request to ${hostname}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.exposeFunction('reportViolation', (text: string) => complaints.push(text));
  await page.addInitScript(
    'addEventListener("securitypolicyviolation", (event) => reportViolation(`${event.violatedDirective} refused ${event.blockedURI}`))',
  );
  await page.goto(url);
  return { page, complaints };
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

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious and critical findings of axe, as `rule: first element`. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes[0].html))`);
}

/** Pixels by which the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
