import { beforeEach, expect, test } from 'vitest';
import type { GivenOptions } from '../../../../src/platform/catalogue/film/film-options.ts';
import { makeAsset } from '../../../support/assets.ts';
import { makeTenant, useEngine, type Tenant } from '../../../support/engine.ts';
import { refusal, studioOf, type Studio } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
let studio: Studio;
beforeEach(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  studio = studioOf(engine, tenant);
});

const makeMusic = (): Promise<string> => makeAsset(engine, tenant.workspaceId, { kind: 'AUDIO' });
const makePreset = (options: GivenOptions) =>
  studio.as((scope) => engine.presets.create(scope, { workspaceId: tenant.workspaceId, name: 'Music', ...options }));
const render = (projectId: string) => studio.as((scope) => engine.projectRenders.render(scope, { projectId }));

test('a project whose music is too short after its start is refused with a finding', async () => {
  const { workspaceId } = tenant;
  const musicAssetId = await makeMusic();
  const preset = await makePreset({ musicAssetId, musicStartMs: 2_001 });
  const { id } = await studio.as((scope) => engine.projects.create(scope, { workspaceId, name: 'Mine', presetId: preset.id }));
  await studio.add(id, 'A scene with a few words.');
  const lasts = (ms: number) => engine.owner('update assets set duration_ms = $2 where id = $1', [musicAssetId, ms]);
  await lasts(3_000);
  const { ok, findings } = await studio.as((scope) => engine.projectRenders.check(scope, id));
  expect({ ok, findings }).toEqual({
    ok: false,
    findings: [
      {
        ...{ type: 'MUSIC_TOO_SHORT', severity: 'ERROR', field: 'musicStartMs', assetId: musicAssetId, measuredMs: 3_000, limit: 3_001 },
        message: 'Music must last at least 1000 ms after musicStartMs, which is 2001; this asset lasts 3000 ms.',
      },
    ],
  });
  expect(await refusal(() => render(id))).toMatchObject({ code: 'INVALID_STATE' });
  await lasts(3_001);
  expect((await render(id)).input).toMatchObject({ musicAssetId, musicStartMs: 2_001 });
});

test('the project of a film keeps the music whose start the request gave when the preset has other music', async () => {
  const { workspaceId } = tenant;
  const musicAssetId = await makeMusic();
  const { id: presetId } = await makePreset({ musicAssetId });
  const { projectId } = await studio.as((scope) =>
    engine.renders.generateVideo(scope, { workspaceId, script: 'Words.', presetId, musicStartMs: 1_500 }),
  );
  if (projectId == null) throw new Error('the film has no project');
  await studio.add(projectId, 'A scene with a few words.');
  const change = { expectedVersion: 1, musicAssetId: null, musicMood: 'calm' };
  await studio.as((scope) => engine.presets.update(scope, presetId, change));
  expect((await render(projectId)).input).toMatchObject({ musicAssetId, musicStartMs: 1_500, musicMood: null });
});
