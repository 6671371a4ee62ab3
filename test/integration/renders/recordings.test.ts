import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FilmSpec, SceneSpec } from '../../../src/features/renders/film/film-spec.ts';
import { recordedVoice } from '../../../src/features/renders/film/sound/recorded-voice.ts';
import type { FilmTools, PartRun } from '../../../src/features/renders/steps/step-results.ts';
import { newId } from '../../../src/kernel/id.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, writeTone } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const recording = { assetId: newId(), sha256: 'a', durationMs: 2_600 };

describe.each(ffmpegs)('$name', ({ media }) => {
  test.each([
    ['one channel at 48 kHz', [], 'wav'],
    ['5.1 at 44.1 kHz', ['-ac', '6', '-ar', '44100'], 'wav'],
    ['FLAC', ['-c:a', 'flac'], 'flac'],
    ['a file that begins at five seconds', ['-c:a', 'flac', '-output_ts_offset', '5'], 'matroska'],
  ])('a recording of %s is the voice of its scene, without the silence around it', async (_, options, format) => {
    await using folder = await temporaryFolder();
    const [tone, stored] = [path.join(folder.path, 'tone.wav'), path.join(folder.path, 'stored')];
    await writeTone(tone, 2_000, 0.2, 300);
    const outputOptions = ['-map', '0:a', ...options, '-f', format];
    await media.run(
      { inputs: [{ path: tone, format: 'wav' }], outputOptions, output: stored, threads: 1, timeoutMs: 60_000 },
      call(folder.path),
    );
    const storage = { getFile: (__: string, to: string) => copyFile(stored, to) } as unknown as Storage;
    const asset = { storageKey: 'a', contentType: `audio/${format}`, metadata: { format } };
    const run = {
      ...call(folder.path),
      job: { workspaceId: '' },
      scope: { tx: async () => asset },
      report: () => undefined,
    } as unknown as PartRun;
    const artifacts = {
      getOrCreate: async (__: unknown, ___: unknown, ____: unknown, make: () => Promise<object>) => ({
        artifacts: await make(),
        reused: false,
      }),
    };
    const tools = { media, storage, artifacts } as unknown as FilmTools;
    const spec: FilmSpec = smallSpec({ voicesMs: [2_000] });
    const scene: SceneSpec = { ...spec.scenes[0]!, narration: 'The first words. The second words.', recording };
    const { artifact } = await recordedVoice(run, tools, spec, scene, recording);
    const { samples, phrases } = artifact.metadata.voice;
    expect(samples / 48_000).toBeCloseTo(2, 1);
    expect(phrases.map(({ text }) => text.trim())).toEqual(['The first words.', 'The second words.']);
    expect(phrases[0]?.startMs).toBeLessThan(30);
    expect(phrases[1]?.endMs).toBeGreaterThan(1_950);
  });
});
