import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, register, type Person } from '../../support/client.ts';
import { generate } from '../../support/films.ts';
import { launch } from '../../support/program.ts';
import { importProject, sendFile } from '../../support/projects.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { expectGood, openWebPage, signInPage } from '../../support/web-page.ts';

let stack: Stack;
let browser: Browser;
let person: Person;
let page: Page;
let ids: { readonly film: string; readonly project: string; readonly asset: string; readonly share: string };

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
  person = await register(stack.url);
  expect(await launch(['admin', person.email], { DATA_DIR: stack.dataDir }).ended).toBe(0);
  const asset = await sendFile(person, 'notes.csv', 'text/csv', Buffer.from('title\nA row\n'));
  const status = async () =>
    (await gql<{ asset: { status: string } }>(person, 'query ($id: ID!) { asset(id: $id) { status } }', { id: asset })).asset.status;
  await vi.waitUntil(async () => (await status()) === 'READY', { timeout: 30_000 });
  const { createShareLink } = await gql<{ createShareLink: { url: string } }>(
    person,
    'mutation ($input: CreateShareLinkInput!) { createShareLink(input: $input) { url } }',
    { input: { assetId: asset } },
  );
  ids = {
    asset,
    film: await generate(person, { title: 'Read again', script: 'The sky is blue.' }),
    project: await importProject(person, 'Read again', [{ narration: 'Sunlight looks white.', durationMs: 1_000 }]),
    share: createShareLink.url.split('/').at(-1) ?? '',
  };
  ({ page } = await openWebPage(browser, `${stack.url}/showcase`));
  const { login } = await gql<{ login: { refreshToken: string } }>(
    stack,
    'mutation ($input: LoginInput!) { login(input: $input) { refreshToken } }',
    { input: { email: person.email, password: person.password } },
  );
  await signInPage(page, login.refreshToken);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

interface FailedRead {
  readonly name: string;
  readonly path: () => string;
  /** The operation that fails. */
  readonly query: string;
  /** What opens the part of the page that reads it. */
  readonly open?: () => Promise<void>;
  /** What the page shows once it could be read. */
  readonly shown: () => Locator;
}

const heading = (name: string) => () => page.getByRole('heading', { name }).first();
const press = (name: string) => () => page.getByRole('button', { name, exact: true }).click();
const READS: readonly FailedRead[] = [
  { name: 'a film', path: () => `/films/${ids.film}`, query: 'Film', shown: heading('Read again') },
  {
    name: 'a project',
    path: () => `/projects/${ids.project}`,
    query: 'Project',
    shown: () => page.getByLabel('Narration', { exact: true }),
  },
  {
    name: 'what a film costs',
    path: () => `/projects/${ids.project}`,
    query: 'ProjectCheck',
    shown: () => page.getByText(/^About .+ at most/),
  },
  {
    name: 'the presets of a project',
    path: () => `/projects/${ids.project}`,
    query: 'SetupChoices',
    open: press('Preset and template'),
    shown: () => page.getByRole('option', { name: 'Documentary' }),
  },
  {
    name: 'the pictures of a project',
    path: () => `/projects/${ids.project}`,
    query: 'Pictures',
    open: () =>
      page
        .getByRole('button', { name: /Choose/ })
        .first()
        .click(),
    // A workspace without pictures has the first choice alone.
    shown: () => page.getByRole('button', { name: 'Made from the words' }),
  },
  {
    name: 'the presets of a new project',
    path: () => '/projects',
    query: 'SetupChoices',
    open: press('New project'),
    shown: () => page.getByRole('option', { name: 'Documentary' }),
  },
  { name: 'credits', path: () => '/credits', query: 'CreditsPage', shown: heading('Latest changes') },
  { name: 'the voices', path: () => '/', query: 'Choices', shown: () => page.getByLabel('Language of the film') },
  { name: 'a review', path: () => `/assets/${ids.asset}/review`, query: 'MemberReview', shown: heading('notes.csv') },
  {
    name: 'the comments of a review',
    path: () => `/assets/${ids.asset}/review`,
    query: 'ReviewComments',
    shown: () => page.getByText('No comments yet'),
  },
  {
    name: 'a review by a share link',
    path: () => `/review/${ids.share}`,
    query: 'ReviewedAsset',
    open: async () => {
      await page.getByLabel('Your name').fill('Ada');
      await page.getByRole('button', { name: 'Begin' }).click();
    },
    shown: heading('notes.csv'),
  },
  { name: 'the administration', path: () => '/admin', query: 'IsAdministrator', shown: heading('Administration') },
  { name: 'jobs of the installation', path: () => '/admin/jobs', query: 'AdminJobs', shown: heading('0 jobs') },
  { name: 'storage of the installation', path: () => '/admin/storage', query: 'AdminStorage', shown: heading('1 workspace') },
  { name: 'health of the installation', path: () => '/admin/health', query: 'AdminStatus', shown: heading('Dependencies') },
  { name: 'people of the installation', path: () => '/admin/users', query: 'AdminUsers', shown: heading('1 person') },
  { name: 'settings of the installation', path: () => '/admin/settings', query: 'AdminSettings', shown: () => page.getByLabel('Closed') },
];

it.each(READS)('$name that could not be read is read again without loading the page again', async ({ path, query, open, shown }) => {
  let isAway = true;
  await page.route(/\/graphql$/, async (route) => {
    const { query: text } = (route.request().postDataJSON() ?? {}) as { query?: string };
    const isIt = new RegExp(`query ${query}\\b`).test(text ?? '');
    await (isAway && isIt ? route.abort() : route.fallback());
  });
  await page.goto(stack.url + path());
  await page.evaluate('globalThis.isSamePage = true');
  await open?.();
  const problem = page.getByRole('alert').filter({ hasText: 'The server does not answer.' }).first();
  const again = problem.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await expectGood(page);
  isAway = false;
  await again.click();
  await shown().waitFor({ state: 'attached' });
  await problem.waitFor({ state: 'detached' });
  expect(await page.evaluate('globalThis.isSamePage')).toBe(true);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
