import { Client } from 'pg';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, register, type Person } from '../../support/client.ts';
import { PATIENT } from '../../support/postgres.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { openWebPage, signInPage, type WebPage } from '../../support/web-page.ts';

/** Rows of each list: two pages of 24, and a part of a third one. */
const COUNT = 60;
const MAKE_FILM = 'mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }';
const RENAME = 'mutation ($id: ID!, $input: UpdateProjectInput!) { updateProject(id: $id, input: $input) { id } }';

/** For each page with a list: its query, its rows in the page, and rows of a workspace ($1) in the database. */
const LISTS = {
  films: {
    ...{ path: '/', query: 'Films', row: '.film-card:not(.placeholder)' },
    insert: `insert into jobs (id, workspace_id, type, status, title, input, spec, progress, step, sequence, created_at, started_at, finished_at)
      select uuidv7(make_interval(hours => -n)), $1, 'VIDEO', 'COMPLETED', 'Row ' || n, '{}', '{}', 1, 'DELIVER', 1, at, at, at
      from generate_series(1, ${COUNT}) n, lateral (select now() - make_interval(hours => n) as at) t`,
  },
  files: {
    ...{ path: '/files', query: 'Files', row: '.file-list[aria-label=Files] .file-row' },
    insert: `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key, created_at)
      select uuidv7(make_interval(hours => -n)), $1, 'DOCUMENT', 'READY', 'Row ' || n, 'row.csv', 'text/csv', 1, 'rows/' || n,
        now() - make_interval(hours => n) from generate_series(1, ${COUNT}) n`,
  },
  projects: {
    ...{ path: '/projects', query: 'Projects', row: '.film-card' },
    insert: `insert into projects (id, workspace_id, name, language, aspect_ratio, updated_at)
      select uuidv7(make_interval(hours => -n)), $1, 'Row ' || n, 'en', 'LANDSCAPE_16_9', now() - make_interval(hours => n)
      from generate_series(1, ${COUNT}) n`,
  },
};

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  stack = await startStack();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

interface OpenList extends WebPage {
  readonly owner: Person;
  readonly rows: Locator;
  readonly named: (name: string) => Locator;
  /** The `after` of each page that was read since the list was complete. */
  readonly reads: unknown[];
}

/** Opens a list of a new person, shows all of its pages, and scrolls to a row in its middle. */
async function openList({ path, query, row, insert }: (typeof LISTS)[keyof typeof LISTS]): Promise<OpenList> {
  const owner = await register(stack.url);
  const database = new Client({ connectionString: stack.secrets()['DATABASE_OWNER_URL'] });
  await database.connect();
  await database.query(insert, [owner.workspaceId]);
  await database.end();
  const opened = await openWebPage(browser, `${stack.url}/showcase`);
  const { page } = opened;
  await signInPage(page, owner.refreshToken);
  await page.goto(`${stack.url}${path}`);
  const rows = page.locator(row);
  const more = page.getByRole('button', { name: 'Show more' });
  for (const shown of [24, 48]) {
    await expect.poll(() => rows.count(), PATIENT).toBe(shown);
    await more.click();
  }
  await expect.poll(() => rows.count(), PATIENT).toBe(COUNT);
  await more.waitFor({ state: 'detached' });
  await rows.nth(40).scrollIntoViewIfNeeded();
  const reads: unknown[] = [];
  page.on('request', (request) => {
    const body = request.postData() ?? '';
    if (body.includes(`query ${query}`)) reads.push((JSON.parse(body) as { variables: { after: unknown } }).variables.after);
  });
  return { ...opened, owner, rows, reads, named: (name) => rows.filter({ has: page.getByText(name, { exact: true }) }) };
}

const namesOf = async (rows: Locator): Promise<readonly string[]> => rows.locator('b').allInnerTexts();
const topOf = async (row: Locator): Promise<number> => (await row.boundingBox())?.y ?? Number.NaN;
const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `Row ${from + index}`);

/** Notes what a row that is being looked at does while the list changes. */
async function expectStays(row: Locator, change: () => Promise<void>): Promise<void> {
  const [before, height] = [await topOf(row), (await row.boundingBox())?.height ?? 0];
  await change();
  expect(Math.abs((await topOf(row)) - before)).toBeLessThan(height + 40);
}

it('films: a new one appears at the top, a deleted one goes, and nobody loses their place', async () => {
  const { page, owner, rows, named, reads, complaints } = await openList(LISTS.films);
  await expectStays(named('Row 40'), async () => {
    const input = { workspaceId: owner.workspaceId, title: 'Brand new', script: 'One sentence.', resolution: 'P360' };
    await gql(owner, MAKE_FILM, { input });
    await expect.poll(async () => (await namesOf(rows))[0], PATIENT).toBe('Brand new');
    await rows.first().getByText('Ready').waitFor({ timeout: 120_000 });
  });
  expect(await namesOf(rows)).toEqual(['Brand new', ...numbered(1, COUNT)]);
  expect(new Set(reads)).toEqual(new Set([null]));

  const href = await named('Row 30').locator('a').getAttribute('href');
  await gql(owner, 'mutation ($id: ID!) { deleteJob(id: $id) }', { id: href?.replace('/films/', '') });
  await expect.poll(() => namesOf(rows), PATIENT).toEqual(['Brand new', ...numbered(1, 29), ...numbered(31, COUNT)]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('files: a new one appears at the top, a deleted one goes, and nobody loses their place', async () => {
  const { page, rows, named, reads, complaints } = await openList(LISTS.files);
  await expectStays(named('Row 40'), async () => {
    const file = { name: 'new.csv', mimeType: 'text/csv', buffer: Buffer.from('title\nA row\n') };
    await page.locator('input[type=file]').setInputFiles(file);
    await expect.poll(async () => (await namesOf(rows))[0], PATIENT).toBe('new.csv');
    await page.getByRole('progressbar', { name: 'new.csv' }).waitFor({ state: 'detached' });
    await rows.first().getByRole('link', { name: 'Download new.csv' }).waitFor({ timeout: 60_000 });
  });
  expect(await namesOf(rows)).toEqual(['new.csv', ...numbered(1, COUNT)]);
  expect(new Set(reads)).toEqual(new Set([null]));

  await page.getByRole('button', { name: 'Delete Row 30' }).click();
  await expect.poll(() => namesOf(rows), PATIENT).toEqual(['new.csv', ...numbered(1, 29), ...numbered(31, COUNT)]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('projects: one that is edited moves to the top', async () => {
  const { page, owner, rows, named, complaints } = await openList(LISTS.projects);
  await expectStays(named('Row 41'), async () => {
    const href = await named('Row 50').locator('a').getAttribute('href');
    const { project } = await gql<{ project: { id: string; version: number } }>(
      owner,
      'query ($id: ID!) { project(id: $id) { id version } }',
      {
        id: href?.replace('/projects/', ''),
      },
    );
    await gql(owner, RENAME, { id: project.id, input: { expectedVersion: project.version, name: 'Edited' } });
    await expect.poll(async () => (await namesOf(rows))[0], PATIENT).toBe('Edited');
  });
  expect(await namesOf(rows)).toEqual(['Edited', ...numbered(1, 49), ...numbered(51, COUNT)]);
  expect(complaints).toEqual([]);
  await page.context().close();
});
