/**
 * Makes the pictures of README.md and docs/studio.md from the pages of the built program: `npm run docs:studio`. `--url` takes a running
 * installation instead of a new one.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../test/support/browser.ts';
import { gql, LOGIN, type Tokens } from '../test/support/client.ts';
import { startStack } from '../test/support/stack.ts';

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
  await page.evaluate(
    'Promise.all(document.getAnimations().filter(({ effect }) => effect.getTiming().iterations === 1).map(({ finished }) => finished))',
  );
  await picture('studio-live');
  const film = page.locator('video');
  await film.waitFor({ timeout: FILM_WITHIN_MS });
  await page.waitForLoadState('networkidle');
  await picture('studio-film');
  await takeProjects(page, url, email);
  await browser.close();
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
