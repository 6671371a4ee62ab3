import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { CAPTION_STYLES, burnedInStyle } from '../../../src/platform/catalogue/caption-styles.ts';
import type { BurnedInStyle } from '../../../src/platform/catalogue/caption-styles.ts';
import type { CaptionMoment, CaptionStyling } from '../../../src/platform/media/drawing.ts';
import { captionMeasure } from '../../../src/platform/media/drawing.ts';
import { openDrawing } from '../../../src/platform/media/drawing/canvas-drawing.ts';

const drawing = openDrawing();
const STYLES = CAPTION_STYLES.names.flatMap((name) => burnedInStyle(name) ?? []);
/** WCAG 2.2, success criterion 1.4.3. */
const CONTRAST = 4.5;

type Paint = (context: SKRSContext2D, width: number, height: number) => void;

const plain =
  (color: string): Paint =>
  (context, width, height) => {
    context.fillStyle = color;
    context.fillRect(0, 0, width, height);
  };

const GROUNDS: readonly (readonly [string, Paint])[] = [
  ['white', plain('#ffffff')],
  ['black', plain('#000000')],
  [
    'busy',
    (context, width, height) => {
      const colors = ['#ffffff', '#ffe94d', '#0b2a6b', '#e8f7ff', '#000000', '#8fe388'];
      for (let y = 0; y < height; y += 9) {
        for (let x = 0; x < width; x += 9) {
          context.fillStyle = colors[(x / 9 + 3 * (y / 9)) % colors.length] ?? '';
          context.fillRect(x, y, 9, 9);
        }
      }
    },
  ],
];

async function over(paint: Paint | undefined, styling: CaptionStyling, moment: CaptionMoment) {
  const { width, height, pictures, ...place } = await drawing.captions(styling, [moment]);
  const context = createCanvas(width, height).getContext('2d');
  paint?.(context, width, height);
  for await (const png of pictures) context.drawImage(await loadImage(png), 0, 0);
  return { ...place, width, height, data: context.getImageData(0, 0, width, height).data };
}

function luminance(data: ArrayLike<number>, pixel: number): number {
  const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((part) => {
    const value = (data[pixel * 4 + part] ?? 0) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The pixels that are at most so far from one of these, in rows and columns. */
function within(distance: number, pixels: ReadonlySet<number>, width: number): Set<number> {
  const found = new Set<number>();
  for (const pixel of pixels) {
    for (let down = -distance; down <= distance; down += 1) {
      for (let across = -distance; across <= distance; across += 1) found.add(pixel + down * width + across);
    }
  }
  return found;
}

/** The contrast of the least legible letters to the brightest pixel beside them, beyond their soft edge and up to a quarter of their size. */
async function contrastOver(paint: Paint, style: BurnedInStyle, more: Partial<CaptionStyling> = {}, isSpoken = false): Promise<number> {
  const styling = { style, language: 'en', frameWidth: 1_280, frameHeight: 720, seed: 'seed', ...more };
  const lines = style === 'one-word' ? ['Light'] : ['Light scatters', 'in the air'];
  const unspoken = await over(undefined, styling, { lines, onPicture: true });
  const { width, data: drawn } = unspoken;
  const letters = new Set<number>();
  for (let pixel = 0; pixel < drawn.length / 4; pixel += 1) {
    if ([0, 1, 2, 3].every((part) => (drawn[pixel * 4 + part] ?? 0) >= 250)) letters.add(pixel);
  }
  expect(letters.size).toBeGreaterThan(50);
  const spoken = isSpoken && { spoken: lines.map((line, index) => ({ line: index, start: 0, end: line.length, share: 1 })) };
  const { data } = await over(paint, styling, { lines, onPicture: true, ...spoken });
  const edge = within(2, letters, width);
  const { size } = captionMeasure(styling.frameWidth, styling.frameHeight);
  const around = [...within(Math.round(size / 4), letters, width)].filter((pixel) => !edge.has(pixel));
  const brightest = Math.max(...around.map((pixel) => luminance(data, pixel)));
  return (Math.min(...[...letters].map((pixel) => luminance(data, pixel))) + 0.05) / (brightest + 0.05);
}

describe.each(STYLES)('captions in the style %s on a picture', (style) => {
  it.each(GROUNDS)('have a contrast of 4.5:1 to what is around them on a %s one', async (_name, paint) => {
    expect(await contrastOver(paint, style)).toBeGreaterThanOrEqual(CONTRAST);
    expect(await contrastOver(paint, style, { frameWidth: 720, frameHeight: 1_280 })).toBeGreaterThanOrEqual(CONTRAST);
  });

  it('have no hard edges but those of a box', async () => {
    const styling = { style, language: 'en', frameWidth: 1_280, frameHeight: 720, seed: 'seed' };
    const { x, y, width, height, data } = await over(undefined, styling, { lines: ['Light'], onPicture: true });
    const alone = await over(undefined, styling, { lines: ['Light'] });
    if (style === 'classic') {
      expect({ x, y, width, height, data }).toEqual(alone);
      return;
    }
    const edges = [...Array(width).keys()].map((column) => data[column * 4 + 3] ?? 0);
    expect(Math.max(...edges)).toBeLessThan(12);
    expect([x % 2, y % 2, width % 2, height % 2]).toEqual([0, 0, 0, 0]);
    expect(y + height).toBeLessThanOrEqual(720);
    expect(x + width / 2).toBe(alone.x + alone.width / 2);
  });
});

it.each(['#101010', '#ffffff', '#2a2a8a', '#ffd000', '#7a1f1f', '#ff2d2d'])(
  'filled words are legible in the color %s of a brand',
  async (color) => {
    for (const [, paint] of GROUNDS) {
      expect(await contrastOver(paint, 'karaoke', { brand: { colors: [color] } }, true)).toBeGreaterThanOrEqual(CONTRAST);
    }
  },
);
