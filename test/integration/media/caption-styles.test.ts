import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { CAPTION_STYLES, burnedInStyle } from '../../../src/platform/catalogue/caption-styles.ts';
import type { BurnedInStyle } from '../../../src/platform/catalogue/caption-styles.ts';
import type { CaptionMoment, CaptionStyling } from '../../../src/platform/media/drawing.ts';
import { openDrawing } from '../../../src/platform/media/drawing/canvas-drawing.ts';

const drawing = openDrawing();
const STYLES = CAPTION_STYLES.names.flatMap((name) => burnedInStyle(name) ?? []);
const RED = '#ff2d2d';

const TEXTS: readonly (readonly [string, string])[] = [
  ['en', 'Light scatters in air'],
  ['ar', 'يبعثر الهواء الضوء الأزرق'],
  ['he', 'האור Rayleigh הכחול מתפזר'],
  ['hi', 'हवा नीली रोशनी को बिखेरती'],
  ['vi', 'Bầu trời ẪỒỮ rất xanh'],
  ['en', 'A 👨‍👩‍👧 sees 1️⃣ sky 😀'],
];
/** Words without white space between them: where each begins. */
const UNSPACED: readonly (readonly [string, readonly string[]])[] = [
  ['th', ['ท้องฟ้า', 'เป็น', 'สีฟ้า']],
  ['zh-Hans', ['空气', '分子', '散射']],
  ['ja', ['空気の', '分子が', '散らす']],
];

interface Picture {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

async function draw(style: BurnedInStyle, language: string, moments: readonly CaptionMoment[], size: Partial<CaptionStyling> = {}) {
  const styling = { style, language, frameWidth: 1_280, frameHeight: 720, seed: 'seed', brand: { colors: [RED] }, ...size };
  const { pictures, ...place } = await drawing.captions(styling, moments);
  const drawn: Picture[] = [];
  for await (const png of pictures) {
    const image = await loadImage(png);
    const context = createCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    drawn.push({ ...place, data: context.getImageData(0, 0, image.width, image.height).data });
  }
  return drawn;
}

/** The columns of a picture with the color of the brand: first and last one; undefined where it has none. */
function accentColumns({ width, data }: Picture): { readonly from: number; readonly to: number } | undefined {
  const columns = new Set<number>();
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
    if (alpha > 250 && red > 200 && green < 110 && blue < 110) columns.add((at / 4) % width);
  }
  return columns.size === 0 ? undefined : { from: Math.min(...columns), to: Math.max(...columns) };
}

const wordsOf = (text: string) =>
  [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({ line: 0, start: index, end: index + word.length, share: 1 }));

/** Where each word of a line is marked, in the order of reading. */
async function marked(language: string, text: string, words: readonly { start: number; end: number }[]): Promise<number[]> {
  const moments = words.map(({ start, end }) => ({ lines: [text], spoken: [{ line: 0, start, end, share: 1 }] }));
  const drawn = await draw('highlight', language, moments);
  return drawn.map((picture) => {
    const { from, to } = accentColumns(picture) ?? { from: NaN, to: NaN };
    return (from + to) / 2;
  });
}

const rising = (values: readonly number[]): boolean => values.every((value, index) => index === 0 || value > (values[index - 1] ?? NaN));

describe('the spoken word', () => {
  it.each(TEXTS)('is marked where it is read in %s: %s', async (language, text) => {
    const places = await marked(language, text, wordsOf(text));
    expect(rising(/^(ar|he)/.test(language) ? places.toReversed() : places), places.join()).toBe(true);
  });

  it.each(UNSPACED)('is marked where no white space divides words, in %s', async (language, parts) => {
    let at = 0;
    const words = parts.map((part) => ({ start: at, end: (at += part.length) }));
    expect(rising(await marked(language, parts.join(''), words))).toBe(true);
  });

  it('is marked in a phrase of the other direction', async () => {
    const text = 'They say שלום עולם to all';
    const [they, say, first, second, to] = await marked('en', text, wordsOf(text));
    expect(rising([they, say, second, first, to].map((place) => place ?? NaN))).toBe(true);
  });

  it('is right-to-left in a line that begins with a foreign name', async () => {
    const lines = ['החוקר הנודע', 'Rayleigh גילה את זה'];
    const spoken = (start: number, end: number) => ({ lines, spoken: [{ line: 1, start, end, share: 1 }] });
    const [name, next] = (await draw('highlight', 'he', [spoken(0, 8), spoken(9, 13)])).map(accentColumns);
    expect(name?.from).toBeGreaterThan(next?.to ?? NaN);
  });

  it('has a contrast of 4.5:1 on its box, in any color of a brand', async () => {
    for (const color of ['#101010', '#ffffff', '#2a2a8a', '#ffd000', '#7a1f1f']) {
      const moment = { lines: ['Light scatters'], spoken: [{ line: 0, start: 0, end: 5, share: 1 }] };
      const [drawn] = await draw('highlight', 'en', [moment], { brand: { colors: [color] } });
      const row = Math.round((drawn?.height ?? 0) / 2) * (drawn?.width ?? 0);
      const levels = Array.from({ length: Math.round((drawn?.width ?? 0) / 2) }, (_, x) => luminance(drawn?.data ?? [], row + x));
      expect((Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05), color).toBeGreaterThanOrEqual(4.5);
    }
  });
});

function missing(): never {
  throw new Error('nothing was drawn');
}

function luminance(data: ArrayLike<number>, pixel: number): number {
  const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((part) => {
    const value = (data[pixel * 4 + part] ?? 0) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('words that fill', () => {
  it.each(TEXTS)('begin where reading begins and keep their shape in %s: %s', async (language, text) => {
    const words = wordsOf(text).filter((word) => !/\p{Emoji_Presentation}|\u20E3/u.test(text.slice(word.start, word.end)));
    const shares = [0.3, 0.6, 1];
    const moments = [
      { lines: [text] },
      ...shares.map((share) => ({ lines: [text], spoken: words.slice(0, 1).map((word) => ({ ...word, share })) })),
    ];
    const [plain, ...filled] = await draw('karaoke', language, moments);
    const places = filled.map((picture) => accentColumns(picture));
    const isRtl = /^(ar|he)/.test(language);
    for (const [index, place] of places.entries()) {
      const before = places[index - 1];
      if (before) expect(isRtl ? (place?.from ?? NaN) <= before.from : (place?.to ?? NaN) >= before.to).toBe(true);
    }
    const middle = (plain?.width ?? 0) / 2;
    expect(isRtl ? (places[0]?.from ?? NaN) > middle : (places[0]?.to ?? NaN) < middle).toBe(true);
    // Letters that were drawn in parts would lose their joins.
    for (const { data } of filled) {
      let furthest = 0;
      for (let at = 3; at < data.length; at += 4) furthest = Math.max(furthest, Math.abs((data[at] ?? 0) - (plain?.data[at] ?? 0)));
      expect(furthest).toBeLessThan(12);
    }
  });
});

describe.each(STYLES)('captions in the style %s', (style) => {
  const FRAMES = [
    { frameWidth: 1_280, frameHeight: 720 },
    { frameWidth: 720, frameHeight: 1_280 },
    { frameWidth: 2_160, frameHeight: 2_160 },
  ];

  it.each(FRAMES)('are inside of the safe area and whole at $frameWidth x $frameHeight', async (frame) => {
    const { frameWidth: width, frameHeight: height } = frame;
    const isTall = height > width * 1.4;
    for (const [language, text] of [...TEXTS.slice(1, 5), ['de', 'Donaudampfschifffahrtsgesellschaft'] as const]) {
      const lines = style === 'one-word' ? [text.split(' ').toSorted((one, other) => other.length - one.length)[0] ?? ''] : [text, text];
      const [drawn] = await draw(style, language, [{ lines }], frame);
      const { x = 0, y = 0, width: across = 0, height: down = 0, data = new Uint8ClampedArray() } = drawn ?? {};
      expect(x).toBeGreaterThanOrEqual(width * 0.05 - 2);
      expect(x + across).toBeLessThanOrEqual(width * (isTall ? 0.85 : 0.95) + 2);
      expect(y).toBeGreaterThanOrEqual(height * (isTall ? 0.45 : 0.75));
      expect(y + down).toBeLessThanOrEqual(height * (isTall ? 0.72 : 0.95));
      // White letters at an edge are cut off; shadows and the box may end there.
      const rows = Array.from({ length: across }, (_, column) => [column, across * (down - 1) + column]);
      const columns = Array.from({ length: down }, (_, row) => [row * across, row * across + across - 1]);
      const inked = [...rows, ...columns].flat().filter((at) => (data[at * 4] ?? 0) > 128 && (data[at * 4 + 3] ?? 0) > 128);
      expect(inked, text).toEqual([]);
    }
  });

  it.each(FRAMES)('are where and as large as they are asked for at $frameWidth x $frameHeight', async (frame) => {
    const { frameWidth: width, frameHeight: height } = frame;
    const isTall = height > width * 1.4;
    for (const [language, text] of TEXTS.slice(1, 4)) {
      const lines = style === 'one-word' ? [text.split(' ')[0] ?? ''] : [text];
      const at = async (place: Partial<CaptionStyling>) =>
        (await draw(style, language, [{ lines }], { ...frame, ...place }))[0] ?? missing();
      const medium = await at({});
      for (const size of ['SMALL', 'MEDIUM', 'LARGE'] as const) {
        const [top, middle, bottom] = [
          await at({ size, position: 'TOP' }),
          await at({ size, position: 'MIDDLE' }),
          await at({ size, position: 'BOTTOM' }),
        ];
        expect(top.y).toBeGreaterThanOrEqual(height * (isTall ? 0.15 : 0.05));
        expect(top.y).toBeLessThan(height * (isTall ? 0.15 : 0.05) + 4);
        expect(Math.abs(middle.y + middle.height / 2 - height / 2)).toBeLessThanOrEqual(2);
        expect(bottom.y + bottom.height).toBeLessThanOrEqual(height * (isTall ? 0.7 : 0.95));
        // Only the place differs, also where words are read from the right.
        expect([middle.x, middle.width, middle.height]).toEqual([bottom.x, bottom.width, bottom.height]);
        expect(Buffer.from(top.data).equals(Buffer.from(bottom.data))).toBe(true);
      }
      expect((await at({ size: 'SMALL' })).height).toBeLessThan(medium.height);
      const large = await at({ size: 'LARGE' });
      expect(large.height).toBeGreaterThanOrEqual(medium.height);
      expect(large.width).toBeLessThanOrEqual(width * (isTall ? 0.7 : 0.9) + 4);
    }
  });

  it('are legible on a white picture and on a black one', async () => {
    const [drawn] = await draw(style, 'en', [{ lines: ['Light'] }]);
    const { width = 0, data = new Uint8ClampedArray() } = drawn ?? {};
    // Beside white ink there is something dark, at most five pixels away.
    let isWhite = 0;
    let isFramed = 0;
    for (let at = 4; at < data.length / 4 - 4; at += 1) {
      const on = (pixel: number): number =>
        ((data[pixel * 4] ?? 0) * (data[pixel * 4 + 3] ?? 0) + 255 * (255 - (data[pixel * 4 + 3] ?? 0))) / 255;
      if ((data[at * 4] ?? 0) < 250 || (data[at * 4 + 3] ?? 0) < 255 || (data[(at - 1) * 4] ?? 0) > 250) continue;
      isWhite += 1;
      if (Math.min(...[1, 2, 3, 4, 5].map((away) => on(at - away))) < 118 && at % width > 5) isFramed += 1;
    }
    expect(isWhite).toBeGreaterThan(20);
    expect(isFramed / isWhite).toBeGreaterThan(0.9);
  });

  it('of one clip have one size and place, and the same bytes each time', async () => {
    const moments = [{ lines: ['Short'] }, { lines: [] }, { lines: ['A much longer line of words'] }];
    const [one, again] = [await draw(style, 'en', moments), await draw(style, 'en', moments)];
    expect(one).toEqual(again);
    expect(new Set(one.map(({ x, y, width, height }) => [x, y, width, height].join()))).toHaveLength(1);
    expect(one[1]?.data.every((value) => value === 0)).toBe(true);
    expect([one[0]?.x, one[0]?.y, one[0]?.width, one[0]?.height].map((value) => (value ?? 1) % 2)).toEqual([0, 0, 0, 0]);
  });
});

it('words of their own stay on one baseline', async () => {
  const drawn = await draw('one-word', 'vi', [{ lines: ['xanh'] }, { lines: ['Ẫnh'] }]);
  const lowest = drawn.map(({ width, data }) => {
    const last = data.findLastIndex((value, at) => at % 4 === 0 && value > 200 && (data[at + 3] ?? 0) > 250);
    return Math.floor(last / 4 / width);
  });
  expect(lowest[0]).toBe(lowest[1]);
});
