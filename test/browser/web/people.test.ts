import { Secret, TOTP } from 'otpauth';
import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, LOGIN, register, watch, type Person, type Tokens } from '../../support/client.ts';
import { newPerson, type NewPerson } from '../../support/factories.ts';
import { generate, readJob } from '../../support/films.ts';
import { PATIENT } from '../../support/postgres.ts';
import { importProject } from '../../support/projects.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { expectGood, openWebPage, signIn, signInPage, signUp } from '../../support/web-page.ts';

/** Takes longer to make than a page takes to look at it. */
const LONG_SCRIPT = Array.from({ length: 60 }, () => 'Sunlight looks white, but it carries every colour.').join('\n\n');

let stack: Stack;
let browser: Browser;
let owner: Person;
let film: string;
let video: string;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
  owner = await register(stack.url);
  film = await generate(owner, { script: 'The sky is blue.', voice: 'NONE' });
  await watch(owner, { jobId: film }).ended;
  video = (await readJob(owner, film)).video?.id ?? '';
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const logIn = async ({ email, password }: NewPerson): Promise<Tokens> =>
  (await gql<{ login: Tokens }>({ url: stack.url }, LOGIN, { input: { email, password } })).login;

/** A page of a person, in a browser of its own with a session of its own. */
async function openAs(person: Person, path: string): Promise<Page> {
  const { page } = await openWebPage(browser, `${stack.url}/showcase`);
  await signInPage(page, (await logIn(person)).refreshToken);
  await page.goto(stack.url + path);
  await page.locator('.credits').waitFor();
  return page;
}

it('spaces at the ends of a password belong to it', async () => {
  const person = { ...newPerson(), password: '  a sentence that ends with a space ' };
  const { page } = await openWebPage(browser, stack.url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'I am new here' }).click();
  await signUp(page, person);
  expect((await logIn(person)).user.email).toBe(person.email);
  await page.context().clearCookies();
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await signIn(page, person);
  await page.context().close();
});

it('the next person in the tab finds nothing of the first one', async () => {
  const page = await openAs(owner, '/');
  await page.locator('#words').fill('Words of the first person.');
  await signInPage(page, (await register(stack.url)).refreshToken);
  await page.reload();
  await page.locator('.credits').waitFor();
  expect(await page.locator('#words').inputValue()).toBe('');
  await page.context().close();
});

it('a film is shown as the role in its workspace allows, whichever workspace the pages show', async () => {
  const guest = await register(stack.url);
  const database = new Client({ connectionString: stack.secrets()['DATABASE_OWNER_URL'] });
  await database.connect();
  const insert = 'insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)';
  await database.query(insert, [owner.workspaceId, guest.userId, 'VIEWER']);
  await database.end();
  await gql(owner, 'mutation ($input: CreateCommentInput!) { createComment(input: $input) { id } }', {
    input: { assetId: video, text: 'Too loud.' },
  });
  const page = await openAs(guest, `/films/${film}`);
  await page.getByRole('link', { name: 'Download' }).waitFor();
  expect(await buttons(page)).toEqual([]);
  await page.goto(`${stack.url}/assets/${video}/review`);
  await page.getByText('Too loud.').waitFor();
  expect(await page.getByRole('button', { name: /Resolve|Delete/ }).count()).toBe(0);

  const running = await generate(owner, { script: LONG_SCRIPT });
  await page.goto(`${stack.url}/films/${running}`);
  await page.locator('.live-film').waitFor();
  expect(await buttons(page)).toEqual([]);
  await gql(owner, 'mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id: running });
  await page.getByText('The film was canceled').waitFor();

  // The other way round: the film is of the owner, who looks at a workspace as a viewer.
  const own = await generate(guest, { script: 'The sky is blue.', voice: 'NONE' });
  await watch(guest, { jobId: own }).ended;
  await page.evaluate((id) => localStorage.setItem('reelwright:workspace', id), owner.workspaceId);
  await page.goto(`${stack.url}/films/${own}`);
  await page.getByRole('link', { name: 'Download' }).waitFor();
  expect(await buttons(page)).toEqual(['Share', 'Delete the film']);
  await page.context().close();
});

/** What people can do on the page. */
const buttons = (page: Page): Promise<string[]> => page.locator('main').getByRole('button').allInnerTexts();

it('a sign-out asks first when words have not reached the server, and then leaves', async () => {
  const person = await register(stack.url);
  const id = await importProject(person, 'Unsaved', [{ narration: 'Sunlight looks white.' }]);
  const page = await openAs(person, `/projects/${id}`);
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await page.route(/\/graphql$/, (route) =>
    route.request().postData()?.includes('mutation UpdateScene(') ? route.abort() : route.fallback(),
  );
  const words = page.getByRole('textbox', { name: 'Narration' });
  await words.fill('It carries every colour.');
  const question = page.getByRole('alertdialog');
  const signOut = async (): Promise<void> => {
    await page.getByLabel('Account').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await question.waitFor();
  };
  await signOut();
  await expectGood(page, 'the question');
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Account');
  expect(await words.inputValue()).toBe('It carries every colour.');
  await signOut();
  await question.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${stack.url}/`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(asked).toEqual([]);
  await page.context().close();
});

it('the notice about a copied link is in the dialog, where it is read out', async () => {
  const page = await openAs(owner, `/films/${film}`);
  await page.context().grantPermissions(['clipboard-write']);
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create the link' }).click();
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await dialog.getByRole('status').getByText('Copied').waitFor();
  await expectGood(page, 'the notice');
  // The page goes on showing it.
  await page.keyboard.press('Escape');
  await page.getByRole('status').getByText('Copied').waitFor();
  await page.context().close();
});

it('fields that appear have the focus, and give it back', async () => {
  const page = await openAs(owner, `/assets/${video}/review`);
  const words = (): Promise<string> =>
    page.evaluate('document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent');
  await page.getByRole('textbox', { name: 'Write a comment' }).fill('Too slow.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  const thread = page.locator('.review-thread').filter({ hasText: 'Too slow.' });
  const reply = thread.getByRole('button', { name: 'Reply' });
  await reply.click();
  expect(await words()).toBe('Reply');
  await expectGood(page, 'the form of a reply');
  await thread.getByRole('button', { name: 'Cancel' }).click();
  expect(await words()).toBe('Reply');
  expect(await thread.getByRole('textbox').count()).toBe(0);
  await reply.click();
  await page.keyboard.type('Just right.');
  await thread.getByRole('button', { name: 'Comment', exact: true }).click();
  await thread.locator('.review-replies').getByText('Just right.').waitFor();
  expect(await words()).toBe('Reply');

  const { createShareLink } = await gql<{ createShareLink: { url: string } }>(
    owner,
    'mutation ($input: CreateShareLinkInput!) { createShareLink(input: $input) { url } }',
    { input: { assetId: video, password: 'an open secret' } },
  );
  await page.goto(createShareLink.url.replace('/share/', '/review/'));
  await page.getByLabel('Your name').fill('Ada');
  await page.keyboard.press('Enter');
  await page.getByLabel('Password of the link').waitFor();
  expect(await words()).toBe('Password of the link');
  await page.context().close();
});

it('the code of a second factor is asked for where the focus is', async () => {
  const person = await register(stack.url);
  const { enableTotp } = await gql<{ enableTotp: { secret: string } }>(
    person,
    'mutation ($input: EnableTotpInput!) { enableTotp(input: $input) { secret } }',
    { input: { password: person.password } },
  );
  const code = new TOTP({ secret: Secret.fromBase32(enableTotp.secret) }).generate();
  await gql(person, 'mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes } }', { input: { code } });
  const { page } = await openWebPage(browser, stack.url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.keyboard.press('Enter');
  await page.getByLabel('Code of your second factor').waitFor();
  expect(await page.evaluate('document.activeElement.name')).toBe('otp');
  await page.context().close();
});

it('the end of a film is read out, and the focus does not go with its button', async () => {
  const running = await generate(owner, { script: LONG_SCRIPT });
  const page = await openAs(owner, `/films/${running}`);
  await page.getByRole('button', { name: 'Cancel the film' }).press('Enter');
  await page.getByRole('status').getByText('Canceled', { exact: true }).waitFor();
  await page.locator('.live-film').waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  await page.context().close();
});

it('share links differ by their dates, and one whose address was lost is made again', async () => {
  const page = await openAs(owner, `/films/${film}`);
  let isLost = false;
  await page.route(/\/graphql$/, async (route) => {
    if (isLost || !route.request().postData()?.includes('mutation ShareFilm(')) return route.fallback();
    isLost = true;
    await route.fetch();
    return route.abort();
  });
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password (optional)').fill('an open secret');
  const create = dialog.getByRole('button', { name: 'Create the link' });
  await create.click();
  await page.getByText('The server does not answer.').waitFor();
  await create.click();
  await page.getByText('its address was lost on the way').waitFor();
  await expectGood(page, 'the lost address');
  await create.click();
  await dialog.getByLabel('Link to the film').waitFor();
  const links = dialog.getByRole('group', { name: /^Link of \w+ \d+, \d{4}, / });
  await links.filter({ hasText: 'With a password' }).nth(1).waitFor();
  const names = await links.locator('legend').allInnerTexts();
  expect(new Set(names).size).toBe(names.length);
  await page.context().close();
});

it('pictures of the scenes come after their stream could not be read', async () => {
  const running = await generate(owner, { script: LONG_SCRIPT, renditions: ['HLS'] });
  const page = await openAs(owner, '/files');
  let isAway = true;
  const again = Promise.withResolvers<undefined>();
  let refusals = 0;
  await page.route(/\.m3u8/, (route) => {
    if (!isAway) return route.fallback();
    // More often than the reader tries by itself.
    if ((refusals += 1) === 6) again.resolve(undefined);
    return route.abort();
  });
  await page.goto(`${stack.url}/films/${running}`);
  await again.promise;
  isAway = false;
  await expect.poll(() => page.locator('.scene-strip img').count(), PATIENT).toBeGreaterThan(0);
  await gql(owner, 'mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id: running });
  await page.context().close();
});
