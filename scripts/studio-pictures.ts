/**
 * Makes the pictures of README.md, docs/studio.md, docs/administration.md and of reviews from the pages of the built program:
 * `npm run docs:studio`. `--url` takes a running installation instead of a new one, without the picture of its administration.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../test/support/browser.ts';
import { gql, LOGIN, type Tokens } from '../test/support/client.ts';
import { launch } from '../test/support/program.ts';
import { startStack, type Stack } from '../test/support/stack.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/images' }, url: { type: 'string' } } });
const FILM_WITHIN_MS = 300_000;
const PASSWORD = 'nine quiet accordions';
const SCRIPT =
  'Sunlight looks white, but it carries every colour.\n\nIn the air, blue light is scattered far more than red. It reaches our eyes from everywhere.\n\nThat is why the sky is blue.';

const pathOf = (name: string): string => join(values.out, `${name}.png`);

const stack = values.url === undefined ? await startStack({ env: { SIGNUP_CREDITS: '1000' } }) : undefined;
try {
  await takePictures(values.url ?? stack?.url ?? '');
} finally {
  await stack?.stop();
}

async function takePictures(url: string): Promise<void> {
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  const picture = (name: string) => page.screenshot({ path: pathOf(name) });
  await page.goto(`${url}/`);
  await page.getByText('Paste a script').click();
  await page.locator('#words').fill(SCRIPT);
  await page.locator('#title').fill('Why the sky is blue');
  await page.getByRole('button', { name: 'Make the film' }).click();
  await page.getByLabel('Your name').fill('Ada Lovelace');
  const email = `ada.${Date.now()}@example.org`;
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText(/^At most \d+ credits?/).waitFor();
  await picture('studio');
  await page.getByRole('button', { name: 'Make the film' }).click();
  const scene = page.getByAltText('Scene 2');
  await scene.waitFor({ timeout: FILM_WITHIN_MS });
  // Scenes fade in, and another one can arrive meanwhile.
  await page.evaluate(
    'Promise.all(document.getAnimations().filter(({ effect }) => effect.getTiming().iterations === 1).map(({ finished }) => finished.catch(() => undefined)))',
  );
  await picture('studio-live');
  const film = page.locator('video');
  await film.waitFor({ timeout: FILM_WITHIN_MS });
  await page.evaluate(
    'new Promise((done) => { const film = document.querySelector("video"); if (film.readyState > 0) done(); else film.addEventListener("loadedmetadata", () => done()); })',
  );
  await page.waitForLoadState('networkidle');
  await picture('studio-film');
  const filmUrl = page.url();
  await takeProjects(page, url, email);
  await takeReview(page, filmUrl);
  if (stack) await takeAdministration(page, email, stack);
  await browser.close();
}

/** What a person sees who has the link to the film. */
async function takeReview(page: Page, filmUrl: string): Promise<void> {
  await page.goto(filmUrl);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Create the link' }).click();
  await page.goto(await page.getByLabel('Link to the film').inputValue());
  await page.getByRole('link', { name: 'Comment and approve' }).click();
  await page.getByLabel('Your name').fill('Grace Hopper');
  await page.getByRole('button', { name: 'Begin' }).click();
  const video = page.locator('video');
  await video.waitFor();
  for (const [seconds, text] of [
    [2, 'The sky could be a little brighter here.'],
    [9, 'Lovely transition. Keep it.'],
  ] as const) {
    await video.evaluate((element, currentTime) => void Object.assign(element, { currentTime }), seconds);
    await page.getByText(`At 0:0${seconds}`).waitFor();
    await page.getByLabel('Write a comment').fill(text);
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.getByRole('article').filter({ hasText: text }).waitFor();
  }
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: pathOf('review') });
}

async function takeAdministration(page: Page, email: string, { url, dataDir }: Stack): Promise<void> {
  await launch(['admin', email], { DATA_DIR: dataDir }).ended;
  await page.goto(`${url}/admin`);
  await page.getByText('Alive').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: pathOf('admin') });
}

/** The project of the film, and a table whose rows are wrong. */
async function takeProjects(page: Page, url: string, email: string): Promise<void> {
  const { login } = await gql<{ login: Tokens }>({ url }, LOGIN, { input: { email, password: PASSWORD } });
  await gql(
    { url, accessToken: login.accessToken },
    'mutation ($input: CreatePromptTemplateInput!) { createPromptTemplate(input: $input) { id } }',
    {
      input: {
        ...{ workspaceId: login.workspace.id, name: 'Offer of the week', writes: 'SCRIPT', text: '{{product}} costs {{price}} euros.' },
        variables: ['product', 'price'].map((name) => ({ name, type: name === 'price' ? 'NUMBER' : 'STRING', required: true })),
      },
    },
  );
  await page.goto(`${url}/projects`);
  await page.locator('.film-card a').first().click();
  await page.getByRole('img', { name: 'A frame of scene 1' }).waitFor();
  await page.locator('.strip-scene img').nth(2).waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: pathOf('studio-project') });

  await page.goto(`${url}/projects`);
  await page.getByRole('button', { name: 'Films from a table' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Template').selectOption('Offer of the week');
  const buffer = Buffer.from('product,price\nA lamp,12.5\nA chair,forty\n,3\n');
  await dialog.locator('input[type=file]').setInputFiles({ name: 'offers.csv', mimeType: 'text/csv', buffer });
  await dialog.getByRole('region', { name: 'Problems of the rows' }).waitFor();
  await page.screenshot({ path: pathOf('studio-batch') });
}
