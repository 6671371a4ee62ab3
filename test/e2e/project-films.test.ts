import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadImage } from '@napi-rs/canvas';
import { download, generate, readCaptions, sha256 } from '../support/films.ts';
import { ask, gql, refused, register, type Person, type Variables } from '../support/client.ts';
import { endPrograms } from '../support/program.ts';
import { wavHeader } from '../../src/platform/audio/wav-header.ts';
import { editScene, endOf, importProject, render, scenesOf, sendFile, type RenderedJob } from '../support/projects.ts';
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

const statusOf = async (assetId: string): Promise<string> =>
  (await gql<{ asset: { status: string } }>(person, 'query ($id: ID!) { asset(id: $id) { status } }', { id: assetId })).asset.status;

/** A tone that swells as syllables do. */
function spokenWave(ms: number): Buffer {
  const samples = Int16Array.from({ length: ms * 48 }, (_, at) => {
    const seconds = at / 48_000;
    return 9_000 * (0.6 + 0.4 * Math.sin(25 * seconds)) * Math.sin(2_764 * seconds);
  });
  return Buffer.concat([wavHeader(samples.length, 48_000), new Uint8Array(samples.buffer)]);
}

const preview = async (projectId: string, atMs: number, sceneId?: string): Promise<Buffer> => {
  const { previewFrame } = await gql<{ previewFrame: { url: string } }>(
    person,
    'mutation ($input: PreviewFrameInput!) { previewFrame(input: $input) { url } }',
    { input: { projectId, atMs, sceneId } },
  );
  return download({ downloadUrl: previewFrame.url });
};

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

  it('shows a film as a clip, plays a recording and has texts over it; another trim makes that scene again and no other', async () => {
    const voiceAssetId = await sendFile(person, 'spoken.wav', 'audio/wav', spokenWave(3_000));
    await expect.poll(() => statusOf(voiceAssetId), { timeout: 30_000 }).toBe('READY');
    const title = { id: 'title', text: 'Over it all', position: { x: 0.5, y: 0.2 }, width: 0.8, start: { from: 'SCENE', id: 'scene-1' } };
    const other = await importProject(
      person,
      'Made of files',
      [
        { narration: narrationOf(0) },
        { narration: 'The first words. The second words.', voiceAssetId, visualAssetId: first.video?.id, trimStartMs: 2_000, speed: 2 },
        { narration: narrationOf(1) },
        { narration: narrationOf(2) },
      ],
      [{ kind: 'TEXT', overlays: [{ ...title, lengthMs: 2_000, fadeInMs: 300, fadeOutMs: 300 }] }],
    );
    const film = await render(person, other, { presetId: small });
    expect(film).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(film.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(film.checks.find(({ name }) => name === 'captionTimes')?.measured).toBe('with the voice, estimated in 1 scene');
    const { width, height } = await loadImage(await preview(other, 8_000));
    expect([width, height]).toEqual([1280, 720]);
    await editScene(person, other, 1, { trimStartMs: 3_000, clipGainDb: -6 });
    const again = await render(person, other, { presetId: small });
    // Scene 0 has the transition into the clip.
    expect(again.reuse).toMatchObject({ VOICE: '4 of 4', VISUAL: '3 of 4', SEGMENT: '2 of 4' });
    expect(again.checks.filter(({ ok }) => !ok)).toEqual([]);
    await editScene(person, other, 1, { clipGainDb: 0 });
    const louder = await render(person, other, { presetId: small });
    expect(louder.reuse).toMatchObject({ VISUAL: '4 of 4', SEGMENT: '4 of 4', ASSEMBLE: '0 of 1' });
    expect(louder.video?.sha256).not.toBe(again.video?.sha256);
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

describe('a film that was requested', () => {
  const PROJECT = 'query ($id: ID!) { job(id: $id) { projectVersion project { id name status options } } }';

  it('has a project with its scenes, where an edit of one makes that one again', async () => {
    const script = Array.from({ length: 5 }, (_, index) => narrationOf(index)).join('\n\n');
    const jobId = await generate(person, { script, look: 'poster', transition: 'wipeleft', motion: 'GENTLE' });
    const first = await endOf(person, jobId);
    const { job } = await gql<{ job: { projectVersion: number; project: { id: string; name: string } } }>(person, PROJECT, { id: jobId });
    expect(job).toMatchObject({ projectVersion: 1, project: { status: 'RENDERED', name: first.title, options: { look: 'poster' } } });
    const { id } = job.project;
    expect((await scenesOf(person, id)).map(({ narration }) => narration)).toEqual(script.split('\n\n'));

    const again = await render(person, id);
    expect(again.reuse).toMatchObject({ VOICE: '5 of 5', VISUAL: '5 of 5', SEGMENT: '5 of 5', ASSEMBLE: '1 of 1' });
    expect(again.projectVersion).toBe(1);
    await editScene(person, id, 2, { narration: 'Nobody has said these words before, in none of the other scenes.' });
    const edited = await render(person, id);
    expect(edited.reuse).toMatchObject({ VOICE: '4 of 5', VISUAL: '4 of 5', SEGMENT: '3 of 5' });
  });
});

describe('scenes', () => {
  it('have their own caption, transition, length and motion, and need no words', async () => {
    const projectId = await importProject(person, 'All fields', [
      {
        ...{ narration: 'The first scene speaks.', caption: 'Shown instead', transition: 'wipeleft', transitionMs: 800, durationMs: 6_000 },
        captionTranslations: [{ language: 'de', text: 'Stattdessen gezeigt' }],
      },
      { narration: '', caption: 'Only to be read', transition: 'cut', durationMs: 3_000, motion: 'KEN_BURNS' },
      {
        ...{ narration: 'The last scene speaks too.', motion: 'GENTLE' },
        captionTranslations: [
          { language: 'de', text: 'Auch die letzte Szene spricht.' },
          { language: 'ar', text: 'المشهد الأخير يتكلم أيضًا.' },
        ],
      },
    ]);
    const film = await render(person, projectId, { presetId: small, renditions: ['CAPTION_TRANSLATIONS'] });
    expect(film).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(film.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(film.video?.durationMs).toBeGreaterThan(9_000);
    const captions = await (await fetch(film.captions?.downloadUrl ?? '')).text();
    expect(captions).toContain('Shown instead');
    expect(captions).toContain('Only to be read');
    expect(captions).not.toContain('first scene');

    // Translations are files of their own, with the times of the words that are spoken or shown.
    const { job } = await gql<{
      job: { renditions: { kind: string; language: string | null; url: string; asset: { fileName: string } }[] };
    }>(person, 'query ($id: ID!) { job(id: $id) { renditions { kind language url asset { fileName } } } }', { id: film.id });
    const translated = job.renditions.filter(({ kind }) => kind === 'CAPTION_TRANSLATIONS');
    expect(translated.map(({ language, asset: { fileName } }) => [language, fileName])).toEqual([
      ['ar', 'All-fields-ar.vtt'],
      ['ar', 'All-fields-ar.srt'],
      ['de', 'All-fields-de.vtt'],
      ['de', 'All-fields-de.srt'],
    ]);
    const [arabic = '', , german = '', srt = ''] = await Promise.all(translated.map(async ({ url }) => (await fetch(url)).text()));
    const [first, , last] = readCaptions(captions);
    // Its own caption stays until it can be read, which takes longer for the longer translation.
    const [shown, ...spoken] = readCaptions(german);
    expect(shown).toMatchObject({ startMs: first?.startMs, text: 'Stattdessen gezeigt' });
    expect(shown?.endMs).toBeGreaterThanOrEqual(first?.endMs ?? Infinity);
    expect(shown?.endMs).toBeLessThan(last?.startMs ?? 0);
    expect(spoken).toEqual([{ ...last, text: 'Auch die letzte Szene spricht.' }]);
    expect(readCaptions(arabic)).toEqual([{ ...last, text: 'المشهد الأخير يتكلم أيضًا.' }]);
    expect(srt).toContain('Stattdessen gezeigt');
    const check = await gql<{ checkProject: { findings: { type: string; field: string }[] } }>(
      person,
      'query ($id: ID!) { checkProject(id: $id) { findings { type field } } }',
      { id: projectId },
    );
    const missing = check.checkProject.findings.filter(({ type }) => type === 'MISSING_TRANSLATION');
    // The first scene lacks Arabic, the second one both.
    expect(missing).toEqual(Array.from({ length: 2 }, () => ({ type: 'MISSING_TRANSLATION', field: 'captionTranslations' })));
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
    expect(remade.reuse).toMatchObject({ SCRIPT: '0 of 1', VISUAL: '0 of 1' });
    const count = scenes.length;
    expect((await render(person, projectId)).reuse).toMatchObject({
      VOICE: `${count} of ${count}`,
      VISUAL: `${count} of ${count}`,
      SEGMENT: `${count - 2} of ${count}`,
    });
  });
});

describe('a preview', () => {
  it('shows the frame of a time, in a scene, in a transition and behind the end', async () => {
    const projectId = await importProject(person, 'Looked at', [
      { narration: '', caption: 'The first', durationMs: 3_000, transition: 'fade', transitionMs: 1_000, motion: 'KEN_BURNS' },
      { narration: '', caption: 'The second', durationMs: 3_000, motion: 'GENTLE' },
    ]);
    const frames: Buffer[] = [];
    for (const atMs of [1_000, 3_000, 5_000, 100_000]) frames.push(await preview(projectId, atMs));
    expect(new Set(frames.map(sha256)).size).toBe(4);
    for (const frame of frames) {
      const { width, height } = await loadImage(frame);
      expect([width, height]).toEqual([1280, 720]);
    }
    expect(sha256(await preview(projectId, 1_000))).toBe(sha256(frames[0] ?? Buffer.alloc(0)));

    const [, second] = await scenesOf(person, projectId);
    // The second scene begins at 3 s; a time after its end is its last frame.
    expect(sha256(await preview(projectId, 2_000, second?.id))).toBe(sha256(frames[2] ?? Buffer.alloc(0)));
    expect(sha256(await preview(projectId, 100_000, second?.id))).toBe(sha256(frames[3] ?? Buffer.alloc(0)));
    const strange = await refused(
      person,
      'mutation ($id: ID!) { previewFrame(input: { projectId: $id, sceneId: $id, atMs: 0 }) { url } }',
      {
        id: projectId,
      },
    );
    expect(strange.extensions).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is given up after five seconds without a worker', async () => {
    const projectId = await importProject(person, 'Busy', [{ narration: 'One scene.' }, { narration: 'Another scene.' }]);
    const { pid: worker } = await stack.program.heard(({ msg }) => msg === 'worker is ready');
    process.kill(worker, 'SIGSTOP');
    const call = ask(person, 'mutation ($id: ID!) { previewFrame(input: { projectId: $id, atMs: 0 }) { url } }', { id: projectId });
    const { errors, status } = await call.finally(() => process.kill(worker, 'SIGCONT'));
    expect([errors[0]?.extensions.code, status]).toEqual(['UNAVAILABLE', 503]);
  });
});
