import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, NARROW, WIDE } from '../../support/browser.ts';
import { gql, LOGIN, type Tokens } from '../../support/client.ts';
import { newPerson, type NewPerson } from '../../support/factories.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { expectGood, expectPlaysWhenAsked, openWebPage, signUp, takePicture } from '../../support/web-page.ts';

const TITLE = 'Why the sky is blue';
/** Words of two scenes: shorter ones would become one. */
const SCRIPT =
  'Sunlight looks white to us, but it carries every colour of the rainbow.\n\nThe air scatters blue light much more than red light, so the sky is blue.';
/** Films of this preset are made in seconds. */
const SMALL = { name: 'Small', resolution: 'P360', fps: 24, voice: 'NONE', musicMood: 'none' };

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser('--autoplay-policy=user-gesture-required')]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function preferSmallFilms({ email, password }: NewPerson): Promise<void> {
  const { login } = await gql<{ login: Tokens }>({ url: stack.url }, LOGIN, { input: { email, password } });
  const api = { url: stack.url, accessToken: login.accessToken };
  const workspaceId = login.workspace.id;
  const { createPreset } = await gql<{ createPreset: { id: string } }>(
    api,
    'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }',
    { input: { workspaceId, ...SMALL } },
  );
  await gql(api, 'mutation ($input: SetDefaultPresetInput!) { setDefaultPreset(input: $input) { id } }', {
    input: { workspaceId, presetId: createPreset.id },
  });
}

/** Makes a film, watches it while it is made, and plays it. */
async function makeFilm(page: Page, person: NewPerson): Promise<void> {
  await page.getByText('Paste a script').click();
  await page.locator('#words').fill(SCRIPT);
  await page.getByLabel('Title').fill(TITLE);
  await page.getByRole('button', { name: 'Make the film' }).click();
  await expectGood(page, 'the sign-up');
  await signUp(page, person);
  await preferSmallFilms(person);
  await page.getByText(/^At most \d+ credits?/).waitFor();
  await expectGood(page, 'the studio');
  await page.getByRole('button', { name: 'Make the film' }).click();
  await page.waitForURL('**/films/*');
  await page.getByRole('progressbar').waitFor();
  await expectGood(page, 'a film in the making');
  await page.locator('video').waitFor({ timeout: 60_000 });
  await expectPlaysWhenAsked(page);
  await expectGood(page, 'the film');
}

/** Changes one scene of the project of the film, and renders it again. */
async function renderAgain(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('link', { name: TITLE }).first().click();
  await page.getByRole('button', { name: /^Scene 2:/ }).click();
  await page.getByLabel('Narration', { exact: true }).fill('The air scatters blue light far more than red light, so the sky looks blue.');
  await page.getByText('Saved', { exact: true }).waitFor();
  await expectGood(page, 'the project');
  await page.getByRole('button', { name: 'Render again' }).click();
  await page.getByRole('progressbar', { name: 'Progress of the film' }).waitFor();
  await page.getByText(/parts? w\w+ made, \d+ reused/).waitFor({ timeout: 60_000 });
  await expectGood(page, 'the project with its film');
}

/** Creates a link to the newest film; returns its URL. */
async function share(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Download and share' }).click();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Create the link' }).click();
  const link = await page.getByLabel('Link to the film').inputValue();
  await expectGood(page, 'the links');
  await page.keyboard.press('Escape');
  return link;
}

/** Comments on the film and approves it, without an account. */
async function approve(page: Page): Promise<void> {
  await expectGood(page, 'the page of the link');
  await page.getByRole('link', { name: 'Comment and approve' }).click();
  await page.getByLabel('Your name').fill('Ada');
  await expectGood(page, 'the name of the reviewer');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByLabel('Write a comment').fill('The second scene is better now.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await page.getByRole('article', { name: 'Comment by Ada' }).waitFor();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await page.locator('.review-decision').getByText('Approved').waitFor();
  await expectGood(page, 'the review');
}

const SIZES = [
  ['1280', WIDE],
  ['375', NARROW],
] as const;
const SCHEMES = ['light', 'dark'] as const;
const RUNS = SIZES.flatMap(([width, viewport]) => SCHEMES.map((colorScheme) => ({ width, viewport, colorScheme })));

it.each(RUNS)('from the sign-up to the approval, at $width px, $colorScheme', async ({ width, viewport, colorScheme }) => {
  const view = { viewport, colorScheme } as Parameters<typeof openWebPage>[2];
  const { page, complaints } = await openWebPage(browser, stack.url, view);
  await makeFilm(page, newPerson());
  await renderAgain(page);
  const reviewer = await openWebPage(browser, await share(page), view);
  await approve(reviewer.page);
  await page.getByRole('link', { name: 'Comments' }).click();
  await page.getByText('The second scene is better now.').waitFor();
  await page.locator('.review-decision').getByText('Approved').waitFor();
  await expectGood(page, 'the review of a member');
  await takePicture(page, `review of a member, ${width} ${colorScheme}`);
  expect([...complaints, ...reviewer.complaints]).toEqual([]);
  await Promise.all([page.context().close(), reviewer.page.context().close()]);
});
