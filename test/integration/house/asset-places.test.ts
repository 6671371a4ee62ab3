import { readFileSync } from 'node:fs';
import { buildSchema, isInputObjectType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/id.ts';
import type { Scope } from '../../../src/platform/database/scope.ts';
import { makeAsset } from '../../support/assets.ts';
import { openConnector } from '../../support/connector.ts';
import { makeTenant, request, useEngine, type Tenant } from '../../support/engine.ts';
import { refusal } from '../../support/studio.ts';

const engine = useEngine({ publishing: await openConnector() });
let tenant: Tenant;
let place: {
  readonly projectId: string;
  readonly sceneId: string;
  readonly presetId: string;
  readonly templateId: string;
  readonly seriesId: string;
  readonly channelId: string;
};
/** Assets that fit, by their kind. */
const good: Record<string, string> = {};

const as = <T>(call: (scope: Scope) => Promise<T>): Promise<T> => request(engine, tenant.actor, call);

beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR', 1_000);
  const { workspaceId } = tenant;
  const project = await as((scope) => engine.projects.create(scope, { workspaceId, name: 'A film' }));
  const scene = await as((scope) => engine.scenes.add(scope, { projectId: project.id, narration: 'A scene.' }));
  const preset = await as((scope) => engine.presets.create(scope, { workspaceId, name: 'Ours' }));
  const template = await as((scope) => engine.templates.create(scope, { workspaceId, name: 'One', writes: 'SCRIPT', text: 'Mine.' }));
  const times = { name: 's', cron: '0 9 * * *', timeZone: 'UTC', templateId: template.id };
  const itemsAssetId = await makeAsset(engine, workspaceId, { kind: 'DOCUMENT' });
  const series = await as((scope) => engine.series.create(scope, { workspaceId, ...times, itemsAssetId }));
  const channelId = newId();
  await engine.owner(
    `insert into channels (id, workspace_id, target, name, external_id, features) values ($1::uuid, $2, 'BUCKET', 'a bucket', $1::text, '{UPLOAD,THUMBNAIL}')`,
    [channelId, workspaceId],
  );
  place = { projectId: project.id, sceneId: scene.id, presetId: preset.id, templateId: template.id, seriesId: series.id, channelId };
  for (const kind of ['IMAGE', 'AUDIO', 'VIDEO']) good[kind] = await makeAsset(engine, workspaceId, { kind });
});

interface Place {
  /** Kind of asset that fits. */
  readonly kind: string;
  readonly call: (scope: Scope, id: string) => Promise<unknown>;
}

const addScene = (kind: string, field: string): Place => ({
  kind,
  call: (scope, id) => engine.scenes.add(scope, { projectId: place.projectId, narration: 'More.', [field]: id }),
});
const updateScene = (kind: string, field: string): Place => ({
  kind,
  call: (scope, id) => engine.scenes.update(scope, place.sceneId, { expectedVersion: 1, [field]: id }),
});
const createPreset = (kind: string, field: string): Place => ({
  kind,
  call: (scope, id) => engine.presets.create(scope, { workspaceId: tenant.workspaceId, name: 'Theirs', [field]: id }),
});
const updatePreset = (kind: string, field: string): Place => ({
  kind,
  call: (scope, id) => engine.presets.update(scope, place.presetId, { expectedVersion: 1, [field]: id }),
});
const generateVideo = (kind: string, field: string): Place => ({
  kind,
  call: (scope, id) => engine.renders.generateVideo(scope, { workspaceId: tenant.workspaceId, script: 'Words.', [field]: id }),
});

/** Fields that name the subject of the call: an asset that cannot be shared is an INVALID_STATE. */
const SUBJECTS = [
  'CreateShareLinkInput.assetId',
  'CreateCommentInput.assetId',
  'ReviewAssetInput.assetId',
  'CreateShowcaseItemInput.assetId',
  'TrialImageInput.assetId',
  'PublicationFilter.assetId',
  'PublishVideoInput.assetId',
];

/** Every other field of the schema that takes the id of an asset. */
const PLACES: Readonly<Record<string, Place>> = {
  'AddSceneInput.visualAssetId': addScene('IMAGE', 'visualAssetId'),
  'AddSceneInput.voiceAssetId': addScene('AUDIO', 'voiceAssetId'),
  'UpdateSceneInput.visualAssetId': updateScene('IMAGE', 'visualAssetId'),
  'UpdateSceneInput.voiceAssetId': updateScene('AUDIO', 'voiceAssetId'),
  'CreatePresetInput.fontAssetId': createPreset('FONT', 'fontAssetId'),
  'CreatePresetInput.logoAssetId': createPreset('IMAGE', 'logoAssetId'),
  'CreatePresetInput.musicAssetId': createPreset('AUDIO', 'musicAssetId'),
  'UpdatePresetInput.fontAssetId': updatePreset('FONT', 'fontAssetId'),
  'UpdatePresetInput.logoAssetId': updatePreset('IMAGE', 'logoAssetId'),
  'UpdatePresetInput.musicAssetId': updatePreset('AUDIO', 'musicAssetId'),
  'GenerateVideoInput.musicAssetId': generateVideo('AUDIO', 'musicAssetId'),
  'GenerateVideoInput.referenceAssetId': generateVideo('IMAGE', 'referenceAssetId'),
  'GenerateClipInput.imageAssetId': {
    kind: 'IMAGE',
    call: (scope, imageAssetId) =>
      engine.media.generateClip(scope, { workspaceId: tenant.workspaceId, prompt: 'A river', durationMs: 2_000, imageAssetId }),
  },
  'GenerateAvatarInput.portraitAssetId': {
    kind: 'IMAGE',
    call: (scope, portraitAssetId) => engine.media.generateAvatar(scope, { portraitAssetId, audioAssetId: good['AUDIO'] ?? '' }),
  },
  'GenerateAvatarInput.audioAssetId': {
    kind: 'AUDIO',
    call: (scope, audioAssetId) => engine.media.generateAvatar(scope, { portraitAssetId: good['IMAGE'] ?? '', audioAssetId }),
  },
  'TranscribeAssetInput.assetId': { kind: 'AUDIO', call: (scope, assetId) => engine.media.transcribeAsset(scope, { assetId }) },
  'CreateBatchInput.itemsAssetId': {
    kind: 'DOCUMENT',
    call: (scope, itemsAssetId) =>
      engine.batches.create(scope, { workspaceId: tenant.workspaceId, name: 'b', templateId: place.templateId, itemsAssetId }),
  },
  'CreateSeriesInput.itemsAssetId': {
    kind: 'DOCUMENT',
    call: (scope, itemsAssetId) => engine.series.create(scope, { ...seriesOf(), itemsAssetId }),
  },
  'UpdateSeriesInput.itemsAssetId': {
    kind: 'DOCUMENT',
    call: (scope, itemsAssetId) => engine.series.update(scope, place.seriesId, { itemsAssetId }),
  },
  'PublishVideoInput.thumbnailAssetId': {
    kind: 'IMAGE',
    call: (scope, thumbnailAssetId) =>
      engine.publications.publish(scope, {
        ...{ channelId: place.channelId, assetId: good['VIDEO'] ?? '', title: 'A film', madeForKids: false, thumbnailAssetId },
      }),
  },
};

const seriesOf = () => ({
  ...{ workspaceId: tenant.workspaceId, name: 's', cron: '0 9 * * *', timeZone: 'UTC', templateId: place.templateId },
});

test('every field of the schema that takes the id of an asset is among the places', () => {
  const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
  const named = Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((type) =>
      Object.keys(type.getFields())
        .filter((field) => /assetId$/i.test(field))
        .map((field) => `${type.name}.${field}`),
    );
  expect([...Object.keys(PLACES), ...SUBJECTS].toSorted()).toEqual(named.toSorted());
});

describe.each(Object.entries(PLACES))('%s', (name, { kind, call }) => {
  const field = name.split('.')[1] ?? '';
  const refused = (id: string) => refusal(() => as((scope) => call(scope, id)));

  test.each(['PROCESSING', 'DELETED', 'REJECTED'])('refuses an asset that is %s, and names the field', async (status) => {
    const { code, fields } = await refused(await makeAsset(engine, tenant.workspaceId, { kind, status }));
    expect([code, Object.keys(fields)]).toEqual(['BAD_USER_INPUT', [`input.${field}`]]);
  });

  test('refuses an asset of another workspace exactly as one that does not exist', async () => {
    const stranger = await makeTenant(engine);
    const [foreign, missing] = [await refused(await makeAsset(engine, stranger.workspaceId, { kind })), await refused(newId())];
    expect(['BAD_USER_INPUT', 'NOT_FOUND']).toContain(foreign.code);
    expect(foreign).toEqual(missing);
  });
});
