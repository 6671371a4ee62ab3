import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, register, type Person } from '../../support/client.ts';
import { importProject, scenesOf, sendFile } from '../../support/projects.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { openWebPage, signInPage } from '../../support/web-page.ts';

/** Films of this preset are made in seconds. */
const SMALL = { name: 'Small', resolution: 'P360', fps: 24, voice: 'NONE', musicMood: 'none' };

let stack: Stack;
let browser: Browser;
let person: Person;
let page: Page;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});
beforeEach(async () => {
  person = await register(stack.url);
  const { createPreset } = await gql<{ createPreset: { id: string } }>(
    person,
    'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, ...SMALL } },
  );
  await gql(person, 'mutation ($input: SetDefaultPresetInput!) { setDefaultPreset(input: $input) { id } }', {
    input: { workspaceId: person.workspaceId, presetId: createPreset.id },
  });
  ({ page } = await openWebPage(browser, `${stack.url}/showcase`));
  await signInPage(page, person.refreshToken);
  return () => page.context().close();
});

const asks = (route: Route, operation: string): boolean => route.request().postData()?.includes(`${operation}(`) ?? false;

/** Jobs of the workspace of a type. */
async function jobCount(type: 'VIDEO' | 'SCRIPT'): Promise<number> {
  const { workspace } = await gql<{ workspace: { jobs: { totalCount: number } } }>(
    person,
    'query ($id: ID!, $type: [JobType!]) { workspace(id: $id) { jobs(first: 1, filter: { type: $type }) { totalCount } } }',
    { id: person.workspaceId, type: [type] },
  );
  return workspace.jobs.totalCount;
}

/** Holds the answers of a query from the end of a mutation on, so that the page does not show yet what was made. Returns the release. */
async function holdAfter(mutation: string, query: string): Promise<() => void> {
  const released = Promise.withResolvers<undefined>();
  let isMade = false;
  await page.route(/\/graphql$/, async (route) => {
    if (isMade && asks(route, `query ${query}`)) await released.promise;
    await route.fallback();
  });
  page.on('response', (response) => {
    isMade ||= response.request().postData()?.includes(`mutation ${mutation}(`) ?? false;
  });
  return () => released.resolve(undefined);
}

/** The server does what a mutation asks for, and its first answer is lost. */
async function loseAnswer(mutation: string): Promise<void> {
  let isLost = false;
  await page.route(/\/graphql$/, async (route) => {
    if (isLost || !asks(route, `mutation ${mutation}`)) return route.fallback();
    isLost = true;
    await route.fetch();
    return route.abort();
  });
}

/** Activates a button with the mouse and the keyboard, whether or not it is enabled, as impatient people do. */
async function insist(name: string): Promise<void> {
  const button = page.getByRole('button', { name });
  await button.evaluate((element) => {
    const { click, focus } = element as unknown as { click(): void; focus(): void };
    focus.call(element);
    click.call(element);
    click.call(element);
  });
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
}

it('a film of a project is made once, however often the button is pressed before the page shows it', async () => {
  const id = await importProject(person, 'Twice', [{ narration: 'Sunlight looks white.', durationMs: 1_000 }]);
  await page.goto(`${stack.url}/projects/${id}`);
  const release = await holdAfter('RenderProject', 'Project');
  const answered = page.waitForResponse((response) => response.request().postData()?.includes('mutation RenderProject(') ?? false);
  await insist('Render the film');
  await answered;
  await insist('Render the film');
  release();
  await page.getByRole('progressbar', { name: 'Progress of the film' }).waitFor();
  expect(await jobCount('VIDEO')).toBe(1);
  // The next film is another one.
  await page.getByRole('button', { name: 'Render again' }).click({ timeout: 60_000 });
  await expect.poll(() => jobCount('VIDEO')).toBe(2);
});

it('scenes are written once', async () => {
  const { createProject } = await gql<{ createProject: { id: string } }>(
    person,
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, name: 'Written once', brief: 'Why the sky is blue.' } },
  );
  await page.goto(`${stack.url}/projects/${createProject.id}`);
  const release = await holdAfter('WriteScenes', 'Project');
  const answered = page.waitForResponse((response) => response.request().postData()?.includes('mutation WriteScenes(') ?? false);
  await insist('Write the scenes');
  await answered;
  await insist('Write the scenes');
  release();
  await page.getByRole('button', { name: /^Scene 1:/ }).waitFor({ timeout: 60_000 });
  expect(await jobCount('SCRIPT')).toBe(1);
});

it('a scene is added once for each time that the page has shown the last one', async () => {
  const id = await importProject(person, 'Scenes', [{ narration: 'Sunlight looks white.', durationMs: 1_000 }]);
  await page.goto(`${stack.url}/projects/${id}`);
  const release = await holdAfter('AddScene', 'Project');
  const answered = page.waitForResponse((response) => response.request().postData()?.includes('mutation AddScene(') ?? false);
  await insist('Add a scene after this one');
  await answered;
  await insist('Add a scene after this one');
  release();
  await page.getByRole('heading', { name: '2 scenes' }).waitFor();
  await page.getByRole('button', { name: 'Add a scene after this one' }).click();
  await page.getByRole('heading', { name: '3 scenes' }).waitFor();
  expect(await scenesOf(person, id)).toHaveLength(3);
});

it('a film of the studio is made once, also when the answer is lost and the button is pressed again', async () => {
  await page.goto(`${stack.url}/`);
  await page.getByText('Paste a script').click();
  await page.locator('#words').fill('The sky is blue.');
  await loseAnswer('MakeFilm');
  await page.getByText(/^At most \d+ credits?/).waitFor();
  await insist('Make the film');
  await page.getByText('The server does not answer.').waitFor();
  await insist('Make the film');
  await page.waitForURL('**/films/*');
  expect(await jobCount('VIDEO')).toBe(1);
});

it('a project is created once when its answer is lost', async () => {
  await page.goto(`${stack.url}/projects`);
  await page.getByRole('button', { name: 'New project' }).click();
  await page.getByRole('dialog').getByLabel('Name of the project').fill('Created once');
  await loseAnswer('CreateProject');
  await insist('Create the project');
  await page.getByText('The server does not answer.').waitFor();
  await insist('Create the project');
  await page.waitForURL('**/projects/*');
  const { workspace } = await gql<{ workspace: { projects: { totalCount: number } } }>(
    person,
    'query ($id: ID!) { workspace(id: $id) { projects(first: 1) { totalCount } } }',
    { id: person.workspaceId },
  );
  expect(workspace.projects.totalCount).toBe(1);
});

it('a decision is made once when its answer is lost', async () => {
  const assetId = await sendFile(person, 'notes.csv', 'text/csv', Buffer.from('title\nA row\n'));
  const read = async () =>
    gql<{ asset: { status: string }; comments: { nodes: { decision: string | null }[] } }>(
      person,
      'query ($id: ID!) { asset(id: $id) { status } comments(assetId: $id, first: 50) { nodes { decision } } }',
      { id: assetId },
    );
  await expect.poll(async () => (await read()).asset.status, { timeout: 30_000 }).toBe('READY');
  await page.goto(`${stack.url}/assets/${assetId}/review`);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await loseAnswer('DecideReview');
  const approve = page.getByRole('dialog').getByRole('button', { name: 'Approve' });
  await approve.click();
  await page.getByText('The server does not answer.').waitFor();
  await approve.dblclick();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await read()).comments.nodes).toEqual([{ decision: 'APPROVED' }]);
});
