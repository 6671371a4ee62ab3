import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { LOOKS } from '../../../src/platform/catalogue/looks.ts';
import type { Card, MovingCard } from '../../../src/platform/media/drawing.ts';
import { openDrawing } from '../../../src/platform/media/drawing/canvas-drawing.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';

const drawing = openDrawing();
const FPS = 30;

const card = (changes: Partial<Card> = {}): Card => ({
  ...{ width: 640, height: 360, language: 'en', filmTitle: 'Why the sky is blue', position: 1, sceneCount: 6, seed: 'seed' },
  ...{ look: 'editorial', content: { kind: 'statement', text: 'Air scatters short waves', at: 0, keys: [] } },
  ...changes,
});

/** Enters at frame 10 and leaves at frame 130; a character takes two frames to say. */
const moving = (changes: Partial<MovingCard> = {}): MovingCard => ({
  ...{ card: card(), fps: FPS, from: 0, growth: () => 1, enters: 10, leaves: 130, spoken: (character: number) => 20 + 2 * character },
  ...changes,
});

const pixels = async (png: Buffer): Promise<Uint8ClampedArray> => {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data;
};
const frame = async (from: number, changes: Partial<MovingCard> = {}) => pixels(await drawing.frame(moving({ ...changes, from })));
/** Share of bytes that differ visibly. */
const difference = (one: Uint8ClampedArray, other: Uint8ClampedArray): number =>
  one.reduce((sum, value, index) => sum + (Math.abs(value - (other[index] ?? 0)) > 8 ? 1 : 0), 0) / one.length;

describe('a moving card', () => {
  it.each(LOOKS.names)('is the still card once everything has entered, in the look %s', async (look) => {
    const still = await pixels(await drawing.card(card({ look })));
    expect(difference(await frame(100, { card: card({ look }) }), still)).toBeLessThan(0.001);
  });

  it('shows no words before they are spoken, and one after the other', async () => {
    const still = await pixels(await drawing.card(card()));
    const left = await Promise.all([0, 9, 22, 34, 50, 100].map(async (at) => difference(await frame(at), still)));
    expect(left[0]).toBeCloseTo(left[1]!, 3);
    expect(left.slice(1)).toEqual(left.slice(1).toSorted((a, b) => b - a));
    expect(new Set(left.slice(1).map((share) => share.toFixed(4))).size).toBe(5);
  });

  it('takes its words away before a transition, and has none within it', async () => {
    const [shown, leaving, gone] = await Promise.all([126, 129, 130].map((at) => frame(at)));
    const empty = await frame(0);
    expect(difference(gone!, empty)).toBeLessThan(0.001);
    expect(difference(leaving!, empty)).toBeGreaterThan(0.001);
    expect(difference(shown!, leaving!)).toBeGreaterThan(0.001);
  });

  it('is there from the first frame where nothing comes before it', async () => {
    const title = card({ position: 0, content: { kind: 'title', text: 'Why the sky is blue' } });
    const still = await pixels(await drawing.card(title));
    expect(difference(await frame(0, { card: title, enters: -Infinity, leaves: Infinity }), still)).toBeLessThan(0.001);
  });

  it('shows everything in time, however late and however soon it ends', async () => {
    const still = await pixels(await drawing.card(card()));
    expect(difference(await frame(34, { enters: 4, leaves: 40, spoken: () => 1_000 }), still)).toBeLessThan(0.001);
    expect(difference(await frame(60, { spoken: undefined }), still)).toBeLessThan(0.001);
  });

  it.each(LOOKS.names)('moves its ornament and not its words, in the look %s', async (look) => {
    const grown = { card: card({ look }), growth: () => 1.03 };
    const [ground, moved] = await Promise.all([frame(0, { card: card({ look }) }), frame(0, grown)]);
    expect(difference(ground, moved)).toBeGreaterThan(0.002);
    const still = await frame(100, { card: card({ look }) });
    expect(difference(await frame(100, grown), still)).toBeLessThan(0.5);
  });
});

describe('frames of moving cards', () => {
  const SIZE = (640 * 360 * 3) / 2;
  const collect = async (cards: readonly MovingCard[], count: number): Promise<Uint8Array[]> => {
    const frames: Uint8Array[] = [];
    for await (const bytes of drawing.frames(cards, count)) frames.push(bytes.slice());
    return frames;
  };
  /** The largest difference of a byte. */
  const furthest = (one: Uint8Array | undefined, other: Uint8Array | undefined): number =>
    one && other ? one.reduce((most, value, index) => Math.max(most, Math.abs(value - (other[index] ?? 0))), 0) : Infinity;

  it.each(['editorial', 'poster', 'quiet'] as const)('are drawn part by part as they would be at once, in the look %s', async (look) => {
    // Within these frames words enter over the ornament and leave again.
    const growing = moving({ card: card({ look }), from: 20, growth: (at) => 1 + at / 1_000, leaves: 110 });
    const frames = await collect([growing], 95);
    expect(new Set(frames.map(({ length }) => length))).toEqual(new Set([SIZE]));
    for (const index of [3, 40, 89, 94]) {
      const [alone] = await collect([{ ...growing, from: growing.from + index, growth: () => growing.growth(growing.from + index) }], 1);
      expect(furthest(frames[index], alone)).toBeLessThanOrEqual(2);
    }
  });

  it('come again where nothing moves that is seen, and stay as they are while the next ones are drawn', async () => {
    const arrays = async (growth: MovingCard['growth']) => {
      const frames: { readonly bytes: Uint8Array; readonly copy: Uint8Array }[] = [];
      for await (const bytes of drawing.frames([moving({ from: 100, growth })], 4)) frames.push({ bytes, copy: bytes.slice() });
      return frames;
    };
    for (const growth of [() => 1, (at: number) => 1 + at / 1_000_000]) {
      expect(new Set((await arrays(growth)).map(({ bytes }) => bytes)).size).toBe(1);
    }
    const frames = await arrays((at) => 1 + at / 100);
    expect(new Set(frames.map(({ bytes }) => bytes)).size).toBe(4);
    for (const { bytes, copy } of frames) expect(bytes).toEqual(copy);
    expect(frames[1]?.copy).not.toEqual(frames[0]?.copy);
  });

  it('have the colours that ffmpeg makes of the same picture', async () => {
    const png = await drawing.frame(moving({ from: 100 }));
    const toPlanes = 'scale=out_color_matrix=bt709:out_range=tv:flags=area+accurate_rnd+full_chroma_int,format=yuv420p';
    const args = ['-v', 'error', '-f', 'png_pipe', '-i', '-', '-vf', toPlanes, '-f', 'rawvideo', '-'];
    const running = promisify(execFile)(ffmpegs[0]!.ffmpegPath, args, { encoding: 'buffer', maxBuffer: 2 * SIZE });
    running.child.stdin?.end(png);
    const { stdout: converted } = await running;
    const [drawn] = await collect([moving({ from: 100 })], 1);
    const away = drawn!.reduce((sum, value, index) => sum + (Math.abs(value - converted[index]!) > 2 ? 1 : 0), 0);
    expect(converted.length).toBe(SIZE);
    expect(away / SIZE).toBeLessThan(0.01);
  });

  it('stand below each other where there are two cards', async () => {
    const [one, other] = [moving({ from: 100 }), moving({ card: card({ look: 'poster' }), from: 100 })];
    const [[both], [upper], [lower]] = await Promise.all([collect([one, other], 1), collect([one], 1), collect([other], 1)]);
    // First all of Y, then all of U, then all of V.
    const planes = (bytes: Uint8Array, size: number) =>
      [0, 4, 5, 6]
        .map((part) => (part * size) / 4)
        .slice(0, -1)
        .map((from, plane) => bytes.slice(from, from + size / (plane === 0 ? 1 : 4)));
    const [uppers, lowers] = [planes(upper!, 640 * 360), planes(lower!, 640 * 360)];
    expect(Buffer.from(both!).equals(Buffer.concat(uppers.flatMap((plane, index) => [plane, lowers[index]!])))).toBe(true);
  });

  it('are refused with the characters that no font has', async () => {
    const undrawable = moving({ card: card({ content: { kind: 'statement', text: 'Signs: 𒀀𒀁', at: 0, keys: [] } }) });
    await expect(collect([undrawable], 1)).rejects.toMatchObject({ code: 'MISSING_GLYPHS' });
  });
});
