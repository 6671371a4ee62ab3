import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { storyboard } from '../../../src/features/renders/deliveries/picture-recipes.ts';
import type { FfmpegCommand, Media } from '../../../src/platform/media/media.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, makeSmallFilm } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TILE = { width: 160, height: 90 };
const FPS = 24;

/** The colors of scenes, of which each pair of neighbours differs in hue. */
const hueOf = (scene: number): number => (scene * 67) % 360;

/** Hue in degrees of a packed RGB pixel. */
function hueAt(picture: Buffer, at: number): number {
  const [red = 0, green = 0, blue = 0] = picture.subarray(at, at + 3);
  const most = Math.max(red, green, blue);
  const range = Math.max(1, most - Math.min(red, green, blue));
  const sixths = most === red ? (green - blue) / range : most === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  return (sixths * 60 + 360) % 360;
}

const apart = (one: number, other: number): number => Math.min(Math.abs(one - other), 360 - Math.abs(one - other));

describe.each(ffmpegs)('$name', ({ media }) => {
  test.each([
    ['of a short film is made of all frames', 4, 5_300, 1, undefined],
    ['of a longer one of key frames alone', 10, 12_300, 2, 'nokey'],
  ])(
    'a storyboard %s, and shows at each time the scene of it',
    async (_, scenes, voiceMs, seconds, skipped) => {
      await using folder = await temporaryFolder();
      const film = await makeSmallFilm({
        ...{ media, workDir: folder.path, voicesMs: Array.from({ length: scenes }, () => voiceMs) },
        spec: { ...TILE, fps: FPS, captionStyle: 'none', transition: { kind: 'cut', ms: 400 } },
      });
      const never = async (): Promise<string> => Promise.reject(new Error('a storyboard has no titled frame'));
      const commands: FfmpegCommand[] = [];
      const watched: Media = { ...media, run: (command, how) => (commands.push(command), media.run(command, how)) };
      const finished = { spec: film.spec, timeline: film.timeline, voices: film.voices, isSoft: false };
      const paths = ['strip.jpg', 'strip.vtt'].map((name) => path.join(folder.path, name));
      const making = {
        ...finished,
        media: watched,
        film: film.film,
        fileName: 'film',
        threads: 2,
        report: () => undefined,
        titledFrame: never,
      };
      await storyboard.make({ ...making, ...call(folder.path) }, (file) => paths[file] ?? '');
      expect(commands.flatMap(({ inputs }) => inputs.map(({ options = [] }) => options[1]))).toEqual([skipped]);

      const raw = path.join(folder.path, 'strip.raw');
      const outputOptions = ['-pix_fmt', 'rgb24', '-f', 'rawvideo'];
      const strip = { inputs: [{ path: paths[0] ?? '', format: 'jpeg_pipe' }], outputOptions, output: raw, threads: 1, timeoutMs: 10_000 };
      await media.run(strip, call(folder.path));
      const picture = await readFile(raw);
      const rectangles = [...(await readFile(paths[1] ?? '', 'utf8')).matchAll(/#xywh=(\d+),(\d+),/g)];
      expect(rectangles).toHaveLength(Math.ceil(film.timeline.durationMs / 1_000 / seconds));
      const rowBytes = 3 * TILE.width * 10;
      const columns = Math.min(10, rectangles.length);
      expect(picture.length).toBe(((rowBytes * columns) / 10) * TILE.height * Math.ceil(rectangles.length / columns));
      const wrong = rectangles.filter(([, x, y], index) => {
        const at = ((rowBytes * columns) / 10) * (Number(y) + 8) + 3 * (Number(x) + 80);
        const scene = film.timeline.scenes.findLastIndex(({ firstFrame }) => firstFrame <= index * seconds * FPS);
        return apart(hueAt(picture, at), hueOf(scene)) > 12;
      });
      expect(wrong.map(([cue]) => cue)).toEqual([]);
    },
    120_000,
  );
});
