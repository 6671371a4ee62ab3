import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, register, watch, type Person } from '../../support/client.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { generate, readJob } from '../../support/films.ts';
import { launch } from '../../support/program.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { expectGood, openWebPage, signInPage, takePicture, VIEWS, type View, type WebPage } from '../../support/web-page.ts';

/** A worker reports every 5 s and is silent after 15; the page must show it within 20. */
const SHOWN_WITHIN_MS = 20_000;
const PARTS = ['Operation', 'Jobs', 'Storage', 'Health', 'People', 'Settings'];

let folder: string;
let stack: Stack;
let browser: Browser;
let owner: Person;
let operator: Person;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelwright-admin-'));
  const { ffmpegPath, ffprobePath } = ffmpegs[0] ?? { ffmpegPath: '', ffprobePath: '' };
  // An ffmpeg that encodes nothing while the file `broken` is there.
  const wrapper = join(folder, 'ffmpeg');
  const refuses = `case " $* " in *" libx264 "*) [ -e '${folder}/broken' ] && exit 1;; esac`;
  writeFileSync(wrapper, `#!/bin/sh\n${refuses}\nexec '${ffmpegPath}' "$@"\n`, { mode: 0o755 });
  stack = await startStack({ env: { FFMPEG_PATH: wrapper, FFPROBE_PATH: ffprobePath } });
  browser = await launchBrowser();
  [owner, operator] = [await register(stack.url), await register(stack.url)];
  expect(await launch(['admin', operator.email], { DATA_DIR: stack.dataDir }).ended).toBe(0);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function openAdmin(person: Person, path = '/admin', view?: View): Promise<WebPage> {
  const opened = await openWebPage(browser, `${stack.url}/showcase`, view);
  const { login } = await gql<{ login: { refreshToken: string } }>(
    stack,
    'mutation ($input: LoginInput!) { login(input: $input) { refreshToken } }',
    { input: { email: person.email, password: person.password } },
  );
  await signInPage(opened.page, login.refreshToken);
  await opened.page.goto(stack.url + path);
  return opened;
}

it('shows nothing to people who are no administrators', async () => {
  const { page, complaints } = await openAdmin(owner);
  await page.getByRole('heading', { name: 'Only for administrators' }).waitFor();
  expect(await page.getByRole('navigation', { name: 'Administration' }).count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('shows a killed worker within 20 s, and a failed film that it starts again', async () => {
  writeFileSync(join(folder, 'broken'), '');
  const jobId = await generate(owner, { script: 'The sky is blue.' });
  await watch(owner, { jobId }).ended;
  const { page, complaints } = await openAdmin(operator);
  await page.getByText('Alive').first().waitFor();
  const retry = page.getByRole('button', { name: `Retry the job ${jobId.slice(-12)}` });
  await retry.waitFor();
  const worker = stack.program.log().findLast(({ msg }) => msg === 'worker is ready')?.pid;
  process.kill(Number(worker), 'SIGKILL');
  await page.getByText('Silent').first().waitFor({ timeout: SHOWN_WITHIN_MS });
  await takePicture(page, 'admin with a silent worker');
  rmSync(join(folder, 'broken'));
  await retry.click();
  await page.getByText('The job starts again.').waitFor();
  expect(await watch(owner, { jobId }).ended).toBe('completed');
  expect(await readJob(owner, jobId)).toMatchObject({ status: 'COMPLETED' });
  await retry.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('suspends a person, pauses the queue and changes a setting', async () => {
  const { page, complaints } = await openAdmin(operator, '/admin/users');
  await page.getByLabel('Name or email address').fill(owner.email);
  await page.getByRole('button', { name: `Suspend ${owner.name}` }).click();
  await page.getByLabel(/Reason/).fill('Spam.');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('Spam.').waitFor();
  await page.getByRole('button', { name: 'Reinstate' }).click();
  await page.getByRole('button', { name: `Suspend ${owner.name}` }).waitFor();
  await page.getByRole('link', { name: 'Operation' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused').waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('With an invitation').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const { settings } = await gql<{ settings: object }>(operator, '{ settings { registration { value source } } }');
  expect(settings).toEqual({ registration: { value: 'INVITE', source: 'DATABASE' } });
  expect(complaints).toEqual([]);
  await page.context().close();
});

it.each(VIEWS)('every part can be read, %s', async (name, view) => {
  const { page, complaints } = await openAdmin(operator, '/admin', view);
  for (const part of PARTS) {
    await page.getByRole('link', { name: part, exact: true }).click();
    await page.getByRole('region', { name: part, exact: true }).locator('h2').first().waitFor();
    await expectGood(page, part);
    await takePicture(page, `admin ${part}, ${name}`);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});
