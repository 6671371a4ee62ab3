import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { measureLoudness } from '../../../src/features/renders/film/sound/audio.ts';
import { openWav } from '../../../src/features/renders/film/sound/wav.ts';
import { openStoredSound } from '../../../src/features/assets/ingest/stored-media.service.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import { mixMusic, musicCommand } from '../../../src/features/renders/film/sound/music.ts';
import { planTimeline } from '../../../src/features/renders/film/timeline.ts';
import { verifyFilm } from '../../../src/features/renders/film/verify.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { wavHeader } from '../../../src/platform/audio/wav-header.ts';
import { MUSIC_MOODS } from '../../../src/platform/catalogue/music-moods.ts';
import { BedMusicProvider } from '../../../src/platform/providers/builtin/bed.music-provider.ts';
import type { MusicRequest, MusicResult } from '../../../src/platform/providers/music.provider.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, makeSmallFilm } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MOODS = MUSIC_MOODS.names.filter((mood) => mood !== 'none');

const compose = (workDir: string, request: MusicRequest): Promise<MusicResult> =>
  new BedMusicProvider().compose(request, {
    ...call(workDir),
    report: () => undefined,
    log: silentLog,
  });

/** Samples of one of our own WAV files, channels in turn. */
const samplesOf = async (file: string): Promise<Int16Array> => {
  const bytes = await readFile(file);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
};

/** Root mean square of the left channel between two times, of full scale. */
const levelOf = (samples: Int16Array, fromMs: number, toMs: number): number => {
  const part = samples.subarray(fromMs * 96, toMs * 96);
  return Math.sqrt(part.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / Math.max(1, part.length));
};

/** A narration of silence, and how music lies under it. */
async function mixed(workDir: string, music: MusicResult, sceneMs: number): Promise<Int16Array> {
  const spec = smallSpec({ voicesMs: [sceneMs] });
  const voice = { samples: sceneMs * 48, phrases: [{ text: 'a', startMs: 0, endMs: sceneMs }] };
  const timeline = planTimeline(spec, [voice]);
  const narration = path.join(workDir, 'narration.wav');
  await writeFile(narration, [wavHeader(timeline.samples, 48_000), new Uint8Array(timeline.samples * 2)]);
  const output = path.join(workDir, 'mixed.wav');
  await mixMusic({ timeline, voices: [voice], narration, music, gainDb: 0, output }, new AbortController().signal);
  const samples = await samplesOf(output);
  expect(samples).toHaveLength(timeline.samples * 2);
  return samples;
}

describe('the bed', () => {
  test.each(MOODS)('%s is the same for a seed, another for another, and sounds all the time', async (mood) => {
    await using folder = await temporaryFolder();
    const beds: Int16Array[] = [];
    for (const seed of ['sky', 'sky', 'sea', 'sun', 'rain']) {
      const { path: file, isLoop } = await compose(folder.path, { mood, seed });
      expect(isLoop).toBe(true);
      beds.push(await samplesOf(file));
    }
    const [first, second, ...others] = beds;
    expect(first).toEqual(second);
    expect(others.filter((other) => other.length === first?.length && other.every((sample, at) => sample === first[at]))).toEqual([]);
    for (const bed of beds) {
      const lengthMs = bed.length / 96;
      expect(lengthMs).toBeGreaterThan(15_000);
      for (let ms = 0; ms + 500 < lengthMs; ms += 500) expect(levelOf(bed, ms, ms + 500)).toBeGreaterThan(0.005);
      expect(bed.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(32_000);
    }
  });

  test.each(MOODS)('%s has no seam where it repeats', async (mood) => {
    await using folder = await temporaryFolder();
    const bed = await samplesOf((await compose(folder.path, { mood, seed: 'sky' })).path);
    const step = (index: number): number => Math.abs((bed[(index + 2) % bed.length] ?? 0) - (bed[index] ?? 0));
    const usual = Array.from({ length: 4_800 }, (_, index) => step(bed.length - 9_600 + index * 2)).toSorted((a, b) => a - b);
    expect(step(bed.length - 2)).toBeLessThanOrEqual((usual.at(-1) ?? 0) * 1.5 + 8);
  });
});

test('music is repeated to the length of the film, lower under the voice, and gone with the last frame', async () => {
  await using folder = await temporaryFolder();
  const loop = await compose(folder.path, { mood: 'calm', seed: 'sky' });
  const samples = await mixed(folder.path, loop, 60_000);
  const bed = await samplesOf(loop.path);
  // Nothing but gain is between the bed and the mix: at a time of the second round too.
  for (const ms of [20_000, 50_000]) {
    const place = (ms * 96) % bed.length;
    const expected = levelOf(bed.subarray(place), 0, 400) * 0.5 * 10 ** (-10 / 20);
    expect(levelOf(samples, ms, ms + 400)).toBeCloseTo(expected, 3);
  }
  expect(levelOf(samples, 400, 1_000)).toBeCloseTo(levelOf(bed, 400, 1_000) * 0.5, 3);
  expect(levelOf(samples.subarray(samples.length - 96), 0, 1)).toBeLessThan(0.001);
});

test('music that is no loop fades into its beginning, without a jump', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'tone.wav');
  // 7.003 s of 220 Hz: its end does not meet its beginning.
  const tone = Int16Array.from({ length: 336_144 * 2 }, (_, index) =>
    Math.round(8_000 * Math.cos((2 * Math.PI * 220 * Math.floor(index / 2)) / 48_000)),
  );
  await writeFile(file, [wavHeader(tone.length / 2, 48_000, 2), new Uint8Array(tone.buffer)]);
  const samples = await mixed(folder.path, { path: file, isLoop: false }, 20_000);
  const most = 8_000 * 2 * Math.PI * (220 / 48_000);
  let jump = 0;
  for (let index = 0; index + 2 < samples.length; index += 2) {
    jump = Math.max(jump, Math.abs((samples[index + 2] ?? 0) - (samples[index] ?? 0)));
  }
  expect(jump).toBeLessThan(most);
  expect(levelOf(samples, 21_500, 21_700)).toBeGreaterThan(0);
});

describe.each(ffmpegs)('$name', ({ media }) => {
  test('music of a workspace is decoded as far as the film needs it, whatever its format', async () => {
    await using folder = await temporaryFolder();
    const { path: bed } = await compose(folder.path, { mood: 'tense', seed: 'sky' });
    const stored = path.join(folder.path, 'stored.flac');
    const outputOptions = ['-map', '0:a', '-ac', '1', '-ar', '44100', '-c:a', 'flac', '-f', 'flac'];
    const command = { inputs: [{ path: bed, format: 'wav' }], outputOptions, output: stored, threads: 1, timeoutMs: 60_000 };
    await media.run(command, call(folder.path));
    const storage = { getFile: (_: string, to: string) => copyFile(stored, to) } as unknown as Storage;
    const asset = { storageKey: 'a', contentType: 'audio/flac', metadata: { format: 'flac' } };
    const opened = await openStoredSound(storage, asset, call(folder.path));
    const output = path.join(folder.path, 'decoded.wav');
    await media.run(musicCommand(opened.input, output, 5_000), opened.call);
    const { file, dataBytes } = await openWav(output, 2);
    await file.close();
    expect(dataBytes / (4 * 48_000)).toBeCloseTo(7, 1);
  });

  test.each([
    ['flac', 'flac', []],
    ['mp3 without an index', 'mp3', ['-c:a', 'libmp3lame', '-q:a', '4', '-write_xing', '0']],
  ])('music in %s begins where its start is', async (_, format, options) => {
    await using folder = await temporaryFolder();
    const source = path.join(folder.path, `source.${format}`);
    // A low tone, and from 3 s on a high one.
    const graph = `sine=f=220:r=44100:d=3[low];sine=f=880:r=44100:d=3[high];[low][high]concat=n=2:v=0:a=1[a]`;
    const outputOptions = ['-map', '[a]', ...options, '-f', format];
    await media.run({ inputs: [], filterGraph: graph, outputOptions, output: source, threads: 1, timeoutMs: 60_000 }, call(folder.path));
    const output = path.join(folder.path, 'decoded.wav');
    await media.run(musicCommand({ path: source, format }, output, 2_000, 2_500), call(folder.path));
    const samples = await samplesOf(output);
    /** Zero crossings of the left channel in a tenth of a second. */
    const crossings = (fromMs: number): number => {
      const part = samples.subarray(fromMs * 96, (fromMs + 100) * 96).filter((__, at) => at % 2 === 0);
      return part.reduce((count, value, at) => count + (at > 0 && value >= 0 !== (part[at - 1] ?? 0) >= 0 ? 1 : 0), 0);
    };
    // An encoder of MP3 adds some 50 ms of silence, which decoders without its index play.
    for (const ms of [100, 390]) expect(Math.abs(crossings(ms) - 44)).toBeLessThanOrEqual(3);
    for (const ms of [560, 1_500]) expect(Math.abs(crossings(ms) - 176)).toBeLessThanOrEqual(3);
    expect(samples.length / 96_000).toBeCloseTo(3.5, 0);
  });

  test('music is as much quieter as its gain says, and the voice is not', async () => {
    await using folder = await temporaryFolder();
    const music = await compose(folder.path, { mood: 'calm', seed: 'sky' });
    const levels: number[][] = [];
    for (const gainDb of [0, -12]) {
      const { film } = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [4_000], music: { ...music, gainDb } });
      const raw = path.join(folder.path, 'film.raw');
      const outputOptions = ['-map', '0:a', '-ac', '2', '-ar', '48000', '-f', 's16le'];
      await media.run(
        { inputs: [{ path: film, format: 'mov' }], outputOptions, output: raw, threads: 1, timeoutMs: 60_000 },
        call(folder.path),
      );
      const bytes = await readFile(raw);
      const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
      levels.push([levelOf(samples, 300, 1_000), levelOf(samples, 2_000, 4_000)]);
    }
    const [[usual = 0, spoken = 0] = [], [quiet = 0, spokenToo = 0] = []] = levels;
    expect(Math.abs(20 * Math.log10(quiet / usual) + 12)).toBeLessThanOrEqual(1);
    expect(Math.abs(20 * Math.log10(spokenToo / spoken))).toBeLessThanOrEqual(1);
  });

  test.each(MOODS)('a film with %s music passes every check', async (mood) => {
    await using folder = await temporaryFolder();
    const music = await compose(folder.path, { mood, seed: 'sky' });
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [2_500, 3_000, 2_000], music });
    const spec = { ...film.spec, music: { mood, provider: 'builtin' } } as const;
    const checks = await verifyFilm({ media, ...film, spec, threads: 1, report: () => undefined, ...call(folder.path) });
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('a film with music and no voice is as loud as any other', async () => {
    await using folder = await temporaryFolder();
    const music = await compose(folder.path, { mood: 'calm', seed: 'sky' });
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [4_000], amplitude: 0, music });
    const { integrated, truePeak } = await measureLoudness(
      { media, ...call(folder.path) },
      { path: film.film, format: 'mov', truePeak: true },
    );
    expect(Math.abs(integrated + 14)).toBeLessThanOrEqual(0.7);
    expect(truePeak).toBeLessThanOrEqual(-1);
  });
});
