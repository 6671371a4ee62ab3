import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, refused, register, watch, type Person } from '../../support/client.ts';
import { generate, readJob } from '../../support/films.ts';
import { sendFile } from '../../support/projects.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { expectGood, openWebPage, signInPage, takePicture, VIEWS } from '../../support/web-page.ts';

const TITLE = 'Why the sky is blue';
const STATUS = 'query ($id: ID!) { asset(id: $id) { status } }';
const DELETE_ASSET = 'mutation ($id: ID!) { deleteAsset(id: $id) { id } }';

let stack: Stack;
let browser: Browser;
let person: Person;
let page: Page;
let film: string;
let video: string;
let file: string;

const statusOf = async (id: string): Promise<string> => (await gql<{ asset: { status: string } }>(person, STATUS, { id })).asset.status;
/** The words of the element with the focus. */
const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent');

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
  person = await register(stack.url);
  file = await sendFile(person, 'notes.csv', 'text/csv', Buffer.from('title\nA row\n'));
  film = await generate(person, { title: TITLE, script: 'The sky is blue.', voice: 'NONE' });
  await watch(person, { jobId: film }).ended;
  video = (await readJob(person, film)).video?.id ?? '';
  await vi.waitUntil(async () => (await statusOf(file)) === 'READY', { timeout: 30_000 });
  ({ page } = await openWebPage(browser, `${stack.url}/showcase`));
  await signInPage(page, person.refreshToken);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

it('a deleted file comes back by the notice, and later by the list of deleted files', async () => {
  await page.goto(`${stack.url}/files`);
  const files = page.getByRole('list', { name: 'Files', exact: true });
  const remove = page.getByRole('button', { name: 'Delete notes.csv' });
  await remove.click();
  await page.getByText('notes.csv was deleted.').waitFor();
  await remove.waitFor({ state: 'detached' });
  await expectGood(page, 'the notice');
  await page.getByRole('button', { name: 'Undo' }).click();
  await files.getByText('notes.csv').waitFor();
  expect(await statusOf(file)).toBe('READY');

  await remove.click();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
  await page.getByText('Deleted files').click();
  await page.getByText(/can be restored until \w+ \d+, \d{4}/).waitFor();
  await expectGood(page, 'the deleted files');
  await takePicture(page, 'deleted files');
  await page.getByRole('button', { name: 'Restore notes.csv' }).click();
  await files.getByText('notes.csv').waitFor();
  await page.getByText('There is nothing to restore.').waitFor();
  expect(await statusOf(file)).toBe('READY');
});

it.each(VIEWS)('a film whose video was deleted says so, and how it comes back, %s', async (name, view) => {
  await page.setViewportSize(view.viewport);
  await page.emulateMedia({ colorScheme: view.colorScheme });
  await gql(person, DELETE_ASSET, { id: video });
  await page.goto(`${stack.url}/films/${film}`);
  await page.getByRole('heading', { name: 'The video of this film was deleted' }).waitFor();
  await page.getByText(/It can be restored until \w+ \d+, \d{4}/).waitFor();
  await page.getByRole('link', { name: 'Open the project to render it again' }).waitFor();
  await expectGood(page);
  await takePicture(page, `gone film, ${name}`);
  await page.getByRole('button', { name: 'Restore the video' }).click();
  await page.locator('video').waitFor();
  expect(await statusOf(video)).toBe('READY');
});

it('comments and links are deleted after a question', async () => {
  await gql(person, 'mutation ($input: CreateCommentInput!) { createComment(input: $input) { id } }', {
    input: { assetId: video, text: 'Too loud.' },
  });
  await page.goto(`${stack.url}/assets/${video}/review`);
  await page.getByRole('button', { name: 'Delete your comment' }).click();
  const question = page.getByRole('alertdialog');
  await expectGood(page);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Too loud.').waitFor();
  await page.getByRole('button', { name: 'Delete your comment' }).click();
  await question.getByRole('button', { name: 'Delete the comment' }).click();
  await page.getByText('Too loud.').waitFor({ state: 'detached' });

  await page.goto(`${stack.url}/films/${film}`);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Create the link' }).click();
  const link = await page.getByLabel('Link to the film').inputValue();
  await page.getByRole('button', { name: 'End it' }).click();
  await expectGood(page);
  // Escape closes the question alone: the dialog behind it shows the link only once.
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Link to the film').inputValue()).toBe(link);
  await page.getByRole('button', { name: 'End it' }).click();
  expect((await fetch(link)).status).toBe(200);
  await question.getByRole('button', { name: 'End it' }).click();
  await question.waitFor({ state: 'detached' });
  expect((await fetch(link)).status).toBe(404);
  await page.keyboard.press('Escape');
});

it('a film is deleted after a question that names it, with the focus where people expect it', async () => {
  await page.goto(`${stack.url}/films/${film}`);
  const remove = page.getByRole('main').getByRole('button', { name: 'Delete the film' }).first();
  const question = page.getByRole('alertdialog', { name: `Delete “${TITLE}”?` });
  await remove.focus();
  await page.keyboard.press('Enter');
  await question.waitFor();
  expect(await question.getAttribute('aria-describedby')).toBeTruthy();
  expect(await focused()).toBe('Cancel');
  await expectGood(page);
  await takePicture(page, 'question');
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(await focused()).toBe('Delete the film');
  await page.keyboard.press('Enter');
  // Enter once more cancels: nothing is lost by impatience.
  await question.waitFor();
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'detached' });
  expect(await focused()).toBe('Delete the film');
  expect((await readJob(person, film)).status).toBe('COMPLETED');

  await remove.click();
  await question.getByRole('button', { name: 'Delete the film' }).click();
  await page.waitForURL(`${stack.url}/`);
  await page.getByText(`${TITLE} was deleted.`).waitFor();
  await page.getByText('Your first film will appear here').waitFor();
  expect((await refused(person, 'query ($id: ID!) { job(id: $id) { id } }', { id: film })).extensions.code).toBe('NOT_FOUND');
  expect(await statusOf(video)).toBe('READY');
});
