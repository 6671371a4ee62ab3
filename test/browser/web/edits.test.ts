import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, register, type Person } from '../../support/client.ts';
import { editScene, importProject, scenesOf } from '../../support/projects.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { expectGood, openWebPage, signInPage } from '../../support/web-page.ts';

let stack: Stack;
let browser: Browser;
let person: Person;
let page: Page;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ env: { RATE_LIMIT_PREVIEW: '0' } }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});
beforeEach(async () => {
  person = await register(stack.url);
  ({ page } = await openWebPage(browser, `${stack.url}/showcase`));
  await signInPage(page, person.refreshToken);
  return () => page.context().close();
});

const asks = (route: Route, operation: string): boolean => route.request().postData()?.includes(`${operation}(`) ?? false;

/** Holds the answers of an operation until the returned function is called. */
async function hold(operation: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(/\/graphql$/, async (route) => {
    if (asks(route, operation)) await promise;
    await route.fallback();
  });
  return resolve;
}

/** Resolves when the page has read a project whose answer contains a text. */
const readWith = (text: string): Promise<unknown> =>
  page.waitForResponse(
    async (response) => (response.request().postData()?.includes('query Project(') ?? false) && (await response.text()).includes(text),
  );

const words = () => page.getByLabel('Narration', { exact: true });
const scene = (number: number) => page.getByRole('button', { name: new RegExp(`^Scene ${number}:`) });
const saved = () => page.getByText('Saved', { exact: true }).waitFor();
const narrations = async (id: string): Promise<string[]> => (await scenesOf(person, id)).map(({ narration }) => narration);

async function openProject(scenes: readonly string[], project: Record<string, unknown> = {}): Promise<string> {
  const id = await importProject(
    person,
    'Edited',
    scenes.map((narration) => ({ narration })),
    [],
    project,
  );
  await page.goto(`${stack.url}/projects/${id}`);
  await page.getByRole('heading', { name: 'The film' }).waitFor({ state: 'attached' });
  return id;
}

async function createProject(input: Record<string, unknown>): Promise<string> {
  const { createProject: made } = await gql<{ createProject: { id: string } }>(
    person,
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, name: 'Edited', ...input } },
  );
  return made.id;
}

interface ProjectNow {
  readonly version: number;
  readonly name: string;
  readonly brief: string | null;
  readonly preset: { readonly id: string } | null;
  readonly template: { readonly id: string } | null;
  readonly variables: unknown;
}

const readProject = async (id: string): Promise<ProjectNow> =>
  (
    await gql<{ project: ProjectNow }>(
      person,
      'query ($id: ID!) { project(id: $id) { version name brief preset { id } template { id } variables } }',
      { id },
    )
  ).project;

/** A change of somebody else, as the page sees it. */
async function changeProject(id: string, change: Record<string, unknown>): Promise<void> {
  const { version } = await readProject(id);
  await gql(person, 'mutation ($id: ID!, $input: UpdateProjectInput!) { updateProject(id: $id, input: $input) { id } }', {
    id,
    input: { expectedVersion: version, ...change },
  });
}

it('fields that were saved and left keep what was saved while the project is being read', async () => {
  const id = await openProject(['Old words.', 'The second scene.']);
  const release = await hold('query Project');
  await words().fill('New words.');
  await saved();
  await page.getByLabel('Motion').selectOption('KEN_BURNS');
  await page.locator('.scene-choices').getByText('Saved', { exact: true }).waitFor();
  await page.getByLabel('Name of the project').fill('  A new name ');
  await page.locator('.project-head').getByText('Saved', { exact: true }).waitFor();
  await page.getByLabel('Transition').focus();
  expect(await words().inputValue()).toBe('New words.');
  expect(await page.getByLabel('Motion').inputValue()).toBe('KEN_BURNS');
  expect(await page.getByLabel('Name of the project').inputValue()).toBe('A new name');
  await words().press('Control+End');
  await words().pressSequentially(' More.');
  await expect.poll(async () => (await narrations(id))[0]).toBe('New words. More.');
  await scene(2).click();
  await page.getByRole('button', { name: 'Scene 1: New words. More.' }).click();
  await expect.poll(() => words().inputValue()).toBe('New words. More.');
  release();
  // What is read later counts again.
  await editScene(person, id, 0, { narration: 'Of somebody else.' });
  await expect.poll(() => words().inputValue()).toBe('Of somebody else.');
});

it('a brief does not conflict with the one that its author has saved with a space', async () => {
  const id = await createProject({});
  await page.goto(`${stack.url}/projects/${id}`);
  const brief = page.getByLabel('Brief');
  const read = readWith('"brief":"hello"');
  await brief.pressSequentially('hello ');
  await Promise.all([read, saved()]);
  await brief.pressSequentially('world');
  await expect.poll(async () => (await readProject(id)).brief).toBe('hello world');
  expect(await page.getByRole('alert').count()).toBe(0);
});

/** Replaces fields of the changes of scenes, so that the server refuses what the page would not send. */
async function spoilScenes(isIt: (input: Record<string, unknown>) => boolean, spoiled: object, held?: Promise<void>): Promise<void> {
  await page.route(/\/graphql$/, async (route) => {
    if (!asks(route, 'mutation UpdateScene')) return route.fallback();
    const body = route.request().postDataJSON() as { variables: { input: Record<string, unknown> } };
    const { input } = body.variables;
    if (!isIt(input)) return route.fallback();
    await held;
    body.variables.input = { ...input, ...spoiled };
    return route.continue({ postData: JSON.stringify(body) });
  });
}

it('words that were typed while others were being refused are saved', async () => {
  const id = await openProject(['Old words.']);
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await spoilScenes(({ narration }) => narration === 'Refused words.', { narration: 'x'.repeat(5_000) }, held);
  const sent = page.waitForRequest((request) => request.postData()?.includes('Refused words.') ?? false);
  await words().fill('Refused words.');
  await sent;
  await words().fill('Accepted words.');
  await words().blur();
  release();
  await expect.poll(async () => (await narrations(id))[0]).toBe('Accepted words.');
  await saved();
});

it('“Preset and template” keeps what somebody else changed while it was open', async () => {
  const { createPromptTemplate: offer } = await gql<{ createPromptTemplate: { id: string } }>(
    person,
    'mutation ($input: CreatePromptTemplateInput!) { createPromptTemplate(input: $input) { id } }',
    {
      input: {
        ...{ workspaceId: person.workspaceId, name: 'Offer', writes: 'SCRIPT', text: '{{product}} costs {{price}} euros.' },
        variables: [
          { name: 'product', type: 'STRING', required: true },
          { name: 'price', type: 'NUMBER', required: true },
        ],
      },
    },
  );
  const { systemPresets } = await gql<{ systemPresets: { id: string }[] }>(person, '{ systemPresets { id } }');
  const [preset] = systemPresets;
  const id = await createProject({ templateId: offer.id, variables: { product: 'A lamp', price: 12 } });
  await page.goto(`${stack.url}/projects/${id}`);
  await page.getByRole('button', { name: 'Preset and template' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('product').fill('A chair');
  const save = dialog.getByRole('button', { name: 'Save' });
  const read = readWith('"price":99');
  await changeProject(id, { presetId: preset?.id, variables: { product: 'A lamp', price: 99 } });
  await read;
  await save.click();
  await dialog.getByText('Somebody else changed the project meanwhile.').waitFor();
  expect((await readProject(id)).variables).toEqual({ product: 'A lamp', price: 99 });
  // Both changes are in the form, and the second try is about them.
  expect(await dialog.getByLabel('price').inputValue()).toBe('99');
  expect(await dialog.getByLabel('Preset', { exact: true }).inputValue()).toBe(preset?.id);
  await save.click();
  await dialog.waitFor({ state: 'detached' });
  expect(await readProject(id)).toMatchObject({ preset: { id: preset?.id }, variables: { product: 'A chair', price: 99 } });

  // Another field of the project is no conflict.
  await page.getByRole('button', { name: 'Preset and template' }).click();
  await dialog.getByLabel('product').fill('A table');
  await changeProject(id, { name: 'Renamed' });
  await save.click();
  await dialog.waitFor({ state: 'detached' });
  expect(await readProject(id)).toMatchObject({ name: 'Renamed', variables: { product: 'A table', price: 99 } });
});

it('a scene that is moved on by quick presses arrives, whatever is read in between', async () => {
  const id = await openProject(['One.', 'Two.', 'Three.', 'Four.']);
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  let moves = 0;
  await page.route(/\/graphql$/, async (route) => {
    if (asks(route, 'mutation MoveScene') && (moves += 1) === 2) await held;
    await route.fallback();
  });
  const read = readWith('"narration":"Two."');
  await scene(1).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect.poll(async () => (await narrations(id)).join(' ')).toBe('Two. One. Three. Four.');
  await page.keyboard.press('Alt+ArrowRight');
  await read;
  await page.keyboard.press('Alt+ArrowRight');
  await page.getByRole('button', { name: 'Scene 4: One.' }).waitFor();
  release();
  await expect.poll(async () => (await narrations(id)).join(' ')).toBe('Two. Three. Four. One.');
  // The buttons of the scene are for people who cannot press both keys.
  await scene(4).click();
  await page.getByRole('button', { name: 'Move the scene earlier' }).dblclick();
  await expect.poll(async () => (await narrations(id)).join(' ')).toBe('Two. One. Three. Four.');
});

it('a field that could not be saved is named where the film waits for it, and is forgotten with its scene', async () => {
  const id = await openProject(['One.', 'Two.']);
  await spoilScenes(() => true, { transition: 'nonsense' });
  const render = page.getByRole('button', { name: 'Render the film' });
  await page.getByLabel('Transition').selectOption('zoomin');
  await page.locator('.scene-choices .draft-problem').waitFor();
  await scene(2).click();
  const unsaved = page.getByRole('list', { name: 'Not saved' });
  await unsaved.getByText('Scene 1 has something that is not saved.').waitFor();
  await page.getByRole('button', { name: 'Scene 1: One. (not saved)' }).waitFor();
  expect(await render.isDisabled()).toBe(true);
  await expectGood(page);
  await unsaved.getByRole('button', { name: 'Scene 1' }).click();
  await page.getByRole('heading', { name: 'Scene 1' }).waitFor();
  await page.locator('.scene-choices .draft-problem').waitFor();
  const [first] = await scenesOf(person, id);
  await gql(person, 'mutation ($id: ID!) { removeScene(id: $id) { id } }', { id: first?.id });
  await page.getByRole('heading', { name: '1 scene' }).waitFor();
  await unsaved.waitFor({ state: 'detached' });
  await expect.poll(() => render.isEnabled()).toBe(true);
  expect(await page.evaluate('dispatchEvent(new Event("beforeunload", { cancelable: true }))')).toBe(true);
});

it('the frame of a scene is drawn again when its picture was made again elsewhere', async () => {
  const id = await openProject(['Sunlight looks white.']);
  await page.getByRole('img', { name: 'A frame of scene 1' }).waitFor();
  const drawn = page.waitForRequest((request) => request.postData()?.includes('mutation SceneFrame(') ?? false);
  const [only] = await scenesOf(person, id);
  await gql(person, 'mutation ($input: RegenerateSceneInput!) { regenerateScene(input: $input) { id } }', {
    input: { sceneId: only?.id, parts: ['VISUAL'] },
  });
  expect((await drawn).postData()).toContain(only?.id);
});

it('scenes of a new project that could not be written say why', async () => {
  await page.goto(`${stack.url}/projects`);
  await page.getByRole('button', { name: 'New project' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the project').fill('Without scenes');
  await dialog.getByLabel('Brief').fill('Why the sky is blue.');
  const errors = [{ message: 'Too few credits.', extensions: { code: 'INSUFFICIENT_CREDITS' } }];
  await page.route(/\/graphql$/, (route) =>
    asks(route, 'mutation WriteScenes') ? route.fulfill({ json: { data: null, errors } }) : route.fallback(),
  );
  await dialog.getByRole('button', { name: 'Create the project' }).click();
  await page.getByText('Too few credits.').waitFor();
  await page.waitForURL('**/projects/*');
  expect(await page.getByRole('button', { name: 'Write the scenes' }).isEnabled()).toBe(true);
});

it('pictures are uploaded by the rights in the workspace of the project, and again after a failure', async () => {
  // The chosen workspace, in which the person may do nothing, is another one.
  await page.route(/\/graphql$/, async (route) => {
    if (!route.request().postData()?.includes('query Viewer')) return route.fallback();
    const text = await (await route.fetch()).text();
    return route.fulfill({ contentType: 'application/json', body: text.replace(/"viewerCan":\[[^\]]*\]/g, '"viewerCan":[]') });
  });
  await openProject(['Sunlight looks white.']);
  await page.getByRole('button', { name: 'Choose' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Upload' }).waitFor();
  await page.route(/\/graphql$/, (route) => (asks(route, 'mutation BeginUpload') ? route.abort() : route.fallback()));
  const file = dialog.locator('input[type=file]');
  await file.setInputFiles({ name: 'sky.png', mimeType: 'image/png', buffer: Buffer.from('sky') });
  await dialog.getByText('The server does not answer.').waitFor();
  // Browsers report a choice only if it differs from the last one.
  expect(await file.inputValue()).toBe('');
});
