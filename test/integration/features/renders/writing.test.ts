import { beforeAll, describe, expect, it } from 'vitest';
import type { GenerateScript, RegenerateScene } from '../../../../src/features/renders/writing/writing.service.ts';
import { makeAsset } from '../../../support/assets.ts';
import { makeTenant, useEngine, type Tenant } from '../../../support/engine.ts';
import { makeFailingKey } from '../../../support/failing-key.ts';
import { refusal, studioOf, type Studio } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
let studio: Studio;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  studio = studioOf(engine, tenant);
});

const write = (input: GenerateScript) => studio.as((scope) => engine.writing.generateScript(scope, input));
const remake = (input: RegenerateScene) => studio.as((scope) => engine.writing.regenerateScene(scope, input));
const revisionsOf = async (sceneId: string) =>
  (await engine.owner<{ revisions: unknown }>('select revisions from scenes where id = $1', [sceneId]))[0]?.revisions;

it('tries a failing provider again with one job, which calls it', async () => {
  const other = await makeTenant(engine, 'EDITOR');
  const desk = studioOf(engine, other);
  await makeFailingKey(engine, other, 'openai', 'SCRIPT');
  await makeFailingKey(engine, other, 'stability', 'VISUAL');
  const { workspaceId } = other;
  const project = { workspaceId, name: 'Mine', brief: 'Rivers.', language: 'en' };
  const { id: projectId } = await desk.as((scope) => engine.projects.create(scope, project));
  const writer = async () => (await desk.as((scope) => engine.writing.generateScript(scope, { projectId }))).input['provider'];
  expect([await writer(), await writer()]).toEqual(['openai', 'builtin']);
  const scene = await desk.add(projectId, 'A scene.');
  const drawer = async (part: 'VOICE' | 'VISUAL') => {
    const job = await desk.as((scope) => engine.writing.regenerateScene(scope, { sceneId: scene.id, parts: [part] }));
    return (job.input['providers'] as { readonly visual: string }).visual;
  };
  expect([await drawer('VOICE'), await drawer('VISUAL'), await drawer('VISUAL')]).toEqual(['stability', 'stability', 'openai']);
});

describe('generateScript', () => {
  it('writes from the template of the project, its brief and its script, and costs nothing', async () => {
    const { workspaceId } = tenant;
    const template = await studio.as((scope) =>
      engine.templates.create(scope, {
        ...{ workspaceId, name: 'A template', writes: 'PROMPT', text: 'About {{topic}}.' },
        variables: [{ name: 'topic', type: 'STRING' }],
      }),
    );
    const project = { workspaceId, name: 'Mine', brief: 'Not this.', script: 'Word for word.', templateId: template.id };
    const { id: projectId } = await studio.as((scope) => engine.projects.create(scope, { ...project, variables: { topic: 'foxes' } }));
    const job = await write({ projectId, durationMs: 30_000, tone: 'warm' });
    expect(job).toMatchObject({ type: 'SCRIPT', title: 'Mine', projectId, projectVersion: null, creditsReserved: 0 });
    expect(job.input).toMatchObject({ prompt: 'About foxes.', script: 'Word for word.', durationMs: 30_000, tone: 'warm' });
    expect((await studio.as((scope) => engine.projects.get(scope, projectId))).status).toBe('DRAFT');
  });

  it('replaces scenes only on request', async () => {
    const { id: projectId } = await studio.as((scope) =>
      engine.projects.create(scope, { workspaceId: tenant.workspaceId, name: 'Mine', brief: 'A brief.' }),
    );
    await studio.add(projectId, 'Written by hand.');
    expect(await refusal(() => write({ projectId }))).toMatchObject({ code: 'INVALID_STATE' });
    expect(await write({ projectId, replaceScenes: true })).toMatchObject({ type: 'SCRIPT' });
  });

  it.each([
    ['nothing to write from', {}, 'input.projectId'],
    ['a length of a day', { durationMs: 86_400_000 }, 'input.durationMs'],
    ['a tone with a control character', { tone: 'a\u0007b' }, 'input.tone'],
  ])('refuses %s', async (_, more, path) => {
    const { id: projectId } = await studio.create();
    const { code, fields } = await refusal(() => write({ projectId, ...more }));
    expect([code, Object.keys(fields)]).toEqual(['BAD_USER_INPUT', [path]]);
  });
});

describe('regenerateScene', () => {
  it('counts the part that is made again, once for one idempotency key, and leaves the version of the scene', async () => {
    const { id: projectId } = await studio.create();
    const scene = await studio.add(projectId, 'A scene.');
    const [first, repeated] = [
      await remake({ sceneId: scene.id, parts: ['VOICE', 'VOICE'], idempotencyKey: 'again' }),
      await remake({ sceneId: scene.id, parts: ['VOICE'], idempotencyKey: 'again' }),
    ];
    expect(repeated.id).toBe(first.id);
    expect(await revisionsOf(scene.id)).toEqual({ voice: 1, visual: 0 });
    await remake({ sceneId: scene.id, parts: ['VISUAL', 'NARRATION'] });
    expect(await revisionsOf(scene.id)).toEqual({ voice: 1, visual: 2 });
    expect((await studio.scenesOf(projectId))[0]?.version).toBe(1);
  });

  it('never repeats a number, also after a version was restored and in a copy', async () => {
    const { id: projectId } = await studio.create();
    const scene = await studio.add(projectId, 'A scene.');
    await studio.take(projectId);
    await remake({ sceneId: scene.id, parts: ['VISUAL'] });
    await studio.as((scope) => engine.versions.restore(scope, projectId, 1));
    expect(await revisionsOf(scene.id)).toBeNull();
    const { id: copyId } = await studio.as((scope) => engine.projects.duplicate(scope, { projectId }));
    await remake({ sceneId: scene.id, parts: ['VISUAL'] });
    expect(await revisionsOf(scene.id)).toEqual({ voice: 0, visual: 2 });
    const [copied] = await studio.scenesOf(copyId);
    await remake({ sceneId: copied?.id ?? '', parts: ['VISUAL'] });
    expect(await revisionsOf(copied?.id ?? '')).toEqual({ voice: 0, visual: 2 });
  });

  it('keeps what was made again in versions and copies, and out of timelines', async () => {
    const { id: projectId } = await studio.create();
    const scene = await studio.add(projectId, 'A scene.');
    await remake({ sceneId: scene.id, parts: ['VISUAL'] });
    await studio.take(projectId);
    const { document } = await studio.as((scope) => engine.versions.get(scope, projectId, 1));
    expect(document.scenes[0]?.revisions).toEqual({ voice: 0, visual: 1 });
    const copy = await studio.as((scope) => engine.projects.duplicate(scope, { projectId }));
    const [copied] = await studio.scenesOf(copy.id);
    expect(await revisionsOf(copied?.id ?? '')).toEqual({ voice: 0, visual: 1 });
    const timeline = await studio.as((scope) => engine.timelines.export(scope, projectId));
    expect(JSON.stringify(timeline)).not.toContain('revisions');
  });

  it('refuses parts that the scene does not have made', async () => {
    const { id: projectId } = await studio.create();
    const visualAssetId = await makeAsset(engine, tenant.workspaceId);
    const shown = await studio.add(projectId, 'A scene.', { visualAssetId });
    const silent = await studio.add(projectId, '');
    for (const input of [
      { sceneId: shown.id, parts: ['VISUAL'] },
      { sceneId: silent.id, parts: ['VOICE'] },
      { sceneId: shown.id, parts: [] },
    ] as const)
      expect(await refusal(() => remake(input))).toMatchObject({ code: 'BAD_USER_INPUT', fields: { 'input.parts': expect.any(String) } });
  });
});
