import { createCanvas } from '@napi-rs/canvas';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { AssetService } from '../../../../src/features/assets/asset.service.ts';
import type { StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import { filmStepHandlers } from '../../../../src/features/renders/steps/step-handlers.ts';
import type { WritingTools } from '../../../../src/features/renders/steps/writing.step.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { MediaCall } from '../../../../src/platform/media/media.ts';
import { smallSpec } from '../../../support/small-spec.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const PNG = createCanvas(64, 36).toBuffer('image/png');
const stored = { hash: 'a', storageKey: 'a', metadata: {} };

/** The step VISUAL of each scene shows a picture of the workspace, for which a tool runs until `end`. */
function placing(workDir: string, opening: { opening?: number }) {
  const spec = smallSpec({ voicesMs: [1_000, 1_000], spec: opening });
  const picture = { assetId: newId(), sha256: 'a', width: 640, height: 360, fit: 'FILL' as const };
  const film = { ...spec, scenes: spec.scenes.map((scene) => ({ ...scene, picture })) };
  const calls: MediaCall[] = [];
  const tools = {
    media: { run: async (_: object, call: MediaCall) => void calls.push(call) },
    drawing: { ground: () => '#000000' },
    storage: { getFile: (_: string, path: string) => writeFile(path, PNG) },
    artifacts: {
      getOrCreate: async (_scope: object, _key: object, [name = '']: readonly string[], make: () => Promise<object>) => {
        await make();
        return { artifacts: { [name]: stored }, reused: false };
      },
    },
  } as unknown as WritingTools;
  const asset = { storageKey: 'a', contentType: 'image/png', width: 640, height: 360 };
  const visual = filmStepHandlers(tools, {} as AssetService).VIDEO?.VISUAL;
  const place = (position: number, found: Promise<object>) =>
    visual?.({
      ...{ job: { workspaceId: 'w', spec: film }, step: { position, sceneId: film.scenes[position]?.id, format: 0 } },
      ...{ workDir, log: silentLog, signal: new AbortController().signal, report: () => undefined },
      scope: { tx: () => found },
    } as unknown as StepRun);
  return { place, calls, asset };
}

test('tools that start while the opening of a film is made run in the background, and no others', async () => {
  await using folder = await temporaryFolder();
  const { place, calls, asset } = placing(folder.path, { opening: 60 });
  const first = Promise.withResolvers<object>();
  const opening = place(0, first.promise);
  await place(1, Promise.resolve(asset));
  first.resolve(asset);
  await opening;
  await place(1, Promise.resolve(asset));
  expect(calls.map(({ isBackground = false }) => isBackground)).toEqual([true, false, false]);
});

test('a film without an opening lets nobody wait', async () => {
  await using folder = await temporaryFolder();
  const { place, calls, asset } = placing(folder.path, {});
  const first = Promise.withResolvers<object>();
  const picture = place(0, first.promise);
  await place(1, Promise.resolve(asset));
  first.resolve(asset);
  await picture;
  expect(calls.map(({ isBackground = false }) => isBackground)).toEqual([false, false]);
});
