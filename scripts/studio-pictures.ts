/**
 * Makes the pictures of README.md and docs/studio.md from the pages of the built program: `npm run docs:studio`. `--url` takes a running
 * installation instead of a new one.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { startStack } from '../test/support/stack.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/images' }, url: { type: 'string' } } });
const FILM_WITHIN_MS = 300_000;
const SCRIPT =
  'Sunlight looks white, but it carries every colour.\n\nIn the air, blue light is scattered far more than red. It reaches our eyes from everywhere.\n\nThat is why the sky is blue.';

const stack = values.url === undefined ? await startStack({ env: { SIGNUP_CREDITS: '1000' } }) : undefined;
try {
  await takePictures(values.url ?? stack?.url ?? '');
} finally {
  await stack?.stop();
}

async function takePictures(url: string): Promise<void> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  const picture = (name: string) => page.screenshot({ path: join(values.out, `${name}.png`) });
  await page.goto(`${url}/`);
  await page.getByText('Paste a script').click();
  await page.locator('#words').fill(SCRIPT);
  await page.locator('#title').fill('Why the sky is blue');
  await page.getByRole('button', { name: 'Make the film' }).click();
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill(`ada.${Date.now()}@example.org`);
  await page.getByLabel('Password').fill('nine quiet accordions');
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
  await browser.close();
}
