import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Timeline } from '../../../../src/features/projects/timeline/timeline.schema.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { makeAsset } from '../../../support/assets.ts';
import { makeTenant, useEngine, type Tenant } from '../../../support/engine.ts';
import { refusal, studioOf, type Studio } from '../../../support/studio.ts';
import { timelines } from '../../../support/timelines.ts';

const engine = useEngine();
let tenant: Tenant;
let studio: Studio;
let pictureId: string;
let recordingId: string;
let clipId: string;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  studio = studioOf(engine, tenant);
  pictureId = await makeAsset(engine, tenant.workspaceId, { kind: 'IMAGE' });
  recordingId = await makeAsset(engine, tenant.workspaceId, { kind: 'AUDIO' });
  clipId = await makeAsset(engine, tenant.workspaceId, { kind: 'VIDEO' });
});

const bring = (timeline: unknown) => studio.as((scope) => engine.timelines.import(scope, { workspaceId: tenant.workspaceId, timeline }));
const take = (id: string): Promise<Timeline> => studio.as((scope) => engine.timelines.export(scope, id));
const overlay = (more: object) => ({ id: 'o', position: { x: 0, y: 0 }, width: 0.5, start: { from: 'FILM' }, text: 'x', ...more });
const clips = (count: number, more: object = {}) => ({
  kind: 'CLIP',
  overlays: Array.from({ length: count }, (_, index) => {
    const { text: _text, ...placed } = overlay({ id: `clip-${index}`, assetId: newId(), ...more });
    return placed;
  }),
});
const withOverlays = (...overlays: object[]) => ({
  ...{ schema: 1, project: { name: 'A film' }, scenes: [{ id: 'intro' }] },
  tracks: [{ kind: 'TEXT', overlays: overlays.map((more) => overlay(more)) }],
});

describe('tracks', () => {
  it('keep files that are gone, but no video is moved to a picture and no picture to a clip', async () => {
    const gone = await makeAsset(engine, tenant.workspaceId, { kind: 'VIDEO' });
    const { id } = await studio.create();
    const track = (kind: string, assetId: string) => ({ ...clips(1, { id: newId(), assetId }), kind });
    const change = (expectedVersion: number, tracks: readonly object[]) =>
      studio.as((scope) => engine.projects.update(scope, id, { expectedVersion, tracks: JSON.parse(JSON.stringify(tracks)) as object }));
    await change(1, [track('CLIP', clipId), track('CLIP', gone), track('PICTURE', pictureId)]);
    await engine.owner(`update assets set status = 'DELETED', deleted_at = now() where id = $1`, [gone]);
    await change(2, [track('CLIP', gone), track('LOGO', pictureId), track('CLIP', clipId)]);
    const moved = [track('PICTURE', clipId), track('LOGO', clipId), track('CLIP', pictureId)];
    const { fields } = await refusal(() => change(3, moved));
    expect(fields).toEqual({
      'input.tracks.0.overlays.0.assetId': 'Must be an asset of the kind IMAGE; this is VIDEO.',
      'input.tracks.1.overlays.0.assetId': 'Must be an asset of the kind IMAGE; this is VIDEO.',
      'input.tracks.2.overlays.0.assetId': 'Must be an asset of the kind VIDEO; this is IMAGE.',
    });
  });
});

describe('a timeline', () => {
  it('survives import and export, and a second import and export unchanged', async () => {
    const survives = fc.asyncProperty(timelines({ pictureId, recordingId, clipId }), async (timeline) => {
      const first = await take(await bring(timeline));
      expect(first).toMatchObject(JSON.parse(JSON.stringify(timeline, (_, value: unknown) => normalized(value))) as object);
      const again = await take(await bring(first));
      expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    });
    await fc.assert(survives, { numRuns: 25, seed: 20_261_201, endOnFailure: true });
  });

  it('of a project that was edited here survives too, with the ids of its scenes', async () => {
    const { id } = await studio.create();
    const scene = await studio.add(id, 'A', { visualAssetId: pictureId });
    const tracks = withOverlays({ start: { from: 'SCENE', id: scene.id, offsetMs: 40 } }).tracks;
    await studio.as((scope) => engine.projects.update(scope, id, { expectedVersion: 1, tracks }));
    const first = await take(id);
    expect(first.scenes).toMatchObject([{ id: scene.id, narration: 'A', visualAssetId: pictureId }]);
    const copy = await bring(first);
    expect(await take(copy)).toEqual(first);
    const duplicate = await studio.as((scope) => engine.projects.duplicate(scope, { projectId: copy }));
    expect(await take(duplicate.id)).toEqual(first);
    expect((await studio.scenesOf(copy))[0]?.id).not.toBe(scene.id);
  });

  it('loses the overlays that start with a removed scene, and those after them', async () => {
    const timeline = withOverlays(
      { id: 'a', start: { from: 'SCENE', id: 'intro' } },
      { id: 'b', start: { from: 'OVERLAY', id: 'a' } },
      { id: 'c', start: { from: 'OVERLAY', id: 'b' } },
      { id: 'd' },
    );
    const id = await bring(timeline);
    const [scene] = await studio.scenesOf(id);
    await studio.as((scope) => engine.scenes.remove(scope, scene!.id));
    const { tracks } = await take(id);
    expect(tracks[0]?.overlays.map((one) => one.id)).toEqual(['d']);
    expect(await studio.as((scope) => engine.projects.get(scope, id))).toMatchObject({ version: 2 });
  });
});

describe('a timeline is refused', () => {
  const scene = { id: 'a' };
  const base = { schema: 1, project: { name: 'A film' } };
  it.each<[string, object, Record<string, string>]>([
    [
      'with unknown keys, each by its path',
      { ...base, extra: 1, scenes: [{ ...scene, color: 'red' }] },
      { extra: 'Unknown key.', 'scenes.0.color': 'Unknown key.' },
    ],
    ['without a name', { schema: 1, project: {} }, { 'project.name': 'Is missing.' }],
    ['of another format', { ...base, schema: 2 }, { schema: 'Must be 1.' }],
    [
      'with a text in the place of a number',
      { ...base, scenes: [{ ...scene, durationMs: 'long' }] },
      { 'scenes.0.durationMs': 'Must be a number.' },
    ],
    [
      'with a thousand scenes',
      { ...base, scenes: Array.from({ length: 1_000 }, (_, index) => ({ id: `s${index}` })) },
      { scenes: 'Must have at most 200 items.' },
    ],
    ['with two scenes of one id', { ...base, scenes: [scene, scene] }, { 'scenes.1.id': 'Another scene has this id.' }],
    [
      'with an id that is no name',
      { ...base, scenes: [{ id: 'a b' }] },
      { 'scenes.0.id': 'Must consist of letters, digits and the characters . _ : -' },
    ],
    [
      'with an unknown scene',
      withOverlays({ start: { from: 'SCENE', id: 'no' } }),
      { 'tracks.0.overlays.0.start.id': 'The timeline has no scene with this id.' },
    ],
    [
      'with an unknown overlay',
      withOverlays({ start: { from: 'OVERLAY', id: 'no' } }),
      { 'tracks.0.overlays.0.start.id': 'The timeline has no overlay with this id.' },
    ],
    ['with two overlays of one id', withOverlays({}, {}), { 'tracks.0.overlays.1.id': 'Another overlay has this id.' }],
    [
      'with an overlay after itself',
      withOverlays({ start: { from: 'OVERLAY', id: 'o' } }),
      { 'tracks.0.overlays.0.start.id': 'The overlay would start after itself.' },
    ],
    [
      'with a circle of overlays',
      withOverlays({ id: 'a', start: { from: 'OVERLAY', id: 'b' } }, { id: 'b', start: { from: 'OVERLAY', id: 'a' } }),
      {
        'tracks.0.overlays.0.start.id': 'The overlay would start after itself.',
        'tracks.0.overlays.1.start.id': 'The overlay would start after itself.',
      },
    ],
    [
      'with a track of no known kind',
      { ...base, tracks: [{ kind: 'SOUND', overlays: [] }] },
      { 'tracks.0.kind': '`kind` names no known kind.' },
    ],
    [
      'with an overlay outside of the frame',
      withOverlays({ position: { x: 2, y: 0 } }),
      { 'tracks.0.overlays.0.position.x': 'Must be at most 1.' },
    ],
    [
      'with a clip that starts before its file or is slowed to fit',
      { ...base, tracks: [clips(1, { trimStartMs: -1, shortClip: 'SLOW', height: 0, speed: 0 })] },
      {
        'tracks.0.overlays.0.trimStartMs': 'Must be at least 0.',
        'tracks.0.overlays.0.shortClip': expect.stringContaining('LOOP') as string,
        'tracks.0.overlays.0.height': 'Must be more than 0.',
        'tracks.0.overlays.0.speed': 'Must be at least 0.25.',
      },
    ],
    [
      'with 21 clips in two tracks',
      { ...base, tracks: [clips(15), clips(6)] },
      { 'tracks.1.overlays': 'All tracks together must have at most 20 clips.' },
    ],
    [
      'with an overlay before its start',
      withOverlays({ start: { from: 'FILM', offsetMs: -1 } }),
      { 'tracks.0.overlays.0.start.offsetMs': 'Must be at least 0.' },
    ],
    [
      'with an override of direction',
      { ...base, scenes: [{ ...scene, narration: 'a\u202Eb' }] },
      { 'scenes.0.narration': 'Must not contain control, direction or invisible characters; U+202E is at position 1.' },
    ],
    [
      'with an unknown language',
      { schema: 1, project: { name: 'x', language: 'xx' } },
      { 'project.language': expect.stringMatching(/^Not supported\. Choose en, .* or sv, with or without a region\.$/) as string },
    ],
  ])('%s', async (_what, timeline, faults) => {
    const fields = Object.fromEntries(Object.entries(faults).map(([path, message]) => [`input.timeline.${path}`, message]));
    expect(await refusal(() => bring(timeline))).toMatchObject({ code: 'BAD_USER_INPUT', fields });
  });

  it.each([null, [], 'text', 1])('when it is %j', async (timeline) => {
    expect(await refusal(() => bring(timeline))).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.timeline': 'Must be an object.' },
    });
  });

  it('with assets, templates and presets that the workspace cannot use, and leaves nothing behind', async () => {
    const before = await engine.owner('select id from projects');
    const stranger = await makeTenant(engine, 'EDITOR');
    const foreign = await makeAsset(engine, stranger.workspaceId);
    const [processing, font] = [
      await makeAsset(engine, tenant.workspaceId, { status: 'PROCESSING' }),
      await makeAsset(engine, tenant.workspaceId, { kind: 'FONT' }),
    ];
    const scenes = [
      { id: 'a', visualAssetId: foreign },
      { id: 'b', voiceAssetId: pictureId },
      { id: 'c', visualAssetId: processing },
    ];
    const tracks = [
      { kind: 'LOGO', overlays: [{ ...overlay({ assetId: font }), text: undefined }] },
      clips(1, { assetId: pictureId }),
      clips(1, { id: 'foreign', assetId: foreign }),
    ];
    const { fields } = await refusal(() => bring({ ...base, scenes, tracks: JSON.parse(JSON.stringify(tracks)) as object }));
    expect(fields).toEqual({
      'input.timeline.scenes.0.visualAssetId': 'Asset not found.',
      'input.timeline.scenes.1.voiceAssetId': 'Must be an asset of the kind AUDIO; this is IMAGE.',
      'input.timeline.scenes.2.visualAssetId': 'The asset is still being checked. Wait until its status is READY.',
      'input.timeline.tracks.0.overlays.0.assetId': 'Must be an asset of the kind IMAGE; this is FONT.',
      'input.timeline.tracks.1.overlays.0.assetId': 'Must be an asset of the kind VIDEO; this is IMAGE.',
      'input.timeline.tracks.2.overlays.0.assetId': 'Asset not found.',
    });
    const choices = await refusal(() => bring({ ...base, project: { name: 'x', templateId: newId(), presetId: newId() } }));
    expect(choices.fields).toEqual({
      'input.timeline.project.templateId': 'Prompt template not found.',
      'input.timeline.project.presetId': 'Preset not found.',
    });
    expect(await engine.owner('select id from projects')).toEqual(before);
  });
});

/** Texts as they are stored. */
const normalized = (value: unknown): unknown => (typeof value === 'string' ? value.normalize('NFC').trim() : value);
