/** Makes the picture of the explorer in README.md, while it follows a film: `npm run docs:explorer`. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../test/support/browser.ts';
import { makeFilm, openExplorer, percent, signUp, watchFilm } from '../test/support/explorer.ts';
import { startStack } from '../test/support/stack.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/images/explorer.png' } } });
/** Late enough that some stages are done, early enough that others wait. */
const FROM_PERCENT = 40;

const stack = await startStack();
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await openExplorer(page, stack.url);
  await signUp(page, 'ada@example.org', 'nine quiet accordions');
  await makeFilm(page);
  await watchFilm(page);
  // The page forbids `eval`, which Playwright's own waiting needs.
  while ((await percent(page)) < FROM_PERCENT) await pause(50);
  await page.screenshot({ path: values.out });
  console.log(`${values.out}: at ${await percent(page)} %`);
} finally {
  await browser.close();
  await stack.stop();
}
