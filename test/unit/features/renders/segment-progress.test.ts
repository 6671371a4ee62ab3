import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { segmentStep } from '../../../../src/features/renders/steps/segment.step.ts';
import type { FilmTools } from '../../../../src/features/renders/steps/step-results.ts';
import type { StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { FfmpegCommand } from '../../../../src/platform/media/media.ts';
import { smallSpec } from '../../../support/small-spec.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const spec = smallSpec({ voicesMs: [2_000], spec: { captionStyle: 'karaoke' } });
const stored = { hash: 'a', storageKey: 'a' };
const voice = { samples: 96_000, phrases: [{ text: 'Words of scene 0.', startMs: 0, endMs: 2_000 }] };

test('a step that draws captions, encodes and decodes reports progress in each of these phases', async () => {
  await using folder = await temporaryFolder();
  const events: (string | number)[] = [];
  /** Two reports of each run of ffmpeg. */
  const run = async (command: FfmpegCommand) => {
    events.push(command.output.endsWith('.areas') ? 'decode' : 'encode');
    for (const fraction of [0.5, 1]) command.onProgress?.(fraction);
    await writeFile(command.output, '');
    return { log: '', wallMs: 0 };
  };
  async function* pictures(count: number) {
    for (let index = 0; index < count; index += 1) yield new Uint8Array();
  }
  const tools = {
    media: { run },
    drawing: { captions: async (_: object, steps: readonly object[]) => ({ x: 0, y: 0, pictures: pictures(steps.length) }) },
    providers: { get: async () => ({}) },
    artifacts: {
      fetch: async () => undefined,
      getOrCreate: async (_scope: object, _key: object, [name = '']: readonly string[], make: () => Promise<Record<string, object>>) => ({
        artifacts: { [name]: { ...stored, metadata: {}, ...(await make())[name] } },
        reused: false,
      }),
    },
  } as unknown as FilmTools;
  await segmentStep(tools)({
    ...{ job: { workspaceId: 'w', spec }, step: { position: 0, sceneId: spec.scenes[0]!.id }, workDir: folder.path, log: silentLog },
    ...{ signal: new AbortController().signal, report: (fraction: number) => void events.push(fraction) },
    results: async () => [
      { name: 'VOICE', position: 0, result: { clip: stored, voice } },
      { name: 'VISUAL', position: 0, result: { picture: stored } },
    ],
  } as unknown as StepRun);
  const [drawn, encoded] = [events.indexOf('encode'), events.indexOf('decode')];
  expect(drawn).toBeGreaterThan(10);
  expect(encoded).toBe(drawn + 3);
  expect(events).toHaveLength(encoded + 3);
  const fractions = events.filter((event) => typeof event === 'number');
  // The same fraction again does not count as progress.
  expect(fractions).toEqual([...new Set(fractions)].toSorted((one, other) => one - other));
  expect(fractions.at(-1)).toBeCloseTo(1, 6);
});
