import { beforeEach, describe, expect, test } from 'vitest';
import type { GenerateVideo } from '../../../src/features/renders/render.service.ts';
import type { JobFilter } from '../../../src/features/jobs/job/job.read.ts';
import type { OptionOrigin } from '../../../src/platform/catalogue/film/precedence.ts';
import type { Scope } from '../../../src/platform/database/scope.ts';
import { useEngine, request } from '../../support/engine.ts';
import { makeWorld, type World } from '../../support/world.ts';

const engine = useEngine();
let world: World;
beforeEach(async () => {
  world = await makeWorld(engine);
});

const call = <T>(method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, world.actor, method);
const generate = (more: Omit<GenerateVideo, 'workspaceId'>) =>
  call((scope) => engine.renders.generateVideo(scope, { workspaceId: world.workspaceId, ...more }));
const preset = (options: object) =>
  call((scope) => engine.presets.create(scope, { workspaceId: world.workspaceId, name: 'a preset', ...options }));
const template = (more: object = {}) =>
  call((scope) =>
    engine.templates.create(scope, {
      ...{ workspaceId: world.workspaceId, name: 'a template', writes: 'SCRIPT', text: 'Rain in {{city}}.' },
      variables: [{ name: 'city', type: 'STRING', required: true }],
      ...more,
    }),
  );
const fields = (...paths: string[]) => ({ code: 'BAD_USER_INPUT', fields: paths.map((path) => ({ path })) });

describe('a film from a template', () => {
  test('is spoken in its words, with the values of the request', async () => {
    const { id } = await template();
    const job = await generate({ templateId: id, variables: { city: 'Oslo {{city}}' } });
    expect(job).toMatchObject({
      title: 'Rain in Oslo {{city}}.',
      input: { script: 'Rain in Oslo {{city}}.', prompt: null, templateId: id, variables: { city: 'Oslo {{city}}' } },
    });
  });

  test('names every value that is wrong', async () => {
    const { id } = await template();
    await expect(generate({ templateId: id, variables: { town: 1 }, look: 'no' })).rejects.toMatchObject(
      fields('input.variables.town', 'input.variables.city', 'input.look'),
    );
    await expect(generate({ templateId: id, variables: { city: 'Oslo' }, script: 'Mine.' })).rejects.toMatchObject(fields('input.script'));
    await expect(generate({ script: 'Mine.', variables: { city: 'Oslo' } })).rejects.toMatchObject(fields('input.variables'));
    const long = await template({ writes: 'PROMPT', text: '{{city}} {{city}} {{city}}' });
    await expect(generate({ templateId: long.id, variables: { city: 'a'.repeat(2_000) } })).rejects.toMatchObject(
      fields('input.variables'),
    );
    const prompt = await template({ writes: 'PROMPT' });
    const job = await generate({ templateId: prompt.id, variables: { city: 'Oslo' }, script: 'Mine.' });
    expect(job.input).toMatchObject({ prompt: 'Rain in Oslo.', script: 'Mine.' });
  });

  test('keeps its words and options when template and preset change or go', async () => {
    const look = await preset({ look: 'poster' });
    const { id } = await template({ presetId: look.id });
    const job = await generate({ templateId: id, variables: { city: 'Oslo' } });
    await call((scope) => engine.templates.delete(scope, id));
    await call((scope) => engine.presets.delete(scope, look.id));
    expect(await call((scope) => engine.jobs.get(scope, job.id))).toMatchObject({ input: { script: 'Rain in Oslo.', look: 'poster' } });
    await expect(generate({ templateId: id, variables: { city: 'Oslo' } })).rejects.toThrow('Prompt template not found.');
    await expect(generate({ presetId: look.id, script: 'Words.' })).rejects.toThrow('Preset not found.');
  });
});

describe('the options of a film', () => {
  const sourceOf = (job: { resolvedPreset?: readonly object[] | null | undefined }, name: string) =>
    (job.resolvedPreset as readonly OptionOrigin[]).find(({ option }) => option === name);

  test('come from request, template, preset, workspace and system, in this order', async () => {
    const all = { look: 'poster', transition: 'cut', captionStyle: 'none', fps: 24 };
    const workspace = await preset({ ...all, look: 'quiet' });
    const chosen = await preset({ look: 'poster', transition: 'wipeleft', captionStyle: 'classic' });
    const ofTemplate = await preset({ look: 'quiet', transition: 'slideleft' });
    await call((scope) => engine.presets.setDefault(scope, { workspaceId: world.workspaceId, presetId: workspace.id }));
    const { id: templateId } = await template({ presetId: ofTemplate.id });
    const job = await generate({ templateId, variables: { city: 'Oslo' }, presetId: chosen.id, look: 'editorial' });
    expect(job.input).toMatchObject({ look: 'editorial', transition: 'slideleft', captionStyle: 'classic', fps: 24, motion: 'GENTLE' });
    expect(sourceOf(job, 'look')).toEqual({ option: 'look', value: 'editorial', source: 'REQUEST', presetId: null });
    expect(sourceOf(job, 'transition')).toMatchObject({ source: 'TEMPLATE', presetId: ofTemplate.id });
    expect(sourceOf(job, 'captionStyle')).toMatchObject({ source: 'PRESET', presetId: chosen.id });
    expect(sourceOf(job, 'fps')).toMatchObject({ value: 24, source: 'WORKSPACE', presetId: workspace.id });
    expect(sourceOf(job, 'motion')).toMatchObject({ source: 'SYSTEM', presetId: null });
    expect(sourceOf(job, 'logoAssetId')).toBeUndefined();
  });

  test('of a preset that became wrong are refused with the preset that they come from', async () => {
    const { logoAssetId, workspaceId } = world;
    const branded = await preset({ logoAssetId });
    const job = await generate({ script: 'Words.', presetId: branded.id });
    expect(job.input).toMatchObject({ logoAssetId });
    const uses = await engine.owner('select asset_id from asset_uses where job_id = $1', [job.id]);
    expect(uses).toEqual([{ asset_id: logoAssetId }]);
    await call((scope) => engine.library.delete(scope, logoAssetId));
    await expect(generate({ script: 'Words.', presetId: branded.id })).rejects.toMatchObject({
      ...fields('input.presetId'),
      message: 'input.presetId: logoAssetId of the preset: Must be READY; this asset is DELETED.',
    });
    await call((scope) => engine.presets.setDefault(scope, { workspaceId, presetId: branded.id }));
    await expect(generate({ script: 'Words.' })).rejects.toThrow('logoAssetId of the default preset of the workspace');
    await engine.owner(`update presets set model = 'sora-1', logo_asset_id = null where id = $1`, [branded.id]);
    await expect(generate({ script: 'Words.' })).rejects.toThrow('Sora 1 was switched off');
  });

  test('name assets of the kind that they need', async () => {
    const { musicAssetId, logoAssetId, assetId, fontAssetId } = world;
    const job = await generate({ script: 'Words.', musicAssetId, referenceAssetId: assetId });
    expect(job.input).toMatchObject({ musicAssetId, referenceAssetId: assetId });
    await expect(generate({ script: 'Words.', musicAssetId: logoAssetId, referenceAssetId: fontAssetId })).rejects.toMatchObject(
      fields('input.referenceAssetId', 'input.musicAssetId'),
    );
  });

  test('name music of which at least a second is left after its start', async () => {
    const { musicAssetId } = world;
    const { id: presetId } = await preset({ musicAssetId });
    await engine.owner('update assets set duration_ms = 3000 where id = $1', [musicAssetId]);
    const job = await generate({ script: 'Words.', presetId, musicStartMs: 2_000, musicGainDb: 3 });
    expect(job.input).toMatchObject({ musicAssetId, musicStartMs: 2_000, musicGainDb: 3 });
    await expect(generate({ script: 'Words.', musicAssetId, musicStartMs: 2_001 })).rejects.toMatchObject(fields('input.musicAssetId'));
    await expect(generate({ script: 'Words.', presetId, musicStartMs: 2_001 })).rejects.toMatchObject(fields('input.presetId'));
    await expect(generate({ script: 'Words.', musicAssetId, musicStartMs: -1 })).rejects.toMatchObject(fields('input.musicStartMs'));
  });

  test('leave out the start of a preset whose music was purged', async () => {
    const { workspaceId, musicAssetId } = world;
    const { id: presetId } = await preset({ musicAssetId, musicStartMs: 1_500 });
    await call((scope) => engine.presets.setDefault(scope, { workspaceId, presetId }));
    await engine.owner('delete from assets where id = $1', [musicAssetId]);
    expect((await generate({ script: 'Words.', presetId })).input).toMatchObject({ musicAssetId: null, musicStartMs: null });
    expect((await generate({ script: 'Words.' })).input).toMatchObject({ musicAssetId: null, musicStartMs: null });
    await expect(generate({ script: 'Words.', presetId, musicStartMs: 1 })).rejects.toMatchObject(fields('input.musicStartMs'));
  });

  test('change the estimate: a length that is wished for bounds what is written', async () => {
    const estimate = (more: Omit<GenerateVideo, 'workspaceId'>) =>
      call((scope) => engine.renders.estimateVideo(scope, { workspaceId: world.workspaceId, ...more }));
    const words = 'Many words make a long film. '.repeat(40);
    const whole = await estimate({ prompt: words });
    const short = await estimate({ prompt: words, durationMs: 10_000 });
    expect(short.durationMs).toBeLessThan(20_000);
    expect(short.credits).toBeLessThan(whole.credits);
    expect(await estimate({ script: words, durationMs: 10_000 })).toEqual(await estimate({ script: words }));
    for (const durationMs of [999, 3_600_001])
      await expect(estimate({ prompt: words, durationMs })).rejects.toMatchObject(fields('input.durationMs'));
  });
});

describe('metadata', () => {
  test('comes back on the job and finds it, by all entries that are given', async () => {
    const first = await generate({ script: 'Words.', metadata: { orderId: '1', shop: 'a' } });
    const second = await generate({ script: 'Words.', metadata: { orderId: '2', shop: 'a' } });
    await generate({ script: 'Words.' });
    expect(first.metadata).toEqual({ orderId: '1', shop: 'a' });
    const found = async (metadata: unknown) => {
      const filter = { metadata } as JobFilter;
      const { rows } = await call((scope) => engine.jobs.list(scope, world.workspaceId, { filter, orderBy: null }));
      return rows.map(({ id }) => id);
    };
    expect(await found({ shop: 'a' })).toEqual([second.id, first.id]);
    expect(await found({ shop: 'a', orderId: '1' })).toEqual([first.id]);
    expect(await found({ orderId: 'no' })).toEqual([]);
    for (const wrong of ['a', ['a'], { a: 1 }, { a: 'b\0' }, { a: '\ud800' }])
      await expect(found(wrong)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'filter.metadata' }] });
  });

  test('is part of the request that an idempotency key stands for', async () => {
    const once = { script: 'Words.', metadata: { orderId: '1' }, idempotencyKey: 'once', look: null };
    const { id } = await generate(once);
    const { look: _, ...same } = once;
    expect((await generate(same)).id).toBe(id);
    await expect(generate({ ...once, metadata: { orderId: '2' } })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });
});

describe('a film whose scenes show clips', () => {
  test('is made by the provider of its model, whatever draws pictures', async () => {
    const job = await generate({ script: 'A river.', model: 'comfyui-clip' });
    expect(job.input).toMatchObject({ model: 'comfyui-clip', providers: { clip: 'comfyui', visual: 'builtin' } });
    expect((await generate({ script: 'A river.' })).input['providers']).not.toHaveProperty('clip');
    await expect(generate({ script: 'A river.', model: 'runway-gen4-turbo' })).rejects.toMatchObject(fields('input.model'));
  });

  test('costs the price of its model, and is refused while the provider fails', async () => {
    const credits = async (model: string) => (await generate({ script: 'A river that bends.', model })).creditsReserved;
    expect(await credits('runway-gen4.5')).toBeGreaterThan(2 * (await credits('storyboard')));
    await engine.owner(
      `insert into provider_circuits (kind, provider, failures, failure, failed_at) values ('CLIP', 'runway', 5, 'VENDOR_DOWN', now())`,
    );
    await expect(credits('runway-gen4.5')).rejects.toMatchObject(fields('input.model'));
    const { id: presetId } = await preset({ model: 'runway-gen4.5' });
    await expect(generate({ script: 'A river.', presetId })).rejects.toMatchObject(fields('input.presetId'));
    await engine.owner('delete from provider_circuits');
  });
});
