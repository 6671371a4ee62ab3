import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { clipCommand } from '../../../src/features/renders/film/clip-command.ts';
import type { OverlayImage } from '../../../src/features/renders/overlays/overlay-graph.ts';
import { overlayCommand, overlaySize } from '../../../src/features/renders/overlays/overlay-picture.ts';
import { openDrawing } from '../../../src/platform/media/drawing/canvas-drawing.ts';
import type { OverlayRequest } from '../../../src/platform/media/drawing.ts';
import type { Media } from '../../../src/platform/media/media.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SPEC = smallSpec({ voicesMs: [1_000, 1_000] });
const PIECE = { frames: 20, views: [{ scene: 0, sceneFrames: 40, from: 0 }] } as const;

async function writeColor(file: string, color: string, width: number, height: number): Promise<string> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = color;
  context.fillRect(0, 0, width, height);
  await writeFile(file, canvas.toBuffer('image/png'));
  return file;
}

/** Luma of one place in each frame of a clip. */
async function lumaAt(media: Media, workDir: string, clip: string, x: number, y: number): Promise<number[]> {
  const output = path.join(workDir, 'frames.yuv');
  const outputOptions = ['-map', '0:v', '-pix_fmt', 'yuv420p', '-f', 'rawvideo'];
  await media.run({ inputs: [{ path: clip, format: 'mov' }], outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(workDir));
  const bytes = await readFile(output);
  const size = SPEC.width * SPEC.height * 1.5;
  return Array.from({ length: bytes.length / size }, (_, frame) => bytes[frame * size + y * SPEC.width + x] ?? -1);
}

describe.each(ffmpegs)('$name', ({ media }) => {
  const lay = async (workDir: string, ...overlays: readonly Omit<OverlayImage, 'path'>[]): Promise<string> => {
    const at = (name: string): string => path.join(workDir, name);
    const still = await writeColor(at('still.png'), '#000000', SPEC.width, SPEC.height);
    const white = await writeColor(at('white.png'), '#ffffff', 80, 40);
    const output = at('piece.mp4');
    const images = overlays.map((overlay) => ({ ...overlay, path: white }));
    await media.run(clipCommand({ spec: SPEC, piece: PIECE, pictures: [still], overlays: images, output, threads: 1 }), call(workDir));
    return output;
  };
  const white = { x: 100, y: 60, opacity: 1 };
  const near = (values: readonly number[], wanted: readonly number[]): boolean =>
    values.length === wanted.length && values.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) <= 6);

  test('an overlay is on its frames and on its place alone', async () => {
    await using folder = await temporaryFolder();
    const clip = await lay(folder.path, { ...white, fromFrame: 5, toFrame: 12 });
    const wanted = Array.from({ length: 20 }, (_, frame) => (frame >= 5 && frame < 12 ? 235 : 16));
    expect(near(await lumaAt(media, folder.path, clip, 140, 80), wanted)).toBe(true);
    expect(
      near(
        await lumaAt(media, folder.path, clip, 90, 80),
        wanted.map(() => 16),
      ),
    ).toBe(true);
  });

  test('a hundred overlays at once are all there', async () => {
    await using folder = await temporaryFolder();
    const places = Array.from({ length: 100 }, (_, index) => ({ x: (index % 10) * 32, y: Math.floor(index / 10) * 18 }));
    const at = (name: string): string => path.join(folder.path, name);
    const still = await writeColor(at('still.png'), '#000000', SPEC.width, SPEC.height);
    const dot = await writeColor(at('dot.png'), '#ffffff', 16, 8);
    const overlays = places.map(({ x, y }, index) => ({ x, y, opacity: 1, path: dot, fromFrame: index % 10, toFrame: 20 }));
    const output = at('piece.mp4');
    await media.run(clipCommand({ spec: SPEC, piece: PIECE, pictures: [still], overlays, output, threads: 1 }), call(folder.path));
    const frames = at('frames.yuv');
    const outputOptions = ['-map', '0:v', '-pix_fmt', 'yuv420p', '-f', 'rawvideo'];
    await media.run(
      { inputs: [{ path: output, format: 'mov' }], outputOptions, output: frames, threads: 1, timeoutMs: 60_000 },
      call(folder.path),
    );
    const bytes = await readFile(frames);
    const size = SPEC.width * SPEC.height * 1.5;
    const isWhite = (frame: number, { x, y }: { readonly x: number; readonly y: number }): boolean =>
      (bytes[frame * size + (y + 4) * SPEC.width + x + 8] ?? 0) > 200;
    expect(places.filter((place) => isWhite(4, place))).toEqual(places.filter((_, index) => index % 10 <= 4));
    expect(places.filter((place) => isWhite(19, place))).toEqual(places);
  });

  test('an overlay that lies half outside of the frame, half as opaque', async () => {
    await using folder = await temporaryFolder();
    const clip = await lay(folder.path, { x: -40, y: -20, opacity: 0.5, fromFrame: 0, toFrame: 20 });
    expect(
      near(
        await lumaAt(media, folder.path, clip, 20, 10),
        Array.from({ length: 20 }, () => 126),
      ),
    ).toBe(true);
    expect(
      near(
        await lumaAt(media, folder.path, clip, 60, 30),
        Array.from({ length: 20 }, () => 16),
      ),
    ).toBe(true);
  });

  test('fades are linear, and go on where they began in the clip before', async () => {
    await using folder = await temporaryFolder();
    const clip = await lay(
      folder.path,
      { ...white, fromFrame: 0, toFrame: 5, fade: { kind: 'in', of: 10, at: 5 } },
      { ...white, fromFrame: 5, toFrame: 10 },
      { ...white, fromFrame: 10, toFrame: 20, fade: { kind: 'out', of: 10, at: 0 } },
    );
    const shares = (await lumaAt(media, folder.path, clip, 140, 80)).map((luma) => (luma - 16) / 219);
    expect(shares).toHaveLength(20);
    for (const [frame, share] of shares.entries()) {
      const wanted = frame < 5 ? (frame + 5) / 10 : frame < 10 ? 1 : 1 - (frame - 10) / 10;
      expect(Math.abs(share - wanted), `frame ${frame}`).toBeLessThanOrEqual(0.12);
    }
  });

  test('a picture keeps its shape and its transparent parts', async () => {
    await using folder = await temporaryFolder();
    const size = overlaySize({ width: 300, height: 100 }, 0.25, SPEC);
    expect(size).toEqual({ width: 80, height: 26 });
    const source = await writeColor(path.join(folder.path, 'in.png'), 'rgba(255, 0, 0, 0.5)', 300, 100);
    const output = path.join(folder.path, 'out.png');
    await media.run(overlayCommand({ path: source, format: 'png_pipe' }, [], size, output), call(folder.path));
    const image = await loadImage(output);
    const context = createCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    expect([image.width, image.height]).toEqual([80, 26]);
    expect(context.getImageData(40, 13, 1, 1).data[3]).toBeCloseTo(128, -1);
  });
});

describe('a text', () => {
  const drawing = openDrawing();
  const request: OverlayRequest = {
    ...{ text: 'Why is the sky blue?', language: 'en', size: 0.1, color: '#ffcc00', align: 'CENTER', maxWidth: 0.9 },
    ...{ frameWidth: 640, frameHeight: 360 },
  };
  /** Where the ink lies: shares of width, and the number of coloured pixels. */
  const inkOf = async (more: Partial<OverlayRequest> = {}) => {
    const { png, width, height } = await drawing.overlay({ ...request, ...more });
    const context = createCanvas(width, height).getContext('2d');
    context.drawImage(await loadImage(png), 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const columns = Array.from({ length: width }, (_, x) =>
      Array.from({ length: height }, (__, y) => data[(y * width + x) * 4 + 3] ?? 0).some((alpha) => alpha > 40),
    );
    return { width, height, left: columns.indexOf(true) / width, right: columns.lastIndexOf(true) / width };
  };

  test('is as wide as it may be, and aligned within', async () => {
    const centre = await inkOf();
    expect([centre.width % 2, centre.height % 2]).toEqual([0, 0]);
    expect(Math.abs(centre.left + centre.right - 1)).toBeLessThan(0.05);
    expect((await inkOf({ text: 'Blue', align: 'LEFT' })).left).toBeLessThan(0.03);
    expect((await inkOf({ text: 'Blue', align: 'RIGHT' })).right).toBeGreaterThan(0.96);
    expect((await inkOf({ text: 'لماذا السماء زرقاء؟', language: 'ar', align: 'RIGHT' })).right).toBeGreaterThan(0.96);
  });

  test('is broken into lines where it says so and where it is too wide, and never outside of its picture', async () => {
    const one = await inkOf({ text: 'Blue' });
    expect((await inkOf({ text: 'Blue\nand white' })).height).toBeGreaterThan(one.height * 1.5);
    const narrow = await inkOf({ maxWidth: 0.3 });
    expect(narrow.height).toBeGreaterThan(one.height * 1.5);
    const much = await inkOf({ text: 'Many words that do not fit. '.repeat(17), size: 0.3 });
    expect(much.height).toBeLessThanOrEqual(2 * 360);
    expect([much.left, much.right].every((edge) => edge > 0 && edge < 1)).toBe(true);
  });

  test('is the same picture for the same text', async () => {
    const [first, second] = [await drawing.overlay(request), await drawing.overlay(request)];
    expect(first.png.equals(second.png)).toBe(true);
  });
});
