import { faker } from '@faker-js/faker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, follow, gql, refused, register, type Api, type ApiError, type Following, type Person } from '../support/client.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

interface SceneState {
  readonly id: string;
  readonly version: number;
  readonly position: number;
  readonly narration: string;
}
interface ProjectState {
  readonly id: string;
  readonly version: number;
  readonly brief: string | null;
  readonly updatedAt: string;
  readonly scenes: readonly SceneState[];
}
interface Change {
  readonly cursor: string;
  readonly type: string;
  readonly project: ProjectState | null;
}

const PROJECT = 'id version brief updatedAt scenes { id version position narration }';
const OPEN = `query ($id: ID!) { project(id: $id) { ${PROJECT} } }`;
const FOLLOW = `subscription ($workspaceId: ID!) { workspaceEvents(workspaceId: $workspaceId, types: [PROJECT]) { cursor type project { ${PROJECT} } } }`;
const ADD = 'mutation ($input: AddSceneInput!) { addScene(input: $input) { id } }';
const MOVE = 'mutation ($id: ID!, $input: MoveSceneInput!) { moveScene(id: $id, input: $input) { id } }';
const EDIT = 'mutation ($id: ID!, $input: UpdateSceneInput!) { updateScene(id: $id, input: $input) { version } }';
const BRIEF = 'mutation ($id: ID!, $input: UpdateProjectInput!) { updateProject(id: $id, input: $input) { version } }';

const EDITS = 50;

let stack: Stack;
let person: Person;
beforeAll(async () => {
  faker.seed(20_261_130);
  stack = await startStack();
  person = await register(stack.url);
});
afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

/** A client that shows a project as the last event did, and edits what it shows. */
class Editor {
  readonly written: string[] = [];
  conflicts = 0;
  readonly following: Following<Change>;
  #shown: ProjectState;

  constructor(
    private readonly api: Api,
    private readonly name: string,
    workspaceId: string,
    project: ProjectState,
  ) {
    this.#shown = project;
    this.following = follow<Change>(api, FOLLOW, { workspaceId }, { onEvent: ({ project: seen }) => seen && (this.#shown = seen) });
  }

  get shown(): ProjectState {
    return this.#shown;
  }

  async editOnce(index: number): Promise<void> {
    const { id, scenes } = this.shown;
    const [scene, other] = [faker.helpers.arrayElement(scenes), faker.helpers.arrayElement(scenes)];
    const mark = `${this.name}${index};`;
    const kind = faker.number.int(9);
    if (kind < 2)
      return void (await gql(this.api, MOVE, { id: scene.id, input: { afterSceneId: other.id === scene.id ? null : other.id } }));
    this.written.push(mark);
    if (kind < 3) return void (await gql(this.api, ADD, { input: { projectId: id, afterSceneId: other.id, narration: mark } }));
    if (kind < 5) return this.#merge(BRIEF, id, { version: this.shown.version, text: this.shown.brief ?? '' }, 'brief', mark);
    return this.#merge(EDIT, scene.id, { version: scene.version, text: scene.narration }, 'narration', mark);
  }

  /** Appends the mark to what is shown and, after a conflict, to what the answer says is there now. */
  async #merge(
    query: string,
    id: string,
    from: { version: number; text: string },
    field: 'brief' | 'narration',
    mark: string,
  ): Promise<void> {
    for (let { version, text } = from; ;) {
      const { errors } = await ask(this.api, query, { id, input: { expectedVersion: version, [field]: `${text}${mark}` } });
      const [error] = errors;
      if (!error) return;
      this.conflicts += 1;
      const current = currentOf(error);
      [version, text] = [current.version, current[field] ?? ''];
    }
  }
}

function currentOf(error: ApiError): { readonly version: number; readonly brief?: string | null; readonly narration?: string } {
  expect(error.extensions.code).toBe('CONFLICT');
  return error.extensions.details?.['current'] as ReturnType<typeof currentOf>;
}

const open = async (api: Api, id: string): Promise<ProjectState> => (await gql<{ project: ProjectState }>(api, OPEN, { id })).project;

async function apiKey(): Promise<Api> {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const input = { workspaceId: person.workspaceId, name: 'second client', role: 'EDITOR', expiresAt };
  const { createApiKey } = await gql<{ createApiKey: { secret: string } }>(
    person,
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
    { input },
  );
  return { url: stack.url, accessToken: createApiKey.secret };
}

it.each([
  ['a tenth of a second', 100, 'Must be at least 500.'],
  ['half an hour', 1_800_000, 'Must be at most 600000.'],
])('a scene of %s is refused: the answer names the field and the limit', async (_, durationMs, message) => {
  const { createProject } = await gql<{ createProject: { id: string } }>(
    person,
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, name: 'Extremes' } },
  );
  const input = { projectId: createProject.id, narration: 'Words.' };
  const { addScene } = await gql<{ addScene: { id: string } }>(person, ADD, { input });
  const refusals = [
    await refused(person, ADD, { input: { ...input, durationMs } }),
    await refused(person, EDIT, { id: addScene.id, input: { expectedVersion: 1, durationMs } }),
  ];
  for (const { extensions } of refusals)
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.durationMs', message }] });
  expect((await open(person, createProject.id)).scenes).toMatchObject([{ narration: 'Words.', version: 1 }]);
  for (const accepted of [500, 600_000]) await gql(person, ADD, { input: { ...input, durationMs: accepted } });
});

it('a project that two clients edit at once loses no edit and shows the same to both', async () => {
  const { createProject } = await gql<{ createProject: { id: string } }>(
    person,
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, name: 'Edited by two' } },
  );
  const projectId = createProject.id;
  for (let index = 0; index < 5; index += 1) await gql(person, ADD, { input: { projectId, narration: `s${index};` } });
  const start = await open(person, projectId);
  const second = await apiKey();
  const editors = [new Editor(person, 'a', person.workspaceId, start), new Editor(second, 'b', person.workspaceId, start)];
  await Promise.all(editors.map(({ following }) => following.until(({ type }) => type === 'READY')));

  await Promise.all(
    editors.map(async (editor) => {
      for (let index = 0; index < EDITS; index += 1) await editor.editOnce(index);
    }),
  );

  const final = await open(person, projectId);
  expect(await open(second, projectId)).toEqual(final);
  // What was answered to the last edit reaches both within a second.
  const reached = editors.map(({ following }) => following.until(({ project }) => project?.updatedAt === final.updatedAt));
  const late = AbortSignal.timeout(1_000);
  await Promise.race([
    Promise.all(reached),
    new Promise((_, reject) => late.addEventListener('abort', () => reject(new Error('too late')))),
  ]);
  for (const editor of editors) expect(editor.shown).toEqual(final);

  const texts = `${final.brief ?? ''}${final.scenes.map(({ narration }) => narration).join('')}`;
  const marks = texts
    .split(';')
    .filter(Boolean)
    .map((mark) => `${mark};`);
  const written = [...editors.flatMap((editor) => editor.written), ...start.scenes.map(({ narration }) => narration)];
  expect(marks.toSorted()).toEqual(written.toSorted());
  expect(final.scenes.map(({ position }) => position)).toEqual(final.scenes.map((_, index) => index));
  // Otherwise the test has not tried what it is about.
  expect(editors.reduce((sum, { conflicts }) => sum + conflicts, 0)).toBeGreaterThan(0);
  for (const { following } of editors) following.leave();
}, 120_000);
