import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isTolerable } from '../../../src/features/renders/film/checks/film-check.ts';
import { MAX_RAISE_DB, measureLoudness } from '../../../src/features/renders/film/sound/audio.ts';
import type { ClipSpec, FilmSpec } from '../../../src/features/renders/film/film-spec.ts';
import { verifyFilm } from '../../../src/features/renders/film/verify.ts';
import { newId } from '../../../src/kernel/id.ts';
import { wavHeader } from '../../../src/platform/audio/wav-header.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, makeSmallFilm } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SECONDS = 6;
const SAMPLES = SECONDS * 48_000;

/** Noise of so many dB of full scale, the same in every run, low enough to pass an AAC encoder. */
function noise(levelDb: number): (at: number) => number {
  let state = 1;
  const most = Math.sqrt(3) * 32_768 * 10 ** (levelDb / 20);
  return (at) => {
    if (at % 16 === 0) state = (state * 48_271) % 2_147_483_647;
    return Math.round(most * ((2 * state) / 2_147_483_647 - 1));
  };
}

/** A click of one millisecond each second, and nothing else. */
const clicks = (at: number): number => (at % 48_000 < 48 ? 30_000 * (at % 2 === 0 ? 1 : -1) : 0);

const silence = (): number => 0;

async function writeSound(file: string, sample: (at: number) => number): Promise<string> {
  const samples = new Int16Array(SAMPLES * 2);
  for (let at = 0; at < SAMPLES; at += 1) samples.fill(sample(at), 2 * at, 2 * at + 2);
  await writeFile(file, [wavHeader(SAMPLES, 48_000, 2), new Uint8Array(samples.buffer)]);
  return file;
}

const clip: ClipSpec = {
  ...{ assetId: newId(), sha256: '', width: 320, height: 180, fit: 'FILL', durationMs: SECONDS * 1_000, trimStartMs: 0 },
  ...{ speed: 1, shortClip: 'HOLD', gainDb: 0 },
};

describe.each(ffmpegs)('$name', ({ media }) => {
  /** A film in which nobody speaks. */
  async function filmOf(workDir: string, heardIn: 'clip' | 'music', sample: (at: number) => number) {
    const sound = await writeSound(path.join(workDir, 'sound.wav'), sample);
    const film = await makeSmallFilm({
      ...{ media, workDir, voicesMs: [4_000], amplitude: 0, isUnspoken: true, spec: { captionStyle: 'none' } },
      ...(heardIn === 'music'
        ? { music: { path: sound, isLoop: false } }
        : { clipSounds: [{ path: sound, at: 0, from: 0, to: SAMPLES, fadeIn: 480, fadeOut: 480, gainDb: 0 }] }),
    });
    const scenes = film.spec.scenes.map((scene) => (heardIn === 'clip' ? { ...scene, narration: '', clip } : { ...scene, narration: '' }));
    const spec: FilmSpec = { ...film.spec, scenes, ...(heardIn === 'music' && { music: { assetId: newId() } }) };
    const checks = await verifyFilm({ media, ...film, spec, cues: [], threads: 1, report: () => undefined, ...call(workDir) });
    expect(checks.filter((check) => !check.ok && !isTolerable(check, film))).toEqual([]);
    const source = await measureLoudness({ media, ...call(workDir) }, { path: sound, format: 'wav', truePeak: false });
    return {
      ...film.audio.loudness,
      raisedDb: film.audio.loudness.integrated - source.integrated,
      isAsPlanned: checks.find(({ name }) => name === 'loudness')?.ok,
    };
  }

  test.each([
    ['a quiet room in a clip', 'clip'],
    ['a quiet room as music', 'music'],
  ] as const)('%s becomes 20 dB louder and no more', async (_, heardIn) => {
    await using folder = await temporaryFolder();
    const { raisedDb, isAsPlanned } = await filmOf(folder.path, heardIn, noise(-65));
    expect(isAsPlanned).toBe(false);
    expect(Math.abs(raisedDb - MAX_RAISE_DB)).toBeLessThan(1);
  });

  test('clicks that no limiter can bring to the loudness of a film are delivered as they are', async () => {
    await using folder = await temporaryFolder();
    const { integrated, truePeak, isAsPlanned } = await filmOf(folder.path, 'clip', clicks);
    expect([isAsPlanned, integrated < -15, truePeak <= -1]).toEqual([false, true, true]);
  });

  test('music that is silent as far as the film reaches leaves it silent', async () => {
    await using folder = await temporaryFolder();
    const { integrated, isAsPlanned } = await filmOf(folder.path, 'music', silence);
    expect([isAsPlanned, integrated]).toEqual([false, -Infinity]);
  });
});
