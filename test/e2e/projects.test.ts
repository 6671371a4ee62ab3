import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, refused, register, type Person, type Variables } from '../support/client.ts';
import { endPrograms } from '../support/program.ts';
import { editScene, endOf, importProject, render, scenesOf, type RenderedJob } from '../support/projects.ts';
import { startStack, type Stack } from '../support/stack.ts';

/** Long enough that a third of each is more than a transition. */
const narrationOf = (index: number): string => `This is what is said in scene number ${index} of the film, and nothing else.`;

let stack: Stack;
let person: Person;
let small: string;

beforeAll(async () => {
  stack = await startStack();
  person = await register(stack.url);
  const { createPreset } = await gql<{ createPreset: { id: string } }>(
    person,
    'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, name: 'Small', resolution: 'P360' } },
  );
  small = createPreset.id;
});
afterAll(async () => {
  await stack.stop();
  await endPrograms();
});

const stateOf = async (projectId: string) =>
  (
    await gql<{ project: { status: string; latestVersion: number; latestVideo: { id: string } | null } }>(
      person,
      'query ($id: ID!) { project(id: $id) { status latestVersion latestVideo { id } } }',
      { id: projectId },
    )
  ).project;

describe('a film of a project', () => {
  let projectId: string;
  let first: RenderedJob;

  beforeAll(async () => {
    const scenes = Array.from({ length: 20 }, (_, index) => ({ narration: narrationOf(index) }));
    projectId = await importProject(person, 'Twenty scenes', scenes);
    first = await render(person, projectId, { presetId: small });
  });

  it('is made of its scenes, names its version, and becomes its latest video', async () => {
    expect(first).toMatchObject({ status: 'COMPLETED', title: 'Twenty scenes', projectVersion: 1, failure: null });
    expect(first.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(await stateOf(projectId)).toEqual({ status: 'RENDERED', latestVersion: 1, latestVideo: { id: first.video?.id } });
  });

  it('makes one scene and its two transitions again after an edit of that scene', async () => {
    await editScene(person, projectId, 9, { narration: 'These words are new, and so they are longer than they were before.' });
    const second = await render(person, projectId, { presetId: small });
    expect(second).toMatchObject({ status: 'COMPLETED', projectVersion: 2 });
    // The segment of scene 8 has the transition into scene 9, that of scene 9 its body and the transition out of it.
    expect(second.reuse).toMatchObject({ VOICE: '19 of 20', VISUAL: '19 of 20', SEGMENT: '18 of 20' });
  });

  it('is the same film again when nothing was edited', async () => {
    const again = await render(person, projectId, { presetId: small });
    expect(again.projectVersion).toBe(2);
    expect(again.reuse).toMatchObject({ VOICE: '20 of 20', VISUAL: '20 of 20', SEGMENT: '20 of 20', ASSEMBLE: '1 of 1' });
  });

  it('is shared by a copy of the project, whose scenes have other ids', async () => {
    const { duplicateProject } = await gql<{ duplicateProject: { id: string } }>(
      person,
      'mutation ($id: ID!) { duplicateProject(input: { projectId: $id, name: "Twenty scenes" }) { id } }',
      { id: projectId },
    );
    const copy = await render(person, duplicateProject.id, { presetId: small });
    expect(copy.reuse).toMatchObject({ VOICE: '20 of 20', VISUAL: '20 of 20', SEGMENT: '20 of 20', ASSEMBLE: '1 of 1' });
  });
});

describe('scenes', () => {
  it('have their own caption, transition, length and motion, and need no words', async () => {
    const projectId = await importProject(person, 'All fields', [
      { narration: 'The first scene speaks.', caption: 'Shown instead', transition: 'wipeleft', transitionMs: 800, durationMs: 6_000 },
      { narration: '', caption: 'Only to be read', transition: 'cut', durationMs: 3_000, motion: 'KEN_BURNS' },
      { narration: 'The last scene speaks too.', motion: 'GENTLE' },
    ]);
    const film = await render(person, projectId, { presetId: small });
    expect(film).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(film.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(film.video?.durationMs).toBeGreaterThan(9_000);
    const captions = await (await fetch(film.captions?.downloadUrl ?? '')).text();
    expect(captions).toContain('Shown instead');
    expect(captions).toContain('Only to be read');
    expect(captions).not.toContain('first scene');
  });

  it('that cannot be rendered yet are refused by name', async () => {
    const empty = await importProject(person, 'Nothing', []);
    const call = refused(person, 'mutation ($id: ID!) { renderProject(input: { projectId: $id }) { id } }', { id: empty });
    expect((await call).extensions).toMatchObject({ code: 'INVALID_STATE', details: { findings: [{ type: 'NO_SCENES' }] } });
    expect(await stateOf(empty)).toMatchObject({ status: 'DRAFT', latestVersion: 0 });
  });
});

describe('writing', () => {
  const start = async (mutation: string, input: Variables): ReturnType<typeof endOf> => {
    const answer = await gql<Record<string, { id: string }>>(
      person,
      `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { id } }`,
      { input },
    );
    return endOf(person, answer[mutation]?.id ?? '');
  };

  it('fills a project from its brief, and makes one picture again without anything else', async () => {
    const { createProject } = await gql<{ createProject: { id: string } }>(
      person,
      'mutation ($input: CreateProjectInput!) { createProject(input: $input) { id } }',
      {
        input: {
          ...{ workspaceId: person.workspaceId, name: 'Written', presetId: small },
          brief: 'Why is the sky blue? Sunlight holds every color. Air scatters blue light most.',
        },
      },
    );
    const projectId = createProject.id;
    expect(await start('generateScript', { projectId })).toMatchObject({ status: 'COMPLETED', failure: null });
    const scenes = await scenesOf(person, projectId);
    expect(scenes.map(({ narration }) => narration)).toContain('Sunlight holds every color.');
    const call = refused(person, 'mutation ($id: ID!) { generateScript(input: { projectId: $id }) { id } }', { id: projectId });
    expect((await call).extensions.code).toBe('INVALID_STATE');

    expect(await render(person, projectId)).toMatchObject({ status: 'COMPLETED' });
    const remade = await start('regenerateScene', { sceneId: scenes[1]?.id, parts: ['VISUAL'] });
    expect(remade).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(remade.reuse).toMatchObject({ SCRIPT: '0 of 1', VISUAL: '0 of 1', VOICE: '0 of 0' });
    const count = scenes.length;
    expect((await render(person, projectId)).reuse).toMatchObject({
      VOICE: `${count} of ${count}`,
      VISUAL: `${count} of ${count}`,
      SEGMENT: `${count - 2} of ${count}`,
    });
  });
});
