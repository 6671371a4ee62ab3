import { copyFile, link, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inputOf } from '../../../src/features/assets/ingest/formats.ts';
import { soundDelayMs } from '../../../src/features/assets/ingest/stored-media.service.ts';
import { clipSoundCommand, mixClipSounds, type PlacedSound } from '../../../src/features/renders/film/sound/clip-sound.ts';
import { clipSounds } from '../../../src/features/renders/clips/clip-sounds.ts';
import type { FilmTools, PartRun } from '../../../src/features/renders/steps/step-results.ts';
import { wavHeader } from '../../../src/platform/audio/wav-header.ts';
import type { Media } from '../../../src/platform/media/media.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Samples of one of our own WAV files, channels in turn. */
const samplesOf = async (file: string): Promise<Int16Array> => {
  const bytes = await readFile(file);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
};

/** Greatest value of the left channel between two times, of full scale. */
const levelOf = (samples: Int16Array, fromMs: number, toMs: number): number =>
  samples.subarray(fromMs * 96, toMs * 96).reduce((most, value, at) => (at % 2 === 0 ? Math.max(most, Math.abs(value)) : most), 0) / 32_768;

/** Milliseconds at which something is first heard. */
const onset = (samples: Int16Array): number => samples.findIndex((value) => Math.abs(value) > 3_000) / 96;

const MUXERS: Readonly<Record<string, string>> = { mkv: 'matroska', ts: 'mpegts' };

/** Two seconds of picture; a tone of 330 Hz from one second on. */
async function beeping(media: Media, workDir: string, { delayMs = 0, format = 'mp4' } = {}): Promise<string> {
  const output = path.join(workDir, `beeping.${format}`);
  const graph = `testsrc2=s=96x64:r=30:d=2,format=yuv420p[v];sine=f=330:r=48000:d=1,volume=4,adelay=1000:all=1,asetpts=PTS+${delayMs / 1000}/TB,asetnsamples=1024[a]`;
  const outputOptions = [
    '-map',
    '[v]',
    '-map',
    '[a]',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-c:a',
    'aac',
    '-f',
    MUXERS[format] ?? format,
  ];
  await media.run({ inputs: [], filterGraph: graph, outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(workDir));
  return output;
}

/** A sound of so many milliseconds that is as loud all the time. */
async function steady(workDir: string, name: string, ms: number, channels: 1 | 2, value: number): Promise<string> {
  const file = path.join(workDir, name);
  const samples = new Int16Array(ms * 48 * channels).fill(value);
  await writeFile(file, [wavHeader(ms * 48, 48_000, channels), new Uint8Array(samples.buffer)]);
  return file;
}

const placed = (more: Partial<PlacedSound> & Pick<PlacedSound, 'path'>): PlacedSound => ({
  ...{ at: 0, from: 0, to: 48_000, fadeIn: 480, fadeOut: 480, gainDb: 0 },
  ...more,
});

const stored = (file: string) => ({ format: 'mpegts', input: inputOf('mpegts', file) }) as const;

describe.each(ffmpegs)('$name', ({ media }) => {
  test.each([
    ['as it is', {}, {}, 1_000, 12],
    ['from its trimmed start on', { trimStartMs: 400 }, {}, 600, 12],
    // The filter works in windows of some 40 ms of the source.
    ['twice as fast', { tempo: 2 }, {}, 500, 20],
    ['four times as slow, from its trimmed start on', { tempo: 0.25, trimStartMs: 500 }, {}, 2_000, 160],
    // Matroska files keep the samples with which an AAC encoder begins.
    ['that begins after its picture', {}, { delayMs: 300, format: 'mkv' }, 1_300, 30],
    // Its sound begins 21 ms before its picture: with the samples with which an AAC encoder begins.
    ['of a transport stream', {}, { format: 'ts' }, 1_000, 12],
    ['of a transport stream, from its trimmed start on', { trimStartMs: 400 }, { format: 'ts' }, 600, 12],
  ] as const)('the sound of a clip is heard with its picture: %s', async (_, more, source, expectedMs, withinMs) => {
    await using folder = await temporaryFolder();
    const file = await beeping(media, folder.path, source);
    const input = { path: file, format: file.endsWith('ts') ? 'mpegts' : file.endsWith('mkv') ? 'matroska' : 'mov' };
    const lateMs = file.endsWith('ts') ? await soundDelayMs({ media, call: call(folder.path), ...stored(file) }) : undefined;
    const output = path.join(folder.path, 'sound.wav');
    await media.run(clipSoundCommand({ input, trimStartMs: 0, lateMs, tempo: 1, seconds: 6, output, ...more }), call(folder.path));
    expect(Math.abs(onset(await samplesOf(output)) - expectedMs)).toBeLessThanOrEqual(withinMs);
  });
});

describe.each(ffmpegs)('sounds of several clips, $name', ({ media }) => {
  test('of clips without a sound are left out: uploaded ones, and those that were made here', async () => {
    await using folder = await temporaryFolder();
    const silent = [
      { metadata: { format: 'mp4', pixelFormat: 'yuv420p' }, codecs: ['h264'] },
      { metadata: {}, codecs: ['h264'] },
    ];
    for (const asset of silent) {
      const scope = { tx: async () => ({ storageKey: 'none', contentType: '', ...asset }) };
      const run = { ...call(folder.path), scope, job: { workspaceId: '' }, report: () => undefined } as unknown as PartRun;
      const file = { assetId: '', sha256: '', width: 96, height: 64, fit: 'FILL', durationMs: 2_000, trimStartMs: 0 } as const;
      const clip = { ...file, speed: 1, shortClip: 'HOLD' } as const;
      const sound = { clip, at: 0, from: 0, to: 1, fadeIn: 1, fadeOut: 1, gainDb: 0, tempo: 1, seconds: 3 };
      expect(await clipSounds(run, {} as FilmTools, [sound])).toEqual([]);
    }
  });

  /** Stores a file as the artifacts of a worker do: it is linked, not copied. */
  const linking = (folder: string) => ({
    getOrCreate: async (
      _: unknown,
      { inputs }: { inputs: { sha256: string } },
      __: unknown,
      make: () => Promise<{ it: { path: string } }>,
    ) => {
      const storageKey = path.join(folder, `stored-${inputs.sha256}`);
      await link((await make()).it.path, storageKey);
      return { artifacts: { it: { hash: '', storageKey, metadata: { sha256: '' } } }, reused: false };
    },
    fetch: (_: unknown, { storageKey }: { storageKey: string }, to: string) => link(storageKey, to),
  });

  test('are those of their own files, and silent where the file ends before', async () => {
    await using folder = await temporaryFolder();
    const early = await beeping(media, folder.path);
    const late = await beeping(media, folder.path, { delayMs: 300, format: 'mkv' });
    const files = new Map([
      ['early', { key: early, format: 'mp4' }],
      ['late', { key: late, format: 'mkv' }],
    ]);
    const assetOf = (id: string) => {
      const { key, format } = files.get(id) ?? { key: early, format: 'mp4' };
      return { storageKey: key, contentType: '', metadata: { format, channels: 2 } };
    };
    const scope = { tx: (read: (em: object) => unknown) => read({ findOne: (_: unknown, { id }: { id: string }) => assetOf(id) }) };
    const run = { ...call(folder.path), scope, job: { workspaceId: '' }, report: () => undefined } as unknown as PartRun;
    const storage = { getFile: (key: string, to: string) => copyFile(key, to) };
    const tools = { media, storage, artifacts: linking(folder.path) } as unknown as FilmTools;
    const planned = (id: string, trimStartMs = 0) => ({
      clip: {
        assetId: id,
        sha256: `${id}${trimStartMs}`,
        trimStartMs,
        durationMs: 2_000,
        speed: 1,
        shortClip: 'HOLD' as const,
        width: 96,
        height: 64,
        fit: 'FILL' as const,
      },
      ...{ at: 0, from: 0, to: 1, fadeIn: 1, fadeOut: 1, gainDb: 0, tempo: 1, seconds: 3 },
    });
    const placedSounds = await clipSounds(run, tools, [planned('early'), planned('late'), planned('early', 5_000)]);
    const onsets = await Promise.all(placedSounds.slice(0, 2).map(async (sound) => onset(await samplesOf(sound.path))));
    expect(Math.abs((onsets[0] ?? 0) - 1_000)).toBeLessThanOrEqual(12);
    expect(Math.abs((onsets[1] ?? 0) - 1_300)).toBeLessThanOrEqual(30);
    const output = path.join(folder.path, 'mixed.wav');
    const voice = await steady(folder.path, 'voice.wav', 1_000, 1, 0);
    const silent = placed({ path: placedSounds[2]?.path ?? '' });
    await mixClipSounds({ base: { path: voice, channels: 1 }, samples: 48_000, sounds: [silent], output }, new AbortController().signal);
    expect(levelOf(await samplesOf(output), 0, 1_000)).toBe(0);
  });
});

describe('the mix', () => {
  const { signal } = new AbortController();

  test('has the sound between its ends only, faded, over the voice', async () => {
    await using folder = await temporaryFolder();
    const [voice, sound] = [
      await steady(folder.path, 'voice.wav', 5_000, 1, 4_000),
      await steady(folder.path, 'sound.wav', 2_000, 2, 8_000),
    ];
    const output = path.join(folder.path, 'mixed.wav');
    const place = placed({ path: sound, at: 48 * 1_500, from: 48 * 1_500, to: 48 * 3_000, fadeIn: 4_800, gainDb: -6 });
    await mixClipSounds({ base: { path: voice, channels: 1 }, samples: 5_000 * 48, sounds: [place], output }, signal);
    const samples = await samplesOf(output);
    const [alone, both] = [2_000 / 32_768, (2_000 + 4_000 * 10 ** (-6 / 20)) / 32_768];
    expect(levelOf(samples, 0, 1_490)).toBeCloseTo(alone, 4);
    expect(levelOf(samples, 1_640, 2_900)).toBeCloseTo(both, 4);
    expect(samples[1_550 * 96]! / 32_768).toBeCloseTo(alone + (both - alone) / 2, 3);
    expect(levelOf(samples, 3_000, 5_000)).toBeCloseTo(alone, 4);
    expect(samples).toHaveLength(5_000 * 96);
  });

  test('repeats a clip that starts again, and is silent after one that is held', async () => {
    await using folder = await temporaryFolder();
    const music = await steady(folder.path, 'music.wav', 4_000, 2, 0);
    const sound = await steady(folder.path, 'sound.wav', 1_000, 2, 8_000);
    const output = path.join(folder.path, 'mixed.wav');
    const mix = async (period?: number): Promise<Int16Array> => {
      const place = placed({ path: sound, to: 48 * 4_000, period });
      await mixClipSounds({ base: { path: music, channels: 2 }, samples: 4_000 * 48, sounds: [place], output }, signal);
      return samplesOf(output);
    };
    const [again, held] = [await mix(48_000), await mix()];
    for (const ms of [500, 1_500, 2_500, 3_500]) expect(levelOf(again, ms, ms + 100)).toBeCloseTo(4_000 / 32_768, 4);
    expect(levelOf(held, 500, 900)).toBeCloseTo(4_000 / 32_768, 4);
    expect(levelOf(held, 1_001, 4_000)).toBe(0);
  });

  test.each([
    ['where it starts again', 48_011, 96_000],
    ['where its file ends before its picture', 60_000, 48_011],
    ['where it ends and its last frame is held', undefined, 48_011],
  ])('does not click %s', async (_, period, samples) => {
    await using folder = await temporaryFolder();
    const voice = await steady(folder.path, 'voice.wav', 4_000, 1, 0);
    // Neither end of the tone is zero, and they do not meet.
    const tone = Int16Array.from({ length: 2 * samples }, (__, at) => Math.round(8_000 * Math.cos((Math.floor(at / 2) * Math.PI) / 110)));
    const sound = path.join(folder.path, 'sound.wav');
    await writeFile(sound, [wavHeader(samples, 48_000, 2), new Uint8Array(tone.buffer)]);
    const output = path.join(folder.path, 'mixed.wav');
    const place = placed({ path: sound, to: 48 * 4_000, period });
    await mixClipSounds({ base: { path: voice, channels: 1 }, samples: 4_000 * 48, sounds: [place], output }, signal);
    const mixed = await samplesOf(output);
    const jump = mixed.reduce((most, value, at) => Math.max(most, Math.abs(value - (mixed[at + 2] ?? 0))), 0);
    // The step of the tone itself, half as loud, and that of a fade of 480 samples.
    expect(jump).toBeLessThanOrEqual(4_000 * (Math.PI / 110 + 1 / 480) + 1);
    expect(levelOf(mixed, 0, 900)).toBeCloseTo(4_000 / 32_768, 3);
  });

  test('never leaves the range of samples', async () => {
    await using folder = await temporaryFolder();
    const [voice, sound] = [
      await steady(folder.path, 'voice.wav', 1_000, 1, 32_000),
      await steady(folder.path, 'sound.wav', 1_000, 2, 32_000),
    ];
    const output = path.join(folder.path, 'mixed.wav');
    await mixClipSounds(
      { base: { path: voice, channels: 1 }, samples: 48_000, sounds: [placed({ path: sound, gainDb: 12 })], output },
      signal,
    );
    expect(Math.min(...(await samplesOf(output)))).toBeGreaterThanOrEqual(0);
  });
});
