import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK, launchBrowser, NARROW, WIDE } from '../../support/browser.ts';
import { gql, register, type Person } from '../../support/client.ts';
import { editScene, importProject, scenesOf } from '../../support/projects.ts';
import { endPrograms } from '../../support/program.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { expectGood, openWebPage, signIn, watchPage } from '../../support/web-page.ts';

/** 200 characters of several scripts, without a place to break. */
const LONG_NAME = `${'Unbreakable'.repeat(10)}${'漢字'.repeat(20)}${'é'.repeat(50)}`.slice(0, 200);
const ARABIC = 'ضوء الشمس يبدو أبيض، لكنه يحمل كل الألوان.';

let stack: Stack;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let person: Person;
let projectId: string;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ env: { RATE_LIMIT_PREVIEW: '0' } }), launchBrowser()]);
  person = await register(stack.url);
  // The default of the workspace: small films are made in seconds.
  const { createPreset } = await gql<{ createPreset: { id: string } }>(
    person,
    'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, name: 'Small', resolution: 'P360', fps: 24, voice: 'NONE', musicMood: 'none' } },
  );
  await gql(person, 'mutation ($input: SetDefaultPresetInput!) { setDefaultPreset(input: $input) { id } }', {
    input: { workspaceId: person.workspaceId, presetId: createPreset.id },
  });
  const scenes = ['Sunlight looks white.', 'It carries every colour.', 'Air scatters blue light most.'];
  projectId = await importProject(
    person,
    'Why the sky is blue',
    scenes.map((narration) => ({ narration, durationMs: 1_500 })),
  );
  context = await newContext();
  page = await open(context, `/projects/${projectId}`);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await endPrograms();
});

async function newContext(): Promise<BrowserContext> {
  const own = await browser.newContext({ viewport: WIDE });
  const first = await own.newPage();
  await first.goto(`${stack.url}/projects`);
  await first.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await signIn(first, person);
  await first.close();
  return own;
}

async function open(own: BrowserContext, path: string): Promise<Page> {
  const opened = await own.newPage();
  await opened.goto(`${stack.url}${path}`);
  await opened.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
  return opened;
}

const words = (at: Page) => at.getByLabel('Narration', { exact: true });
const scene = (at: Page, number: number) => at.getByRole('button', { name: new RegExp(`^Scene ${number}:`) });
const narrations = async (): Promise<string[]> => (await scenesOf(person, projectId)).map(({ narration }) => narration);

/** Id of the film of a version. */
async function filmOf(number: number): Promise<string> {
  const { project } = await gql<{ project: { jobs: { nodes: { projectVersion: number; video: { id: string } | null }[] } } }>(
    person,
    'query ($id: ID!) { project(id: $id) { jobs(first: 10) { nodes { projectVersion video { id } } } } }',
    { id: projectId },
  );
  return project.jobs.nodes.find(({ projectVersion }) => projectVersion === number)?.video?.id ?? '';
}

/** The review of the film of a version, by somebody without an account. */
async function reviewFilm(number: number): Promise<Page> {
  const { createShareLink } = await gql<{ createShareLink: { url: string } }>(
    person,
    'mutation ($input: CreateShareLinkInput!) { createShareLink(input: $input) { url } }',
    { input: { assetId: await filmOf(number) } },
  );
  const { page: opened } = await openWebPage(browser, createShareLink.url.replace('/share/', '/review/'));
  await opened.getByLabel('Your name').fill('Ada');
  await opened.getByRole('button', { name: 'Begin' }).click();
  await opened.locator('.review').waitFor();
  return opened;
}

describe('a project', () => {
  it('is rendered, edited in place and rendered again, which makes only what has changed', async () => {
    const seen = watchPage(page);
    await page.getByRole('img', { name: 'A frame of scene 1' }).waitFor();
    await page.getByRole('button', { name: 'Render the film' }).click();
    await page.getByRole('button', { name: 'Render again' }).waitFor({ timeout: 120_000 });
    await page.locator('.render-film video').waitFor();

    await scene(page, 2).click();
    await words(page).fill('It carries every color.');
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Render again' }).click();
    await page.getByRole('progressbar', { name: 'Progress of the film' }).waitFor();
    await page.getByText(/parts? w\w+ made, \d+ reused/).waitFor({ timeout: 120_000 });
    // One of three pictures: the other two are those of the first film.
    await page.getByRole('list', { name: 'Stages' }).getByText('3 of 3 done, 2 reused').first().waitFor();
    await expectGood(page);
    await page.setViewportSize(DESK);
    await expectGood(page, 'at 1920 px');
    await page.setViewportSize(WIDE);
    expect(seen.complaints).toEqual([]);
  });

  it('says which version a review is about, to reviewers of a share link and to members', async () => {
    const [reviewer, second] = [await reviewFilm(1), await reviewFilm(2)];
    const older = 'This is version 1 of the film, and these comments are about it. Version 2 is the newest.';
    await reviewer.getByText(older).waitFor();
    expect(await second.getByText('Version 2', { exact: true }).count()).toBe(1);
    expect(await second.getByText('is the newest').count()).toBe(0);
    await reviewer.getByLabel('Write a comment').fill('A remark about the first film');
    await reviewer.getByRole('button', { name: 'Comment', exact: true }).click();
    await reviewer.getByRole('heading', { name: '1 comment Version 1' }).waitFor();
    // Reviewers see the file of their link alone.
    expect(await reviewer.getByRole('link', { name: 'Review the newest version' }).count()).toBe(0);
    await expectGood(reviewer);
    const member = await open(context, `/assets/${await filmOf(1)}/review`);
    await member.getByText(older).waitFor();
    await member.getByText('A remark about the first film').waitFor();
    await expectGood(member);
    await member.getByRole('link', { name: 'Review the newest version' }).click();
    await member.waitForURL(`**/assets/${await filmOf(2)}/review`);
    await member.getByText('Version 2', { exact: true }).waitFor();
    await member.getByText('No comments yet').waitFor();
    await Promise.all([reviewer.context().close(), second.context().close(), member.close()]);
  });

  it('shows a version beside the project as it is now, with its comments, and restores it', async () => {
    await page.getByRole('button', { name: 'Versions' }).click();
    await page.getByLabel('Compare with').selectOption('1');
    const row = page.getByRole('row', { name: /Changed/ });
    await row.getByText('It carries every colour.').waitFor();
    await row.getByText('It carries every color.').waitFor();
    await page.getByText('1 comment on version 1').waitFor();
    await page.locator('.versions-comments').getByText('A remark about the first film').waitFor();
    await expectGood(page);
    await page.getByLabel('Compare with').selectOption('2');
    await page.getByText('No comments on version 2').waitFor();
    await page.getByLabel('Compare with').selectOption('1');
    await page.getByRole('button', { name: 'Restore version 1' }).click();
    await page.getByText('Version 1 was restored.').waitFor();
    await expect.poll(narrations).toContain('It carries every colour.');
  });

  it('moves scenes with the keyboard and by dragging', async () => {
    await scene(page, 1).focus();
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(async () => (await narrations())[1]).toBe('Sunlight looks white.');
    await page.getByRole('button', { name: /^Scene 2: Sunlight/ }).dragTo(scene(page, 1));
    await expect.poll(async () => (await narrations())[0]).toBe('Sunlight looks white.');
    await page.getByRole('button', { name: /^Scene 1: Sunlight/ }).waitFor();
  });

  it('changes motion and transition in place', async () => {
    await scene(page, 1).click();
    await page.getByLabel('Motion').selectOption('KEN_BURNS');
    await page.getByLabel('Transition').selectOption('slideleft');
    const read = async () => {
      const { project } = await gql<{ project: { scenes: { motion: string; transition: string }[] } }>(
        person,
        'query ($id: ID!) { project(id: $id) { scenes { motion transition } } }',
        { id: projectId },
      );
      return project.scenes[0];
    };
    await expect.poll(read).toEqual({ motion: 'KEN_BURNS', transition: 'slideleft' });
  });
});

it('makes parts of one scene again', async () => {
  await scene(page, 1).click();
  await page.getByRole('button', { name: 'Make parts of scene 1 again' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Another picture').check();
  await expectGood(page);
  await dialog.getByRole('button', { name: 'Make them again' }).click();
  await page.getByText('The parts of scene 1 were made again.').waitFor({ timeout: 60_000 });
  await dialog.waitFor({ state: 'detached' });
  const { project } = await gql<{ project: { jobs: { nodes: object[] } } }>(
    person,
    'query ($id: ID!) { project(id: $id) { jobs(first: 1, filter: { type: [SCRIPT] }) { nodes { status } } } }',
    { id: projectId },
  );
  expect(project.jobs.nodes).toEqual([{ status: 'COMPLETED' }]);
});

describe('two people', () => {
  it('see each other’s edits, and a conflict keeps what was typed', async () => {
    const other = await open(await newContext(), `/projects/${projectId}`);
    await scene(page, 1).click();
    await scene(other, 2).click();
    await words(other).fill('Written in the other browser.');
    await page.getByRole('button', { name: 'Scene 2: Written in the other browser.' }).waitFor();

    // Both write into one scene: the first save counts, and the second person decides.
    await scene(other, 1).click();
    let away = true;
    await page.route(/\/graphql$/, (route) => (away ? route.abort() : route.fallback()));
    await words(page).fill('Mine, which must not be lost.');
    await page.getByText('Not saved: it is sent again by itself.').waitFor();
    await words(other).fill('Theirs, which came first.');
    await other.getByText('Saved', { exact: true }).waitFor();
    away = false;
    const conflict = page.getByRole('alert').filter({ hasText: 'Somebody else changed this' });
    await conflict.getByText('Theirs, which came first.').waitFor();
    expect(await words(page).inputValue()).toBe('Mine, which must not be lost.');
    await expectGood(page);
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await other.getByRole('button', { name: 'Scene 1: Mine, which must not be lost.' }).waitFor();
    expect((await narrations())[0]).toBe('Mine, which must not be lost.');
    await other.context().close();
  });

  it('lose no words when the other removes the scene', async () => {
    await scene(page, 3).click();
    const [, , third] = await scenesOf(person, projectId);
    await page.route(/\/graphql$/, (route) =>
      route.request().postData()?.includes('mutation UpdateScene') ? route.abort() : route.fallback(),
    );
    await words(page).fill('Typed while the scene was removed.');
    await gql(person, 'mutation ($id: ID!) { removeScene(id: $id) { id } }', { id: third?.id });
    await page.getByText('Somebody removed the scene').waitFor();
    await page.getByRole('button', { name: 'Add them as a new scene' }).click();
    await page.getByRole('button', { name: 'Scene 3: Typed while the scene was removed.' }).waitFor();
    expect((await narrations())[2]).toBe('Typed while the scene was removed.');
    await page.unrouteAll();
  });
});

it('a session that ends while somebody types loses nothing', async () => {
  await scene(page, 1).click();
  const { login } = await gql<{ login: { accessToken: string } }>(
    { url: stack.url },
    'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
    { input: { email: person.email, password: person.password } },
  );
  await gql({ url: stack.url, accessToken: login.accessToken }, 'mutation { logout(everywhere: true) }');
  await page.getByText('Your session has ended').waitFor();
  await page.evaluate('document.querySelector(".scene-narration textarea").focus()');
  await page.keyboard.press('Escape');
  await words(page).fill('Typed after the end of the session.');
  await page.getByText('Not saved: it is sent again by itself.').waitFor();
  await page.getByRole('button', { name: 'Sign in' }).first().click();
  await signIn(page, person);
  await page.getByText('Saved', { exact: true }).waitFor();
  expect(await words(page).inputValue()).toBe('Typed after the end of the session.');
  const fresh = await gql<{ login: { accessToken: string } }>(
    { url: stack.url },
    'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
    { input: { email: person.email, password: person.password } },
  );
  person = { ...person, accessToken: fresh.login.accessToken };
  await expect.poll(narrations).toContain('Typed after the end of the session.');
  // Changes of others arrive again, by the subscription that the end of the session interrupted.
  await editScene(person, projectId, 2, { narration: 'Changed by somebody else since.' });
  await page.getByRole('button', { name: /Changed by somebody else since/ }).waitFor();
});

it('a table with wrong rows is refused by row and column, and a right one becomes films', async () => {
  const projects = await open(context, '/projects');
  const seen = watchPage(projects);
  await gql(person, 'mutation ($input: CreatePromptTemplateInput!) { createPromptTemplate(input: $input) { id } }', {
    input: {
      ...{ workspaceId: person.workspaceId, name: 'Offer', writes: 'SCRIPT', text: '{{product}} costs {{price}} euros.' },
      variables: [
        { name: 'product', type: 'STRING', required: true },
        { name: 'price', type: 'NUMBER', required: true },
      ],
    },
  });
  await projects.getByRole('button', { name: 'Films from a table' }).click();
  const dialog = projects.getByRole('dialog');
  await dialog.getByLabel('Template').selectOption('Offer');
  const csv = (text: string) => ({ name: 'offers.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await dialog.locator('input[type=file]').setInputFiles(csv('product,price\nA lamp,12.5\nA chair,forty\n,3\n'));
  const rows = dialog.getByRole('region', { name: 'Problems of the rows' }).getByRole('row');
  await rows.nth(2).waitFor();
  expect(await rows.nth(1).getByRole('cell').allInnerTexts()).toEqual(['2', 'price', expect.stringMatching(/number/i)]);
  expect((await rows.nth(2).getByRole('cell').allInnerTexts()).slice(0, 2)).toEqual(['3', 'product']);
  expect(await dialog.getByRole('button', { name: 'Make the films' }).isDisabled()).toBe(true);
  await expectGood(projects);

  await dialog.locator('input[type=file]').setInputFiles(csv('product,price\nA lamp,12.5\nA chair,40\n'));
  await dialog.getByText('All 2 rows are right.').waitFor();
  await dialog.getByRole('button', { name: 'Make 2 films' }).click();
  await projects.getByRole('region', { name: 'Batches' }).getByText('offers.csv').waitFor();
  await expectGood(projects);
  expect(seen.complaints).toEqual([]);
  await projects.close();
});

it('a project is created from a template with a preset, and its scenes are written', async () => {
  const projects = await open(context, '/projects');
  await projects.getByRole('button', { name: 'New project' }).click();
  const dialog = projects.getByRole('dialog');
  await dialog.getByLabel('Name of the project').fill(LONG_NAME);
  await dialog.getByLabel('Preset').selectOption('Small');
  await dialog.getByLabel('Template').selectOption('Offer');
  await dialog.getByLabel('product').fill('مصباح');
  await dialog.getByLabel('price').fill('12.5');
  await expectGood(projects);
  await dialog.getByRole('button', { name: 'Create the project' }).click();
  await projects.getByRole('button', { name: /^Scene 1: مصباح/ }).waitFor();
  expect(await projects.getByLabel('Name of the project').inputValue()).toBe(LONG_NAME);
  await expectGood(projects);
  await projects.close();
});

it('200 scenes stay fluent, at 375 px, in the dark, in German, with text from right to left', async () => {
  const scenes = Array.from({ length: 200 }, (_, index) => ({
    narration: index === 0 ? ARABIC : `Sentence number ${index + 1} of a long film.`,
  }));
  const id = await importProject(person, LONG_NAME, scenes);
  const narrow = await context.newPage();
  await narrow.setViewportSize(NARROW);
  await narrow.emulateMedia({ colorScheme: 'dark' });
  await narrow.goto(`${stack.url}/projects/${id}`);
  await words(narrow).waitFor();
  expect(await narrow.evaluate<string>('getComputedStyle(document.querySelector(".scene-narration textarea")).direction')).toBe('rtl');
  await expectGood(narrow);
  // Typing is not slowed by the strip: no task of the page takes longer than a fifth of a second.
  await narrow.evaluate(`globalThis.longest = 0; new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
  }).observe({ entryTypes: ['longtask'] })`);
  await words(narrow).pressSequentially(' نص إضافي');
  expect(await narrow.evaluate<number>('globalThis.longest')).toBeLessThan(200);
  await scene(narrow, 1).focus();
  await narrow.keyboard.press('ArrowRight');
  await narrow.keyboard.press('Enter');
  await narrow.getByRole('heading', { name: 'Scene 2' }).waitFor();
  // Only scenes in the window are drawn.
  expect(await narrow.locator('.strip-scene img').count()).toBeLessThan(20);

  await narrow.goto(`${stack.url}/projects`);
  await narrow.getByText(LONG_NAME).first().waitFor();
  await narrow.locator('.menu summary').click();
  await narrow.locator('.menu-body select').nth(0).selectOption('de');
  await narrow.getByRole('heading', { name: 'Projekte' }).waitFor();
  await narrow.keyboard.press('Escape');
  await expectGood(narrow);
  await narrow.close();
});
