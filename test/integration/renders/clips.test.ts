import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CodedColor } from '../../../src/features/renders/clips/colors.ts';
import { clipFrame, prepareClip } from '../../../src/features/renders/clips/prepare-clip.ts';
import { clipCommand } from '../../../src/features/renders/film/clip-command.ts';
import { framesWritten } from '../../../src/features/renders/film/joined/decoding.ts';
import type { ClipSpec } from '../../../src/features/renders/film/film-spec.ts';
import { clipPlansOf } from '../../../src/features/renders/film/timeline.ts';
import { newId } from '../../../src/kernel/id.ts';
import type { FfmpegCommand, FfmpegInput, Media } from '../../../src/platform/media/media.ts';
import { COUNTED, H264, makeSource, numberOfGreens, rgbFrames } from '../../support/counted-clip.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { turned } from '../../support/ordinary/parts.ts';
import { call, writeStill } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const FRAME = { width: 160, height: 90 };
const FPS = 30;
const GROUND = '#205080';
/** The left half is red, the right half blue, in the colors of SD. */
const halves = (format = 'yuv420p', size = '48x64'): string =>
  `color=blue:s=${size}:r=30:d=0.5,format=rgb24[right];color=red:s=${size}:r=30:d=0.5,format=rgb24[left];[left][right]hstack,scale=out_color_matrix=bt601,format=${format}`;

interface Prepared {
  readonly path: string;
  readonly frames: number;
  readonly command: FfmpegCommand;
}

async function prepare(
  media: Media,
  workDir: string,
  input: FfmpegInput | string,
  more: Partial<ClipSpec> & { readonly color?: CodedColor; readonly most?: number } = {},
): Promise<Prepared> {
  const { color = { pixelFormat: 'yuv420p' }, most = 10_000, ...changes } = more;
  const clip: ClipSpec = {
    ...{ assetId: newId(), sha256: '', width: 96, height: 64, fit: 'FILL', durationMs: 2_000, trimStartMs: 0, speed: 1, shortClip: 'LOOP' },
    ...changes,
  };
  const output = path.join(workDir, 'prepared.mp4');
  const source = { input: typeof input === 'string' ? { path: input, format: 'mov' } : input, clip, color, frame: FRAME, fps: FPS };
  const command = prepareClip({ ...source, ground: GROUND, output }, most, () => undefined);
  const { log } = await media.run(command, call(workDir));
  return { path: output, frames: framesWritten(log), command };
}

/** Each frame of a clip as packed RGB. */
const framesOf = (media: Media, workDir: string, clip: string): Promise<Buffer[]> => rgbFrames(media, workDir, clip, FRAME);

const colorAt = (frame: Buffer | undefined, x: number, y: number, { width } = FRAME): readonly number[] =>
  [0, 1, 2].map((channel) => frame?.[(y * width + x) * 3 + channel] ?? -1);
const near = (color: readonly number[], wanted: readonly number[], within = 24): boolean =>
  color.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) <= within);

const numberOf = (frame: Buffer | undefined): number => {
  const [low = 0, high = 0] = [FRAME.width / 4, (3 * FRAME.width) / 4].map((x) => colorAt(frame, x, FRAME.height / 2)[1]);
  return numberOfGreens(low, high);
};

/** Which frames of COUNTED a clip shows. */
const countedIn = async (media: Media, workDir: string, clip: string): Promise<number[]> =>
  (await framesOf(media, workDir, clip)).map(numberOf);

const RED = [255, 0, 0] as const;
const BLUE = [0, 0, 255] as const;

describe.each(ffmpegs)('$name', ({ media }) => {
  test.each([
    ['whole', {}, (n: number) => n, 60],
    ['from its trimmed start on', { trimStartMs: 500 }, (n: number) => 15 + n, 45],
    ['twice as fast', { speed: 2 }, (n: number) => 2 * n, 30],
    ['four times as slow, from its trimmed start on', { speed: 0.25, trimStartMs: 1_000 }, (n: number) => 30 + Math.floor(n / 4), 120],
    ['no longer than its scene', { most: 20 }, (n: number) => n, 20],
  ])('a clip is prepared %s', async (_, more, indexOf, frames) => {
    await using folder = await temporaryFolder();
    const made = await prepare(media, folder.path, await makeSource(media, folder.path, COUNTED), more);
    const shown = await countedIn(media, folder.path, made.path);
    expect(made.frames).toBe(shown.length);
    expect(Math.abs(shown.length - frames)).toBeLessThanOrEqual(1);
    expect(shown.slice(0, frames - 1)).toEqual(Array.from({ length: frames - 1 }, (__, n) => indexOf(n)));
  });

  /** Twelve seconds, of whose frames each 64 in a row differ. */
  const longCounted = COUNTED.replace(':d=2', ':d=12').replace('floor(N/8)', 'mod(floor(N/8),8)');
  test.each([
    ['ts', 'mpegts', [...H264, '-bf', '2'], undefined],
    ['mpeg', 'mpeg', ['-c:v', 'mpeg2video', '-bf', '2', '-q:v', '2'], undefined],
    ['mkv', 'matroska', [...H264, '-bf', '2'], '10.500'],
    ['avi', 'avi', ['-c:v', 'mpeg4', '-bf', '2', '-q:v', '2'], '5.500'],
    ['avi', 'avi', [...H264, '-bf', '2'], '5.500'],
    ['ogg', 'ogg', ['-c:v', 'libtheora', '-q:v', '10'], '5.500'],
  ])('a clip in %s has the frames wherever it is trimmed that it has from the start', async (container, format, codec, soughtAt) => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, longCounted, [...codec, '-g', '40'], container);
    const from = async (trimStartMs: number) => {
      const made = await prepare(media, folder.path, { path: source, format }, { trimStartMs, durationMs: 12_000 });
      return { ...made, shown: await countedIn(media, folder.path, made.path) };
    };
    const { shown: whole } = await from(0);
    expect(new Set(whole).size).toBe(64);
    for (const trimStartMs of [100, 5_000, 10_100, 10_500]) {
      const { shown, command } = await from(trimStartMs);
      const first = (trimStartMs * 30) / 1_000;
      expect(shown.slice(0, 20)).toEqual(whole.slice(first, first + 20));
      if (trimStartMs === 10_500) expect(command.inputs[0]?.options?.at(-1)).toBe(soughtAt);
    }
  });

  /** Seconds of sound before the picture begins. */
  const withSound = `sine=d=3[sound];${COUNTED},setpts=PTS+1/TB`;
  test.each([
    ['that begins at five seconds', 'mkv', 'matroska', COUNTED, ['-output_ts_offset', '5'], 0],
    ['that begins after a day', 'ts', 'mpegts', COUNTED, ['-output_ts_offset', '86400'], 0],
    ['that begins before zero', 'mp4', 'mov', COUNTED, ['-output_ts_offset', '-0.5', '-avoid_negative_ts', 'disabled'], -15],
    ['whose picture begins a second after its sound', 'mkv', 'matroska', withSound, ['-map', '[sound]', '-c:a', 'flac'], 30],
  ])('a clip %s shows each of its frames at its time', async (_, container, format, graph, options, heldFrames) => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, graph, [...H264, ...options], container);
    const { path: made, frames } = await prepare(media, folder.path, { path: source, format }, { durationMs: 3_000 });
    const shown = await countedIn(media, folder.path, made);
    expect(shown).toHaveLength(frames);
    // The first frame is held until the picture begins; what is before zero is never shown.
    const wanted = Array.from({ length: heldFrames + 55 }, (__, frame) => Math.max(0, frame - heldFrames));
    expect(shown.slice(0, wanted.length)).toEqual(wanted);
  });

  test('a frame that lasts for seconds is shown from its middle on', async () => {
    await using folder = await temporaryFolder();
    const graph = `nullsrc=s=96x64:r=1:d=3,format=yuv420p,geq=lum='16+27*if(lt(X,48),N,0)':cb=128:cr=128`;
    const source = await makeSource(media, folder.path, graph, [...H264, '-fps_mode', 'vfr']);
    const { path: made } = await prepare(media, folder.path, source, { trimStartMs: 1_500, durationMs: 3_000 });
    const shown = await countedIn(media, folder.path, made);
    expect([shown[0], shown[14], shown[16]]).toEqual([1, 1, 2]);
  });

  test.each([
    ['SD colors', halves(), [], {}, {}],
    ['pixels that are not square', `${halves()},setsar=2/1`, [], {}, { width: 192 }],
    ['odd sides', `${halves('yuv444p')},crop=95:63:0:0:exact=1`, [], { pixelFormat: 'yuv444p' }, { width: 95, height: 63 }],
    ['10 bits', halves('yuv420p10le'), [], { pixelFormat: 'yuv420p10le' }, {}],
    ['full range', halves('yuvj420p'), [], { pixelFormat: 'yuvj420p' }, {}],
    ['interlaced frames', `${halves()},interlace`, ['-flags', '+ildct+ilme'], {}, {}],
    ['a single frame', `${halves()},trim=end_frame=1`, [], {}, {}],
  ])('a clip with %s has its colors and its shape', async (_, graph, options, color, size) => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, graph, [...H264, ...options]);
    const coded = { pixelFormat: 'yuv420p', matrix: 'smpte170m', ...color };
    const made = await prepare(media, folder.path, source, { ...size, color: coded, durationMs: 500, fit: 'FILL' });
    const [frame] = await framesOf(media, folder.path, made.path);
    expect([colorAt(frame, 40, 45), near(colorAt(frame, 40, 45), RED)]).toEqual([expect.anything(), true]);
    expect([colorAt(frame, 120, 45), near(colorAt(frame, 120, 45), BLUE)]).toEqual([expect.anything(), true]);
    const { streams } = await media.probe({ path: made.path, format: 'mov' }, call(folder.path));
    expect(streams).toMatchObject([
      {
        codec: 'h264',
        pixelFormat: 'yuv420p',
        ...FRAME,
        sampleAspect: 1,
        color: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' },
      },
    ]);
  });

  test('a turned clip is upright, between bars of the ground', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, halves());
    await writeFile(source, turned(await readFile(source), 90));
    const color = { pixelFormat: 'yuv420p', matrix: 'smpte170m' };
    const made = await prepare(media, folder.path, source, { width: 64, height: 96, fit: 'FIT', color, durationMs: 500 });
    const [frame] = await framesOf(media, folder.path, made.path);
    const [top, bottom] = [colorAt(frame, 80, 10), colorAt(frame, 80, 80)];
    expect([near(top, RED) || near(top, BLUE), near(bottom, RED) || near(bottom, BLUE)]).toEqual([true, true]);
    expect(near(top, bottom)).toBe(false);
    expect([colorAt(frame, 5, 45), near(colorAt(frame, 5, 45), [0x20, 0x50, 0x80], 6)]).toEqual([expect.anything(), true]);
  });

  test('BLUR shows the clip before a dark copy of itself', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, 'color=red:s=64x64:r=30:d=0.5,scale=out_color_matrix=bt601,format=yuv420p');
    const color = { pixelFormat: 'yuv420p', matrix: 'smpte170m' };
    const made = await prepare(media, folder.path, source, { width: 64, height: 64, fit: 'BLUR', color, durationMs: 500 });
    const [frame] = await framesOf(media, folder.path, made.path);
    expect(near(colorAt(frame, 80, 45), RED)).toBe(true);
    expect([colorAt(frame, 5, 45), near(colorAt(frame, 5, 45), [153, 0, 0])]).toEqual([expect.anything(), true]);
  });

  test('transparent parts show the ground', async () => {
    await using folder = await temporaryFolder();
    const graph = `color=red:s=96x64:r=30:d=0.2,format=yuva444p10le,geq=lum=lum(X\\,Y):cb=cb(X\\,Y):cr=cr(X\\,Y):a=1023*lt(X\\,48)`;
    const source = await makeSource(media, folder.path, graph, ['-c:v', 'prores_ks', '-profile:v', '4', '-pix_fmt', 'yuva444p10le'], 'mov');
    const made = await prepare(media, folder.path, source, {
      color: { pixelFormat: 'yuva444p12le', matrix: 'smpte170m' },
      durationMs: 200,
    });
    const [frame] = await framesOf(media, folder.path, made.path);
    expect([colorAt(frame, 130, 45), near(colorAt(frame, 130, 45), [0x20, 0x50, 0x80], 8)]).toEqual([expect.anything(), true]);
    expect(near(colorAt(frame, 20, 45), RED)).toBe(true);
  });

  test.each(['smpte2084', 'arib-std-b67'])('HDR of %s keeps its white below the white of the film, and grey grey', async (transfer) => {
    await using folder = await temporaryFolder();
    // White paper, 203 nits: 58 % of PQ, 75 % of HLG.
    const level = Math.round(64 + 876 * (transfer === 'smpte2084' ? 0.58 : 0.75));
    const graph = `nullsrc=s=96x64:r=30:d=0.2,format=yuv420p10le,geq=lum=${level}:cb=512:cr=512`;
    const tags = ['-color_primaries', 'bt2020', '-color_trc', transfer, '-colorspace', 'bt2020nc', '-color_range', 'tv'];
    const source = await makeSource(media, folder.path, graph, [...H264, ...tags]);
    const color = { pixelFormat: 'yuv420p10le', primaries: 'bt2020', transfer, matrix: 'bt2020nc' };
    const made = await prepare(media, folder.path, source, { color, durationMs: 200 });
    const [frame] = await framesOf(media, folder.path, made.path);
    const [red = 0, green = 0, blue = 0] = colorAt(frame, 80, 45);
    expect(green).toBeGreaterThan(190);
    expect(green).toBeLessThan(240);
    expect(Math.max(Math.abs(red - green), Math.abs(blue - green))).toBeLessThanOrEqual(3);
  });

  test('damaged frames in the middle, and a size that changes, end no clip', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, COUNTED, [...H264, '-g', '15']);
    const bytes = await readFile(source);
    const middle = bytes.indexOf('mdat') + Math.floor(bytes.length / 2);
    await writeFile(source, bytes.fill(0x5a, middle, middle + 200));
    const damaged = await prepare(media, folder.path, source);
    expect(damaged.frames).toBeGreaterThanOrEqual(58);
    // Whatever is shown for the damaged ones, those before and after them are at their times.
    const counted = await countedIn(media, folder.path, damaged.path);
    expect([counted.slice(0, 15), counted.slice(48, 58)]).toEqual([
      Array.from({ length: 15 }, (_, frame) => frame),
      Array.from({ length: 10 }, (_, frame) => 48 + frame),
    ]);

    const [small, large] = [
      await readFile(await makeSource(media, folder.path, 'testsrc2=s=96x64:r=30:d=1,format=yuv420p', H264, 'ts')),
      await readFile(
        await makeSource(media, folder.path, 'testsrc2=s=128x96:r=30:d=1,setpts=PTS+1/TB,format=yuv420p', [...H264, '-copyts'], 'ts'),
      ),
    ];
    const joined = path.join(folder.path, 'joined.ts');
    await writeFile(joined, Buffer.concat([small, large]));
    const made = await prepare(media, folder.path, { path: joined, format: 'mpegts' });
    expect(made.frames).toBeGreaterThanOrEqual(55);
    expect(await framesOf(media, folder.path, made.path)).toHaveLength(made.frames);
  });

  test('a clip that is trimmed behind its end has no frames', async () => {
    await using folder = await temporaryFolder();
    const source = await makeSource(media, folder.path, COUNTED);
    const made = await prepare(media, folder.path, source, { trimStartMs: 5_000, durationMs: 6_000 }).catch(() => ({ frames: 0 }));
    expect(made.frames).toBe(0);
  });

  test('one frame of a clip is drawn by itself', async () => {
    await using folder = await temporaryFolder();
    const input = { path: await makeSource(media, folder.path, COUNTED), format: 'mov' };
    const clip = {
      ...{ assetId: newId(), sha256: '', width: 96, height: 64, fit: 'FILL' as const, durationMs: 2_000 },
      trimStartMs: 500,
      speed: 2,
    };
    const output = path.join(folder.path, 'still.png');
    const source = {
      input,
      clip: { ...clip, shortClip: 'LOOP' as const },
      color: { pixelFormat: 'yuv420p' },
      frame: FRAME,
      fps: FPS,
      ground: GROUND,
      output,
    };
    await media.run(clipFrame(source, 10 * (1_000 / 30)), call(folder.path));
    const still = path.join(folder.path, 'still.rgb');
    const outputOptions = ['-map', '0:v', '-pix_fmt', 'rgb24', '-f', 'rawvideo'];
    await media.run(
      { inputs: [{ path: output, format: 'png_pipe' }], outputOptions, output: still, threads: 1, timeoutMs: 60_000 },
      call(folder.path),
    );
    expect(Math.abs(numberOf(await readFile(still)) - 35)).toBeLessThanOrEqual(1);
  });

  describe('in a film', () => {
    const spec = smallSpec({ voicesMs: [1_000, 1_000, 1_000], spec: { ...FRAME, transition: { kind: 'cut', ms: 400 } } });
    const around = { before: { samples: 48_000 }, own: { samples: 48_000 }, after: { samples: 48_000 } };

    test.each([
      ['LOOP', (n: number) => n % 20],
      ['HOLD', (n: number) => Math.min(n, 19)],
      ['SLOW', (n: number, frames: number) => Math.floor((n * 20) / frames)],
    ] as const)('a clip that is too short does %s', async (shortClip, indexOf) => {
      await using folder = await temporaryFolder();
      const clip = await prepare(media, folder.path, await makeSource(media, folder.path, COUNTED), { most: 20, shortClip });
      const scenes = spec.scenes.map((scene, index) =>
        index === 1
          ? {
              ...scene,
              clip: {
                assetId: newId(),
                sha256: '',
                width: 96,
                height: 64,
                fit: 'FILL' as const,
                durationMs: 667,
                trimStartMs: 0,
                speed: 1,
                shortClip,
              },
            }
          : scene,
      );
      const [piece] = clipPlansOf({ ...spec, scenes }, 1, around);
      const output = path.join(folder.path, 'body.mp4');
      const pictures = [{ path: clip.path, available: clip.frames }];
      await media.run(clipCommand({ spec: { ...spec, scenes }, piece: piece!, pictures, output, threads: 1 }), call(folder.path));
      const shown = await countedIn(media, folder.path, output);
      expect(shown).toEqual(Array.from({ length: piece!.frames }, (_, n) => indexOf(n, piece!.frames)));
    });

    test.each(['fade', 'fadeblack', 'slideleft'] as const)('the transition %s shows the clip that goes on in the body', async (kind) => {
      await using folder = await temporaryFolder();
      const clip = await prepare(media, folder.path, await makeSource(media, folder.path, COUNTED));
      const of = { assetId: newId(), sha256: '', width: 96, height: 64, fit: 'FILL' as const, durationMs: 2_000, trimStartMs: 0, speed: 1 };
      const scenes = spec.scenes.map((scene, index) => (index === 1 ? { ...scene, clip: { ...of, shortClip: 'HOLD' as const } } : scene));
      const film = { ...spec, scenes, transition: { kind, ms: 400 } };
      const still = path.join(folder.path, 'still.png');
      await writeStill(still, film, 0);
      const moving = { path: clip.path, available: clip.frames };
      const encode = async (
        piece: ReturnType<typeof clipPlansOf>[number],
        pictures: readonly (string | typeof moving)[],
      ): Promise<number[]> => {
        const output = path.join(folder.path, 'piece.mp4');
        await media.run(clipCommand({ spec: film, piece, pictures, output, threads: 1 }), call(folder.path));
        return countedIn(media, folder.path, output);
      };
      const [, into] = clipPlansOf(film, 0, { ...around, before: undefined });
      const [body, outOf] = clipPlansOf(film, 1, around);
      expect(await encode(into!, [still, moving])).toHaveLength(12);
      const shown = await encode(body!, [moving]);
      expect(shown).toEqual(Array.from({ length: body!.frames }, (_, n) => 12 + n));
      expect(await encode(outOf!, [moving, still])).toHaveLength(12);
    });
  });
});
