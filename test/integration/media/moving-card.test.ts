import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { LOOKS } from '../../../src/platform/catalogue/looks.ts';
import type { Card, MovingCard } from '../../../src/platform/media/drawing.ts';
import { openDrawing } from '../../../src/platform/media/drawing/canvas-drawing.ts';

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

  it('moves its ground more than its words', async () => {
    const grown = { growth: () => 1.03 };
    const [ground, moved] = await Promise.all([frame(0), frame(0, grown)]);
    expect(difference(ground, moved)).toBeGreaterThan(0.002);
    const still = await frame(100);
    expect(difference(await frame(100, grown), still)).toBeLessThan(0.5);
  });
});

describe('frames of moving cards', () => {
  const collect = async (cards: readonly MovingCard[], count: number): Promise<Buffer[]> => {
    const frames: Buffer[] = [];
    // Kept as they come: ffmpeg reads a frame while the next one is drawn.
    for await (const bytes of drawing.frames(cards, count)) frames.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return frames;
  };

  it('are raw RGBA, equal to the frames one by one', async () => {
    const frames = await collect([moving({ from: 25 })], 3);
    expect(frames[0]!.equals(frames[2]!)).toBe(false);
    expect(frames.map(({ length }) => length)).toEqual([1, 2, 3].map(() => 640 * 360 * 4));
    for (const [index, bytes] of frames.entries()) {
      expect(difference(new Uint8ClampedArray(bytes), await frame(25 + index))).toBe(0);
    }
  });

  it('stand below each other where there are two cards', async () => {
    const other = moving({ card: card({ look: 'poster' }), from: 100 });
    const [both] = await collect([moving({ from: 100 }), other], 1);
    const half = 640 * 360 * 4;
    expect(both?.subarray(0, half).equals((await collect([moving({ from: 100 })], 1))[0]!)).toBe(true);
    expect(both?.subarray(half).equals((await collect([other], 1))[0]!)).toBe(true);
  });

  it('are refused with the characters that no font has', async () => {
    const undrawable = moving({ card: card({ content: { kind: 'statement', text: 'Signs: 𒀀𒀁', at: 0, keys: [] } }) });
    await expect(collect([undrawable], 1)).rejects.toMatchObject({ code: 'MISSING_GLYPHS' });
  });
});
