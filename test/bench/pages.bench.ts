import type { Browser } from 'playwright-core';
import { launchBrowser, WIDE } from '../support/browser.ts';
import { startStack } from '../support/stack.ts';
import { median } from './figures.ts';
import { OURS, type BenchReport } from './report/result.ts';

const VISITS = 5;

interface Visit {
  /** From the request of the page until it takes words, on the clock of the page. */
  readonly usableMs: number;
  /** Everything but the pictures of looks, which come later, compressed. */
  readonly bytes: number;
}

/** The form is there and drawn: `usableAt` resolves to the time since the request of the page. */
const NOTE_USABLE = `globalThis.usableAt = new Promise((resolve) => {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('#words')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
  }).observe(document, { childList: true, subtree: true });
})`;

/** A visit of somebody who was never here: with nothing in the cache. */
async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: WIDE, locale: 'en' });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const pictures = new Set<string>();
    let bytes = 0;
    await session.send('Network.enable');
    session.on('Network.requestWillBeSent', ({ requestId, type }) => type === 'Image' && pictures.add(requestId));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (bytes += pictures.has(requestId) ? 0 : encodedDataLength));
    await page.addInitScript(NOTE_USABLE);
    await page.goto(url);
    await page.locator('#words').fill('Why the sky is blue');
    await page.getByText('19 of 4,000').waitFor();
    return { usableMs: await page.evaluate<number>('globalThis.usableAt'), bytes };
  } finally {
    await context.close();
  }
}

/** The studio in headless Chromium, beside the whole program on the same processors. */
export async function benchPages(): Promise<BenchReport> {
  const stack = await startStack();
  const browser = await launchBrowser();
  try {
    await visit(browser, stack.url);
    const visits: Visit[] = [];
    for (let run = 0; run < VISITS; run += 1) visits.push(await visit(browser, stack.url));
    const times = visits.map(({ usableMs }) => usableMs);
    const [usable, size] = [median(times), median(visits.map(({ bytes }) => bytes)) / 1_000];
    return {
      sentences: [
        `First load of the studio in headless Chromium until the form takes words, ${VISITS} visits with an empty cache: median ${usable.toFixed(0)} ms (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}), ${size.toFixed(0)} kB compressed.`,
      ],
      measures: [
        { id: 'pages', name: 'First load of the studio, usable', unit: 'ms', values: { [OURS]: usable }, goals: [{ atMost: 1_500 }] },
        { id: 'pages', name: 'First load of the studio, compressed', unit: 'kB', values: { [OURS]: size }, goals: [{ atMost: 200 }] },
      ],
    };
  } finally {
    await browser.close();
    await stack.stop();
  }
}
