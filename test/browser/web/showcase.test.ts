import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, register, watch, type Person } from '../../support/client.ts';
import { generate, readJob } from '../../support/films.ts';
import { PATIENT } from '../../support/postgres.ts';
import { launch } from '../../support/program.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { expectGood, openWebPage, takePicture, VIEWS } from '../../support/web-page.ts';

const CONSENT = 'mutation ($assetId: ID!) { giveShowcaseConsent(assetId: $assetId) { givenAt } }';
const SHOW = 'mutation ($input: CreateShowcaseItemInput!) { createShowcaseItem(input: $input) { id state } }';
/** Presses of Tab within which a keyboard reaches the first film. */
const MAX_TABS = 30;

let stack: Stack;
let browser: Browser;
/** The showcase is for everybody: here nothing else is served to people. */
const env = { STUDIO_PAGE: 'off' };
let secondId: string;

beforeAll(async () => {
  stack = await startStack({ env });
  browser = await launchBrowser('--autoplay-policy=user-gesture-required');
  const owner = await register(stack.url);
  expect(await launch(['admin', owner.email], { DATA_DIR: stack.dataDir }).ended).toBe(0);
  await show(
    owner,
    { script: 'The sky is blue because air scatters light.' },
    { title: 'Why the sky is blue', category: 'Nature', captions: false },
  );
  secondId = await show(owner, { script: 'Bread rises.', aspectRatio: 'PORTRAIT_9_16' }, { title: 'Bread <b>& salt</b>', captions: true });
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Makes a film, and shows it to everybody. Returns the id of its item. */
async function show(owner: Person, film: object, item: object): Promise<string> {
  const jobId = await generate(owner, { ...film });
  await watch(owner, { jobId }).ended;
  const assetId = (await readJob(owner, jobId)).video?.id ?? '';
  await gql(owner, CONSENT, { assetId });
  const input = { assetId, placement: 'GALLERY', ...item };
  const { createShowcaseItem } = await gql<{ createShowcaseItem: { id: string; state: string } }>(owner, SHOW, { input });
  expect(createShowcaseItem.state).toBe('SHOWN');
  return createShowcaseItem.id;
}

interface Track {
  readonly mode: string;
  readonly cues: { readonly length: number } | null;
}

const tracksOf = (page: Page): Promise<readonly (readonly [string, boolean])[]> =>
  page.locator('video').evaluateAll((videos) =>
    videos.map((video) => {
      const [track] = (video as unknown as { textTracks: Iterable<Track> }).textTracks;
      return [track?.mode ?? 'none', (track?.cues?.length ?? 0) > 0] as const;
    }),
  );

/** Goes to a film with the keyboard alone, and plays it. */
async function playByKeyboard(page: Page): Promise<void> {
  for (let tabs = 0; tabs < MAX_TABS && (await page.evaluate('document.activeElement.tagName')) !== 'VIDEO'; tabs += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  const at = () => page.evaluate<number>('document.activeElement.currentTime');
  await expect.poll(at, PATIENT).toBeGreaterThan(0);
  await page.keyboard.press('Space');
  expect(await page.evaluate<boolean>('document.activeElement.paused')).toBe(true);
}

it.each(VIEWS)('the showcase has its films with captions, which a keyboard plays, %s', async (name, view) => {
  const { page, origins, complaints } = await openWebPage(browser, `${stack.url}/showcase`, view);
  const titles = page.locator('.showcase-film h2');
  await expect.poll(() => titles.allInnerTexts(), PATIENT).toEqual(['Why the sky is blue', 'Bread <b>& salt</b>']);
  await page.locator('.showcase-film').first().getByText('Nature').waitFor();
  // Captions are there for every film, and shown where the showcase says so.
  await expect
    .poll(() => tracksOf(page), PATIENT)
    .toEqual([
      ['disabled', false],
      ['showing', true],
    ]);
  await playByKeyboard(page);
  await expectGood(page);
  await takePicture(page, `showcase ${name}`);
  // Everybody may see it: there is no way to sign in, and no page behind one.
  expect(await page.getByRole('button', { name: 'Sign in' }).count()).toBe(0);
  expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual(['Showcase']);
  expect([...origins]).toEqual([stack.url]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('the address of a film opens it first', async () => {
  const { page, complaints } = await openWebPage(browser, `${stack.url}/showcase?film=${secondId}`);
  const titles = page.locator('.showcase-film h2');
  await expect.poll(() => titles.allInnerTexts(), PATIENT).toEqual(['Bread <b>& salt</b>', 'Why the sky is blue']);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it.each(VIEWS)('STUDIO_PAGE=off leaves links to what there is, and no page behind a sign-in, %s', async (_, view) => {
  const { page, complaints } = await openWebPage(browser, `${stack.url}/`, view);
  await expectGood(page);
  expect(await page.getByRole('link').allInnerTexts()).toEqual(['API explorer', 'Schema of the API', 'Showcase']);
  await page.getByRole('link', { name: 'Showcase' }).click();
  await page.getByRole('heading', { name: 'Why the sky is blue' }).waitFor();
  await page.getByRole('link', { name: 'Reelwright' }).click();
  await page.getByRole('link', { name: 'API explorer' }).waitFor();
  for (const path of ['/files', '/projects', '/credits', '/admin']) expect((await page.goto(`${stack.url}${path}`))?.status()).toBe(404);
  expect(complaints).toEqual([]);
  await page.context().close();
});
