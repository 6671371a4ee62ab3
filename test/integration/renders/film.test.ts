import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { TRANSITIONS } from '../../../src/platform/catalogue/transitions.ts';
import { readMp4Layout } from '../../../src/features/renders/film/mp4.ts';
import { measureLoudness } from '../../../src/features/renders/film/sound/audio.ts';
import { captionList } from '../../../src/features/renders/captions/caption-list.ts';
import { clipCommand } from '../../../src/features/renders/film/clip-command.ts';
import { SAMPLE_RATE, type Timeline } from '../../../src/features/renders/film/timeline.ts';
import { levelVoice } from '../../../src/features/renders/film/sound/voice.ts';
import { verifyFilm } from '../../../src/features/renders/film/verify.ts';
import { wavHeader } from '../../../src/platform/audio/wav-header.ts';
import { openWav } from '../../../src/features/renders/film/sound/wav.ts';
import type { Media } from '../../../src/platform/media/media.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, makeSmallFilm, type SmallFilm, writeStill, writeTone } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const verify = (media: Media, workDir: string, film: SmallFilm) =>
  verifyFilm({ media, ...film, threads: 1, report: () => undefined, ...call(workDir) });

const failing = async (...args: Parameters<typeof verify>): Promise<string[]> =>
  (await verify(...args)).filter(({ ok }) => !ok).map(({ name, expected, measured }) => `${name}: ${measured}, not ${expected}`);

const readWav = async (wav: string): Promise<Int16Array> => {
  const { file, dataAt, dataBytes } = await openWav(wav);
  const bytes = Buffer.alloc(dataBytes);
  await file.read(bytes, 0, dataBytes, dataAt);
  await file.close();
  return new Int16Array(bytes.buffer, bytes.byteOffset, dataBytes / 2);
};

/** Samples of a film's sound as one channel. */
const decodeSound = async (media: Media, workDir: string, film: string): Promise<Int16Array> => {
  const output = path.join(workDir, 'decoded.wav');
  const outputOptions = ['-map', '0:a', '-ac', '1', '-ar', '48000', '-c:a', 'pcm_s16le', '-f', 'wav'];
  await media.run({ inputs: [{ path: film, format: 'mov' }], outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(workDir));
  return readWav(output);
};

/** Presentation times of the picture, in ticks, sorted: from a text that ffmpeg writes about each frame. */
const frameTimes = async (media: Media, workDir: string, film: string): Promise<number[]> => {
  const output = path.join(workDir, 'frames.txt');
  const outputOptions = ['-map', '0:v', '-c', 'copy', '-f', 'framecrc'];
  await media.run({ inputs: [{ path: film, format: 'mov' }], outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(workDir));
  const lines = (await readFile(output, 'utf8')).split('\n').filter((line) => line.startsWith('0,'));
  return lines.map((line) => Number(line.split(',')[2])).sort((a, b) => a - b);
};

/** Where each voice begins to be heard, in samples of the film. */
const onsets = (sound: Int16Array, timeline: Timeline): number[] => {
  const loudest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return timeline.scenes.map(({ voiceAt }) => {
    const searchedFrom = Math.max(0, voiceAt - SAMPLE_RATE * 0.15);
    return searchedFrom + sound.subarray(searchedFrom).findIndex((sample) => Math.abs(sample) > loudest * 0.3);
  });
};

const frameOf = async (media: Media, workDir: string, piece: string, frame: number) => {
  const output = path.join(workDir, 'frame.png');
  const command = {
    inputs: [{ path: piece, format: 'mov' }],
    filterGraph: `[0:v]select=eq(n\\,${frame})[one]`,
    outputOptions: ['-map', '[one]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe'],
  };
  await media.run({ ...command, output, threads: 1, timeoutMs: 60_000 }, call(workDir));
  const image = await loadImage(output);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return (x: number, y: number): number[] => Array.from(context.getImageData(x, y, 1, 1).data.slice(0, 3));
};

describe.each(ffmpegs)('$name', ({ media }) => {
  test('a film of many joins is exact to the frame, without drift, its sound where its picture is', async () => {
    await using folder = await temporaryFolder();
    const voicesMs = Array.from({ length: 18 }, (_, index) => 700 + ((index * 137) % 500));
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs });
    expect(film.pieces.length).toBeGreaterThan(30);
    expect(await failing(media, folder.path, film)).toEqual([]);

    const times = await frameTimes(media, folder.path, film.film);
    expect(times).toEqual(Array.from({ length: film.timeline.frames }, (_, frame) => frame * 3000));
    const [planned, heard] = [
      onsets(await readWav(path.join(folder.path, 'narration.wav')), film.timeline),
      onsets(await decodeSound(media, folder.path, film.film), film.timeline),
    ];
    const apartMs = planned.map((sample, index) => Math.abs(sample - (heard[index] ?? 0)) / 48);
    expect(Math.max(...apartMs)).toBeLessThan(3);
    // Of the 15 ms, ten are kept in front of the first sound, and the others are its fade.
    for (const [index, { voiceAt }] of film.timeline.scenes.entries()) expect(((planned[index] ?? 0) - voiceAt) / 48).toBeLessThan(15);
  });

  test('scenes whose voice lasts a tenth of a second, and less, are whole scenes', async () => {
    await using folder = await temporaryFolder();
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [100, 900, 40, 100] });
    expect(film.timeline.scenes.map(({ frames }) => frames > 0)).toEqual([true, true, true, true]);
    expect((await failing(media, folder.path, film)).filter((fault) => !fault.startsWith('readingSpeed'))).toEqual([]);
  });

  test.each([24, 25, 60])('%i frames a second', async (fps) => {
    await using folder = await temporaryFolder();
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [900, 650, 800], spec: { fps, width: 180, height: 320 } });
    expect(await failing(media, folder.path, film)).toEqual([]);
    const times = await frameTimes(media, folder.path, film.film);
    expect(times).toEqual(Array.from({ length: film.timeline.frames }, (_, frame) => (frame * 90_000) / fps));
  });

  test('every transition has its frames, in motion, and ends where the next scene goes on', async () => {
    await using folder = await temporaryFolder();
    const at = (name: string): string => path.join(folder.path, name);
    const spec = smallSpec({ voicesMs: [700, 700], spec: { motion: 'KEN_BURNS' } });
    for (const index of [0, 1]) await writeStill(at(`${index}.png`), spec, index);
    const views = [
      { scene: 0, sceneFrames: 40, from: 34 },
      { scene: 1, sceneFrames: 40, from: -6 },
    ] as const;
    for (const kind of TRANSITIONS.names.filter((one) => one !== 'cut')) {
      const request = {
        piece: { frames: 12, views },
        pictures: [at('0.png'), at('1.png')],
        output: at(`${kind}.mp4`),
        threads: 1,
      };
      await media.run(clipCommand({ ...request, spec: { ...spec, transition: { kind, ms: 400 } } }), call(folder.path));
      const { streams } = await media.probe({ path: request.output, format: 'mov' }, call(folder.path));
      expect([kind, streams]).toMatchObject([kind, [{ frames: 12, durationMs: 400, fps: 30, pixelFormat: 'yuv420p' }]]);
    }
  });

  test('scenes that are cut hard have no pieces between them', async () => {
    await using folder = await temporaryFolder();
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [600, 600], spec: { transition: { kind: 'cut', ms: 0 } } });
    expect(film.pieces).toHaveLength(2);
    expect(await failing(media, folder.path, film)).toEqual([]);
  });

  test('poster and thumbnail have their sizes, the index stands in front', async () => {
    await using folder = await temporaryFolder();
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [800], spec: { width: 720, height: 900 } });
    const [poster, thumbnail] = await Promise.all([loadImage(film.poster), loadImage(film.thumbnail)]);
    expect([poster.width, poster.height, thumbnail.width, thumbnail.height]).toEqual([720, 900, 360, 450]);
    expect((await readMp4Layout(film.film)).boxes).toEqual(['ftyp', 'moov', 'free', 'mdat']);
  });

  test.each([24, 25, 30, 60])('a caption is there on its frames, in its colour, and on no other, at %i fps', async (fps) => {
    await using folder = await temporaryFolder();
    const canvas = createCanvas(100, 40);
    const context = canvas.getContext('2d');
    const at = (name: string): string => path.join(folder.path, name);
    await writeFile(at('none.png'), canvas.toBuffer('image/png'));
    context.fillStyle = '#e02020';
    context.fillRect(0, 0, 100, 40);
    await writeFile(at('caption.png'), canvas.toBuffer('image/png'));
    const spec = smallSpec({ voicesMs: [1000], spec: { fps } });
    const [still, output] = [at('still.png'), at('piece.mp4')];
    await writeStill(still, spec, 5);
    const piece = { frames: 20, views: [{ scene: 0, sceneFrames: 20, from: 0 }] } as const;
    const steps = [0, 7, 12, 13, 14].map((fromFrame, index, all) => ({ fromFrame, toFrame: all[index + 1] ?? 20 }));
    const [none, red] = [at('none.png'), at('caption.png')];
    await writeFile(at('captions.txt'), captionList(steps, [none, red, none, red, none], fps));
    const captions = { list: at('captions.txt'), x: 100, y: 120 };
    await media.run(clipCommand({ spec, piece, pictures: [still], captions, output, threads: 1 }), call(folder.path));
    const redAt = async (frame: number): Promise<boolean> => {
      const [red = 0, green = 0, blue = 0] = (await frameOf(media, folder.path, output, frame))(150, 140);
      return Math.abs(red - 0xe0) < 8 && Math.abs(green - 0x20) < 8 && Math.abs(blue - 0x20) < 8;
    };
    for (const [frame, isRed] of [
      [0, false],
      [6, false],
      [7, true],
      [11, true],
      [12, false],
      [13, true],
      [14, false],
      [19, false],
    ] as const)
      expect([frame, await redAt(frame)]).toEqual([frame, isRed]);
  });

  test('the middle of a cross-fade is half of each picture', async () => {
    await using folder = await temporaryFolder();
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [900, 900] });
    const corner = async (piece: number, frame: number) => (await frameOf(media, folder.path, film.pieces[piece] ?? '', frame))(5, 5);
    const cut = (film.timeline.pieces[1]?.frames ?? 0) / 2;
    const [left, before, after, right] = [await corner(0, 3), await corner(1, cut - 1), await corner(1, cut), await corner(2, 3)];
    for (const [index, value] of before.entries()) {
      const middle = (value + (after[index] ?? 0)) / 2;
      expect(Math.abs(middle - ((left[index] ?? 0) + (right[index] ?? 0)) / 2)).toBeLessThan(6);
    }
    expect(left).not.toEqual(right);
  });

  test.each([
    ['one voice of a tenth of a second', [100], 0.3],
    ['a whisper', [1500, 1200], 0.002],
    ['clipped shouting', [1500, 1200], 1],
  ])('%s makes a film that holds', async (_, voicesMs, amplitude) => {
    await using folder = await temporaryFolder();
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs, amplitude });
    // BS.1770 has nothing to say of a tenth of a second.
    const holds = (await failing(media, folder.path, film)).filter((line) => voicesMs[0] !== 100 || !line.startsWith('loudness'));
    expect(holds).toEqual([]);
  });

  test('silent narration makes a film, and verification says that it is silent', async () => {
    await using folder = await temporaryFolder();
    const film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [1500, 1500], amplitude: 0 });
    const failed = (await verify(media, folder.path, film)).filter(({ ok }) => !ok);
    expect(failed.map(({ name }) => name)).toEqual(['loudness', 'silence']);
  });

  test('a voice is trimmed, levelled and as long as it says', async () => {
    await using folder = await temporaryFolder();
    const [input, output] = [path.join(folder.path, 'in.wav'), path.join(folder.path, 'out.wav')];
    await writeTone(input, 2000, 0.05, 700);
    const levelled = await levelVoice({ media, ...call(folder.path) }, { input, output });
    expect(Math.abs(levelled.trimmedSamples - 0.69 * SAMPLE_RATE)).toBeLessThan(48);
    expect(Math.abs(levelled.samples - 2.02 * SAMPLE_RATE)).toBeLessThan(480);
    expect((await stat(output)).size).toBe(44 + levelled.samples * 2);
    const loudness = await measureLoudness({ media, ...call(folder.path) }, { path: output, format: 'wav', truePeak: true });
    expect(Math.abs(loudness.integrated + 16)).toBeLessThan(0.5);
  });

  test('a voice without a single sample becomes a moment of silence', async () => {
    await using folder = await temporaryFolder();
    const [input, output] = [path.join(folder.path, 'in.wav'), path.join(folder.path, 'out.wav')];
    await writeFile(input, wavHeader(0, 22_050));
    expect(await levelVoice({ media, ...call(folder.path) }, { input, output })).toEqual({ samples: 1, trimmedSamples: 0 });
  });
});
