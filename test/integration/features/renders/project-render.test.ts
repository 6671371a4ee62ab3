import { beforeAll, describe, expect, it } from 'vitest';
import type { RenderProject } from '../../../../src/features/renders/project/project-render.service.ts';
import { makeAsset } from '../../../support/assets.ts';
import { makeTenant, useEngine, type Tenant } from '../../../support/engine.ts';
import { refusal, studioOf, type Studio } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
let studio: Studio;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  studio = studioOf(engine, tenant);
});

const render = (input: RenderProject, as: Studio = studio) => as.as((scope) => engine.projectRenders.render(scope, input));
const check = (id: string, as: Studio = studio) => as.as((scope) => engine.projectRenders.check(scope, id));
const typesOf = async (id: string): Promise<string[]> => (await check(id)).findings.map(({ type, severity }) => `${severity} ${type}`);

/** A picture with a size, as ingest leaves it. */
const makePicture = async (width: number, height: number): Promise<string> => {
  const id = await makeAsset(engine, tenant.workspaceId);
  await engine.owner('update assets set width = $2, height = $3, sha256 = id::text where id = $1', [id, width, height]);
  return id;
};

/** A clip or a recording with a length, as ingest leaves it. */
const makeFile = async (kind: 'VIDEO' | 'AUDIO', durationMs: number): Promise<string> => {
  const id = await makeAsset(engine, tenant.workspaceId, { kind });
  await engine.owner('update assets set duration_ms = $2, width = 4000, height = 3000, sha256 = id::text where id = $1', [id, durationMs]);
  return id;
};

describe('a render', () => {
  it('freezes a version, reserves its maximum cost, and makes the project RENDERING until it ends', async () => {
    const { id: projectId } = await studio.create('A film of mine');
    await studio.add(projectId, 'The only scene.');
    const { credits } = await check(projectId);
    const job = await render({ projectId });
    expect(job).toMatchObject({ type: 'VIDEO', title: 'A film of mine', projectId, projectVersion: 1, creditsReserved: credits });
    const statusOf = async () => (await studio.as((scope) => engine.projects.get(scope, projectId))).status;
    expect(await statusOf()).toBe('RENDERING');
    await studio.as((scope) => engine.jobs.cancel(scope, job.id));
    expect(await statusOf()).toBe('DRAFT');
  });

  it('is made once for one idempotency key, whatever is edited in between', async () => {
    const { id: projectId } = await studio.create();
    await studio.add(projectId, 'A scene.');
    const first = await render({ projectId, idempotencyKey: 'one' });
    await studio.add(projectId, 'Another scene.');
    const repeated = await render({ projectId, presetId: null, idempotencyKey: 'one' });
    expect([repeated.id, repeated.projectVersion]).toEqual([first.id, 1]);
  });

  it('takes language and aspect ratio of the project, and the rest of the preset that the call names', async () => {
    const { workspaceId } = tenant;
    const preset = (look: string) =>
      studio.as((scope) => engine.presets.create(scope, { workspaceId, name: look, look, aspectRatio: 'PORTRAIT_9_16' }));
    const [own, chosen] = [await preset('poster'), await preset('quiet')];
    const { id: projectId } = await studio.as((scope) =>
      engine.projects.create(scope, { workspaceId, name: 'Mine', presetId: own.id, aspectRatio: 'SQUARE_1_1' }),
    );
    await studio.add(projectId, 'A scene.');
    expect((await render({ projectId })).input).toMatchObject({ look: 'poster', aspectRatio: 'SQUARE_1_1' });
    expect((await render({ projectId, presetId: chosen.id })).input).toMatchObject({ look: 'quiet', aspectRatio: 'SQUARE_1_1' });
    expect(await refusal(() => render({ projectId, presetId: projectId }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is made in the formats of the call, each for the credits of a film, in the shape of the project where none is given', async () => {
    const { workspaceId } = tenant;
    const { id: projectId } = await studio.as((scope) =>
      engine.projects.create(scope, { workspaceId, name: 'Shapes', aspectRatio: 'SQUARE_1_1' }),
    );
    await studio.add(projectId, 'A scene.');
    const { credits } = await check(projectId);
    const formats = [{ resolution: 'P360' }, { aspectRatio: 'PORTRAIT_9_16' }, {}] as const;
    const job = await render({ projectId, formats });
    expect(job.creditsReserved).toBe(3 * credits);
    expect(job.input).toMatchObject({
      ...{ aspectRatio: 'SQUARE_1_1', resolution: 'P360' },
      formats: [
        { aspectRatio: 'SQUARE_1_1', resolution: 'P360' },
        { aspectRatio: 'PORTRAIT_9_16', resolution: 'P720' },
        { aspectRatio: 'SQUARE_1_1', resolution: 'P720' },
      ],
    });
    const steps = await engine.owner<{ name: string; format: number }>(
      `select name, format from job_steps where job_id = $1 and name in ('ASSEMBLE', 'VERIFY', 'DELIVER') order by format, name`,
      [job.id],
    );
    expect(steps.map(({ name, format }) => `${name} ${format}`)).toEqual([
      ...['ASSEMBLE 0', 'DELIVER 0', 'VERIFY 0', 'ASSEMBLE 1', 'VERIFY 1', 'ASSEMBLE 2', 'VERIFY 2'],
    ]);
    expect(await refusal(() => render({ projectId, formats: [{}, {}] }))).toMatchObject({
      fields: { 'input.formats.1': expect.any(String) },
    });
  });

  it('keeps what it shows and plays from being purged', async () => {
    const { id: projectId, version } = await studio.create();
    const [visualAssetId, assetId] = [await makePicture(4_000, 3_000), await makePicture(400, 300)];
    const clip = await makeFile('VIDEO', 60_000);
    const voiceAssetId = await makeFile('AUDIO', 5_000);
    await studio.add(projectId, 'A picture.', { visualAssetId });
    await studio.add(projectId, 'A clip.', { visualAssetId: clip, voiceAssetId });
    const overlay = { id: 'logo', assetId, position: { x: 0.9, y: 0.1 }, width: 0.1, start: { from: 'FILM' } };
    const over = await makeFile('VIDEO', 5_000);
    const tracks = [
      { kind: 'LOGO', overlays: [overlay] },
      { kind: 'CLIP', overlays: [{ ...overlay, id: 'clip', assetId: over }] },
    ];
    await studio.as((scope) => engine.projects.update(scope, projectId, { expectedVersion: version, tracks }));
    const { id } = await render({ projectId });
    const used = await engine.owner<{ asset_id: string }>('select asset_id from asset_uses where job_id = $1', [id]);
    expect(used.map(({ asset_id }) => asset_id).toSorted()).toEqual([visualAssetId, assetId, clip, over, voiceAssetId].toSorted());
  });

  it('is refused with every error of the check, and leaves no version', async () => {
    const { id: projectId } = await studio.create();
    const [clip, recording] = [await makeFile('VIDEO', 5_000), await makeFile('AUDIO', 600_001)];
    await studio.add(projectId, 'A clip.', { visualAssetId: clip, trimStartMs: 5_000 });
    await studio.add(projectId, 'A recording.', { voiceAssetId: recording });
    const refused = await refusal(() => render({ projectId }));
    expect(refused.code).toBe('INVALID_STATE');
    expect(refused.details?.['findings']).toMatchObject([
      { type: 'CLIP_TOO_SHORT', field: 'trimStartMs', assetId: clip },
      { type: 'RECORDING_TOO_LONG', field: 'voiceAssetId', assetId: recording, measuredMs: 600_001, limit: 600_000 },
    ]);
    expect((await studio.as((scope) => engine.projects.get(scope, projectId))).latestVersion).toBe(0);
  });

  it('is refused for characters that no font has, with the finding of the check', async () => {
    const { id: projectId } = await studio.create();
    const { id: sceneId } = await studio.add(projectId, 'A rune \u{16A0}.');
    expect(await refusal(() => render({ projectId }))).toMatchObject({
      code: 'INVALID_STATE',
      details: { findings: [{ type: 'MISSING_GLYPH', text: '\u{16A0}', sceneId }] },
    });
  });

  it('is refused without enough credits', async () => {
    const poor = await makeTenant(engine, 'EDITOR', 0);
    const theirs = studioOf(engine, poor);
    const { id: projectId } = await theirs.create();
    await theirs.add(projectId, 'A scene.');
    expect(await refusal(() => render({ projectId }, theirs))).toMatchObject({ code: 'INSUFFICIENT_CREDITS' });
    expect(await check(projectId, theirs)).toMatchObject({
      ok: false,
      findings: [{ type: 'INSUFFICIENT_CREDITS', severity: 'ERROR', required: 1, available: 0 }],
    });
  });
});

describe('a check', () => {
  it('finds nothing wrong with plain scenes', async () => {
    const { id } = await studio.create();
    await studio.add(id, 'The first scene, with a few words.');
    await studio.add(id, 'The second scene, with a few words.', { visualAssetId: await makePicture(4_000, 3_000) });
    expect(await check(id)).toMatchObject({ ok: true, findings: [], credits: 2 });
  });

  it.each([
    ['nothing at all', '', {}, ['ERROR NO_NARRATION']],
    ['only a caption', '', { caption: 'Read me' }, ['WARNING NO_NARRATION']],
    ['a caption too long to be read', 'Short.', { caption: 'x'.repeat(200) }, ['WARNING READING_SPEED']],
    ['more words than time', 'These are many words for half a second.', { durationMs: 500 }, ['WARNING NARRATION_TOO_LONG']],
    ['a character that no font has', 'A rune \u{16A0}.', {}, ['ERROR MISSING_GLYPH']],
    ['a prompt for a picture', 'A scene.', { visualPrompt: 'A hill' }, ['WARNING NOT_RENDERED_YET']],
  ])('reports a scene with %s', async (_, narration, more, expected) => {
    const { id } = await studio.create();
    await studio.add(id, narration, more);
    expect(await typesOf(id)).toEqual(expected);
  });

  it('reports a scene that lacks a translation that others have, unless it has no captions', async () => {
    const { id } = await studio.create();
    await studio.add(id, 'The first scene.', { captionTranslations: [{ language: 'de', text: 'Die erste Szene.' }] });
    const { id: sceneId } = await studio.add(id, 'The second scene.', { captionTranslations: [{ language: 'fr', text: 'La seconde.' }] });
    await studio.add(id, '', { visualAssetId: await makePicture(4_000, 3_000) });
    const missing = (await check(id)).findings.filter(({ type }) => type === 'MISSING_TRANSLATION');
    expect(missing.map(({ message }) => /translated to (\w+)/.exec(message)?.[1])).toEqual(['fr', 'de']);
    expect(missing[1]).toMatchObject({ severity: 'WARNING', sceneId, field: 'captionTranslations' });
  });

  it('finds nothing wrong with a prompt for a clip that a provider makes, and with characters that are only spoken', async () => {
    const { workspaceId } = tenant;
    const { id: presetId } = await studio.as((scope) =>
      engine.presets.create(scope, { workspaceId, name: 'Clips', model: 'runway-gen4.5', captionStyle: 'none' }),
    );
    const { id } = await studio.as((scope) => engine.projects.create(scope, { workspaceId, name: 'Hills', presetId }));
    await studio.add(id, 'A rune \u{16A0}.', { visualPrompt: 'A hill at night' });
    expect(await typesOf(id)).toEqual([]);
  });

  it('finds nothing wrong with words that are only shown, in a script that no voice reads', async () => {
    const { workspaceId } = tenant;
    const { id: presetId } = await studio.as((scope) => engine.presets.create(scope, { workspaceId, name: 'Silent', voice: 'NONE' }));
    const { id } = await studio.as((scope) => engine.projects.create(scope, { workspaceId, name: 'Read me', presetId }));
    await studio.add(id, 'これは日本語の字幕です。');
    expect(await check(id)).toMatchObject({ ok: true, findings: [] });
    await studio.add(id, 'Too many words for the half second that this scene lasts.', { durationMs: 500 });
    await studio.add(id, '');
    expect(await typesOf(id)).toEqual([
      'WARNING TRANSITION_TOO_LONG',
      'WARNING READING_SPEED',
      'WARNING TRANSITION_TOO_LONG',
      'ERROR NO_NARRATION',
    ]);
  });

  it('reports a transition that is longer than its scenes allow', async () => {
    const { id } = await studio.create();
    await studio.add(id, '', { caption: 'One', durationMs: 3_000, transition: 'fade', transitionMs: 2_000 });
    await studio.add(id, 'The other scene says something for a while.');
    const { findings } = await check(id);
    expect(findings.find(({ type }) => type === 'TRANSITION_TOO_LONG')).toMatchObject({ measuredMs: 2_000, limit: 1_000 });
  });

  it('reports small pictures, and assets that became unusable', async () => {
    const { id } = await studio.create();
    const [small, gone] = [await makePicture(192, 108), await makePicture(4_000, 3_000)];
    await studio.add(id, 'A small picture.', { visualAssetId: small });
    await studio.add(id, 'A deleted picture.', { visualAssetId: gone });
    await studio.as((scope) => engine.library.delete(scope, gone));
    expect((await check(id)).findings).toMatchObject([
      { type: 'UPSCALED', assetId: small, scale: 6.67, limit: 1 },
      { type: 'ASSET_NOT_READY', assetId: gone, field: 'visualAssetId' },
    ]);
    expect(await refusal(() => render({ projectId: id }))).toMatchObject({ code: 'INVALID_STATE' });
  });

  it('names the format that has a problem, of several; a problem of all formats is reported once', async () => {
    const { id } = await studio.create();
    const wide = await makePicture(1_280, 720);
    await studio.add(id, 'A wide picture.', { visualAssetId: wide, fit: 'FILL' });
    await studio.add(id, 'The words of a second scene, of ten or so.', { durationMs: 500 });
    const P720 = { aspectRatio: 'LANDSCAPE_16_9', resolution: 'P720' } as const;
    const tall = { aspectRatio: 'PORTRAIT_9_16', resolution: 'P1080' } as const;
    const found = async (...formats: readonly object[]) => {
      const { findings } = await studio.as((scope) => engine.projectRenders.check(scope, id, formats));
      return findings.map(({ type, format, scale, message }) => ({ type, format, scale, where: message.split(':', 1)[0] }));
    };
    expect(await found(P720)).toMatchObject([{ type: 'NARRATION_TOO_LONG' }]);
    const [enlarged, common, ...more] = await found(P720, tall);
    expect(enlarged).toEqual({ type: 'UPSCALED', format: tall, scale: 2.67, where: 'In PORTRAIT_9_16 at P1080' });
    expect(common).toMatchObject({ type: 'NARRATION_TOO_LONG', format: undefined });
    expect(more).toEqual([]);
    expect(
      (await found(tall, { ...tall, resolution: 'P2160' })).flatMap(({ type, format }) =>
        type === 'UPSCALED' ? [format?.resolution] : [],
      ),
    ).toEqual(['P1080', 'P2160']);
    expect(await refusal(() => found(tall, tall))).toMatchObject({ fields: { 'formats.1': expect.any(String) } });
  });

  it('reports an asset of the preset that was deleted, and leaves the preset and overlays that name one editable', async () => {
    const { workspaceId } = tenant;
    const logoAssetId = await makePicture(400, 400);
    const preset = await studio.as((scope) => engine.presets.create(scope, { workspaceId, name: 'Logo', logoAssetId }));
    const { id, version } = await studio.as((scope) => engine.projects.create(scope, { workspaceId, name: 'Mine', presetId: preset.id }));
    await studio.add(id, 'A scene with a few words.');
    const overlay = (assetId: string) => ({ id: assetId, assetId, position: { x: 0.5, y: 0.5 }, width: 0.5, start: { from: 'FILM' } });
    const overlays = [overlay(logoAssetId)];
    const edit = (expectedVersion: number, shown: typeof overlays) =>
      studio.as((scope) =>
        engine.projects.update(scope, id, { expectedVersion, tracks: shown.length > 0 ? [{ kind: 'PICTURE', overlays: shown }] : null }),
      );
    await edit(version, overlays);
    await studio.as((scope) => engine.library.delete(scope, logoAssetId));
    const other = await makeAsset(engine, workspaceId, { status: 'PROCESSING' });
    expect(await refusal(() => edit(version + 1, [...overlays, overlay(other)]))).toMatchObject({
      fields: { 'input.tracks.0.overlays.1.assetId': expect.any(String) },
    });
    await edit(version + 1, [{ ...overlay(logoAssetId), width: 0.4 }]);
    await edit(version + 2, []);
    expect(await typesOf(id)).toEqual(['ERROR ASSET_NOT_READY']);
    expect(await refusal(() => render({ projectId: id }))).toMatchObject({ code: 'INVALID_STATE' });
    const { version: ofPreset } = await studio.as((scope) => engine.presets.get(scope, preset.id));
    const change = (changes: object, expectedVersion = ofPreset) =>
      studio.as((scope) => engine.presets.update(scope, preset.id, { expectedVersion, ...changes }));
    await change({ look: 'poster' });
    expect(await refusal(() => change({ logoAssetId: other }, ofPreset + 1))).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('reports a clip that is too short, and overlays that are too late, gone or of no font', async () => {
    const { workspaceId } = tenant;
    const [clip, gone] = [await makeFile('VIDEO', 1_000), await makePicture(100, 100)];
    const place = { position: { x: 0.5, y: 0.5 }, width: 0.5 };
    const overlays = [
      { ...place, id: 'title', text: 'Over it', start: { from: 'FILM' } },
      { ...place, id: 'late', text: 'A rune \u{16A0}.', start: { from: 'SCENE', id: 'a', offsetMs: 600_000 } },
    ];
    const logo = { ...place, id: 'logo', assetId: gone, start: { from: 'OVERLAY', id: 'title' } };
    const timeline = {
      schema: 1,
      project: { name: 'Mine' },
      scenes: [{ id: 'a', narration: 'A scene that speaks for longer than one second.', visualAssetId: clip }],
      tracks: [
        { kind: 'TEXT', overlays },
        { kind: 'LOGO', overlays: [logo] },
      ],
    };
    const id = await studio.as((scope) => engine.timelines.import(scope, { workspaceId, timeline }));
    await studio.as((scope) => engine.library.delete(scope, gone));
    // The title stays until the end of the film: what follows it is never shown.
    expect(await typesOf(id)).toEqual([
      'WARNING CLIP_TOO_SHORT',
      'ERROR ASSET_NOT_READY',
      'WARNING OVERLAY_NOT_SHOWN',
      'WARNING OVERLAY_NOT_SHOWN',
      'ERROR MISSING_GLYPH',
    ]);
  });

  it('reports clips over the scenes that are too short or trimmed to nothing', async () => {
    const { workspaceId } = tenant;
    const assetId = await makeFile('VIDEO', 1_000);
    const place = { assetId, position: { x: 0.5, y: 0.5 }, width: 0.5, start: { from: 'FILM' } };
    const overlays = [
      { ...place, id: 'short', lengthMs: 2_000 },
      { ...place, id: 'enough', lengthMs: 500, trimStartMs: 500 },
      { ...place, id: 'endless', shortClip: 'HOLD' },
      { ...place, id: 'nothing', trimStartMs: 1_000 },
    ];
    const scenes = [{ id: 'a', narration: '', caption: 'Silent', durationMs: 6_000 }];
    const timeline = { schema: 1, project: { name: 'Mine' }, scenes, tracks: [{ kind: 'CLIP', overlays }] };
    const id = await studio.as((scope) => engine.timelines.import(scope, { workspaceId, timeline }));
    const found = (await check(id)).findings.filter(({ type }) => type === 'CLIP_TOO_SHORT');
    const about = { field: 'tracks', assetId };
    expect(found).toMatchObject([
      { ...about, severity: 'WARNING', measuredMs: 1_000, limit: 2_000, message: expect.stringContaining('starts again') as string },
      { ...about, severity: 'WARNING', measuredMs: 1_000, limit: 6_000, message: expect.stringContaining('is held') as string },
      { ...about, severity: 'ERROR', measuredMs: 0, limit: 1_000 },
    ]);
    expect(await refusal(() => render({ projectId: id }))).toMatchObject({ code: 'INVALID_STATE' });
  });

  it('takes the length of a recording for that of its words', async () => {
    const { id } = await studio.create();
    const voiceAssetId = await makeFile('AUDIO', 61_000);
    await studio.add(id, '', { voiceAssetId });
    expect(await check(id)).toMatchObject({ ok: true, findings: [], credits: 7 });
    await studio.add(id, 'Short.', { voiceAssetId, durationMs: 5_000 });
    expect((await check(id)).findings).toMatchObject([{ type: 'NARRATION_TOO_LONG', measuredMs: 61_000, limit: 5_000 }]);
  });
});
