import { createCanvas, loadImage } from '@napi-rs/canvas';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphemes } from '../../../src/platform/text/lines.ts';
import { LOOKS } from '../../../src/platform/catalogue/looks.ts';
import type { CardContent } from '../../../src/platform/media/card-content.ts';
import { aiLabelText } from '../../../src/platform/catalogue/ai-labels.ts';
import { LANGUAGES } from '../../../src/platform/catalogue/languages.ts';
import type { CaptionStyling, Card } from '../../../src/platform/media/drawing.ts';
import { openDrawing } from '../../../src/platform/media/drawing/canvas-drawing.ts';
import { composeCard, paintLayers } from '../../../src/platform/media/drawing/card.ts';
import type { CardLayer } from '../../../src/platform/media/drawing/layers.ts';
import { fontFamilies } from '../../../src/platform/media/drawing/fonts/fonts.ts';
import { chooseCard } from '../../../src/platform/providers/builtin/storyboard/choose-card.ts';
import { cardVisualProvider } from '../../../src/platform/providers/builtin/card.visual-provider.ts';

const drawing = openDrawing();
const drawCard = (card: Card): Promise<Buffer> => drawing.card(card);

/** One caption, which looks the same all the time. */
async function drawCaption({ lines, ...styling }: Omit<CaptionStyling, 'seed'> & { readonly lines: readonly string[] }) {
  const { pictures, ...place } = await drawing.captions({ ...styling, seed: 'seed' }, [{ lines }]);
  for await (const png of pictures) return { png, ...place };
  throw new Error('no picture was drawn');
}

const SAMPLES: readonly (readonly [string, string])[] = [
  ['en', 'Why the sky is blue — “quoted”, 3.5 % & more…'],
  ['de', 'Größenverhältnisse übermäßig schön'],
  ['vi', 'Tại sao bầu trời lại xanh'],
  ['ru', 'Почему небо голубое'],
  ['el', 'Γιατί ο ουρανός είναι μπλε'],
  ['zh-Hans', '天空为什么是蓝色的，鼹鼠饕餮龘'],
  ['zh-Hant', '天空為什麼是藍色的'],
  ['ja', '空はなぜ青いのか、データー'],
  ['ko', '하늘은 왜 파란가'],
  ['ar', 'لماذا السماء زرقاء؟'],
  ['he', 'למה השמיים כחולים'],
  ['hi', 'आसमान नीला क्यों है क्षत्रिय'],
  ['th', 'ทำไมท้องฟ้าเป็นสีฟ้า'],
  ['en', '😀❤️👨‍👩‍👧🇩🇪1️⃣👍🏽'],
];

const statement = (text: string): CardContent => ({ kind: 'statement', text, keys: [] });

const card = (changes: Partial<Card> = {}): Card => ({
  width: 1280,
  height: 720,
  language: 'en',
  content: statement('Air scatters short waves'),
  filmTitle: 'Why the sky is blue',
  position: 1,
  sceneCount: 6,
  seed: 'seed',
  look: 'editorial',
  ...changes,
});
const SHAPES = [
  { width: 960, height: 540 },
  { width: 540, height: 960 },
  { width: 540, height: 540 },
  { width: 540, height: 676 },
];
const title = (text: string): CardContent => ({ kind: 'title', text });
// A title card without words is ground and ornament alone.
const blank = (changes: Partial<Card>): Card => card({ ...changes, position: 0, content: title(''), filmTitle: '' });

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => number;
}

const LINEAR = Array.from({ length: 256 }, (_, value) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4));

/** Relative luminance (WCAG) of each pixel of a PNG laid on a ground. */
async function pixelsOf(png: Buffer, ground = '#000'): Promise<Pixels> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.fillStyle = ground;
  context.fillRect(0, 0, image.width, image.height);
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
  const light = new Float32Array(width * height);
  for (let index = 0; index < light.length; index += 1) {
    const channel = (offset: number): number => LINEAR[data[index * 4 + offset] ?? 0] ?? 0;
    light[index] = 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2);
  }
  return { width, height, at: (x, y) => light[y * width + x] ?? 0 };
}

const contrast = (light: number, dark: number): number => (light + 0.05) / (dark + 0.05);

/** Where two pictures of one size differ. */
function changedBox(one: Pixels, other: Pixels) {
  const box = { left: one.width, top: one.height, right: 0, bottom: 0, contrast: 0 };
  for (let y = 0; y < one.height; y += 1) {
    for (let x = 0; x < one.width; x += 1) {
      if (Math.abs(one.at(x, y) - other.at(x, y)) < 0.002) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y + 1);
      const [light, dark] = [Math.max(one.at(x, y), other.at(x, y)), Math.min(one.at(x, y), other.at(x, y))];
      box.contrast = Math.max(box.contrast, contrast(light, dark));
    }
  }
  return box;
}

/** The pixels of one cluster alone, drawn black. */
function inkOf(cluster: string, families: string, language: string): string {
  const canvas = createCanvas(240, 160);
  const context = canvas.getContext('2d');
  context.font = `400 80px ${families}`;
  context.lang = language;
  context.fillText(cluster, 30, 110);
  return Buffer.from(context.getImageData(0, 0, 240, 160).data.buffer).toString('base64');
}

describe('fonts', () => {
  const empty = inkOf('', '"none"', 'en');

  it.each(SAMPLES)('draw every character of %s: %s', async (language, text) => {
    expect(await drawing.missingGlyphs(text, language)).toEqual([]);
    for (const cluster of new Set(graphemes(text.replaceAll(' ', '')))) {
      const families = fontFamilies(cluster, language, { typeface: 'sans', weight: 400 });
      const ink = inkOf(cluster, families, language);
      expect(ink, `${cluster} leaves no ink`).not.toBe(empty);
      // A noncharacter is in no font: it shows the box for what is missing.
      expect(ink, `${cluster} is an empty box`).not.toBe(inkOf('\u{10FFFE}', families, language));
    }
  });

  it('draw Chinese characters in the forms of the language', () => {
    const forms = ['ja', 'ko', 'zh-Hans', 'zh-Hant'].map((language) =>
      inkOf('骨', fontFamilies('骨', language, { typeface: 'sans', weight: 400 }), language),
    );
    expect(new Set(forms).size).toBeGreaterThanOrEqual(3);
  });

  it('draw symbols, mathematics and letters in disguise', async () => {
    expect(await drawing.missingGlyphs('→ ⇒ ∑ ∞ ≠ ☎ ✓ ★ ♫ ⌘ ⚙ ① Ⅻ ½ № ™ ﬁ Ａ １ 𝐀 x̂', 'en')).toEqual([]);
  });

  it('cover all of GB 2312’s first level', async () => {
    const decoder = new TextDecoder('gb2312');
    let text = '';
    for (let row = 0xb0; row <= 0xd6; row += 1)
      for (let cell = 0xa1; cell <= 0xf9; cell += 13) text += decoder.decode(Uint8Array.of(row, cell));
    expect(text.length).toBeGreaterThan(250);
    expect(await drawing.missingGlyphs(text, 'zh-Hans')).toEqual([]);
  });

  it('never borrow from the system: what is not bundled is named', async () => {
    expect(await drawing.missingGlyphs('a ა b ა \uE000', 'en')).toEqual(['ა', '\uE000']);
    const request = { lines: ['ა'], style: 'classic' as const, language: 'en', frameWidth: 1280, frameHeight: 720 };
    await expect(drawCaption(request)).rejects.toMatchObject({ code: 'MISSING_GLYPHS', category: 'USER_INPUT', retryable: false });
    const alphabet = Array.from({ length: 20 }, (_, index) => String.fromCodePoint(0x10d0 + index)).join('');
    await expect(drawCard(card({ content: statement(alphabet) }))).rejects.toThrow(/ა \(U\+10D0\).* and 10 more\./);
  });
});

describe.each(LOOKS.names)('cards of the look %s', (look) => {
  it('are the same bytes for the same seed and others for another', async () => {
    const [one, again, other] = await Promise.all([
      drawCard(card({ look })),
      drawCard(card({ look })),
      drawCard(card({ look, seed: 'other' })),
    ]);
    expect(one.equals(again)).toBe(true);
    expect(one.equals(other)).toBe(false);
  });

  it.each(SHAPES)('keep text readable, inside the safe area and out of the captions at $width x $height', async (size) => {
    for (const seed of ['a', 'b', 'c']) {
      const words = { look, seed, ...size, content: title('ÄÖ Many gjpq words '.repeat(12)) };
      const ground = await pixelsOf(await drawCard(blank({ look, seed, ...size })));
      const text = await pixelsOf(await drawCard(card({ ...words, position: 0 })));
      const box = changedBox(text, ground);
      expect(box.left).toBeGreaterThanOrEqual(size.width * 0.1 - 2);
      expect(box.right).toBeLessThanOrEqual(size.width * 0.9 + 2);
      expect(box.top).toBeGreaterThanOrEqual(size.height * 0.1 - 2);
      expect(box.bottom).toBeLessThanOrEqual(size.height * (size.height > size.width * 1.4 ? 0.45 : 0.75));
      expect(box.contrast).toBeGreaterThanOrEqual(7);
    }
  });

  it.each(SHAPES)('leave the caption zone to its ground at $width x $height', async (size) => {
    const picture = await pixelsOf(await drawCard(card({ look, ...size })));
    const [from, to] = size.height > size.width * 1.4 ? [0.45, 0.72] : [0.75, 1];
    let [sharpest, brightest] = [0, 0];
    for (let y = Math.ceil(size.height * from) + 2; y < Math.floor(size.height * to) - 1; y += 1) {
      for (let x = 1; x < size.width; x += 1) {
        brightest = Math.max(brightest, picture.at(x, y));
        sharpest = Math.max(sharpest, Math.abs(picture.at(x, y) - picture.at(x - 1, y)));
      }
    }
    expect(sharpest).toBeLessThan(0.003);
    // Captions on light paper have their own ground.
    if (look !== 'paper') expect(contrast(1, brightest)).toBeGreaterThanOrEqual(7);
  });
});

// One of each type, with texts of the lengths that the rules let through.
const CONTENTS: readonly CardContent[] = [
  title('A title of the usual length for a film'),
  { kind: 'plain', pictogram: 'boat' },
  { kind: 'question', text: 'Why is the sky blue, and why is the evening red?', keys: [], pictogram: 'sun' },
  { kind: 'number', text: '312', label: 'steps every single evening', pictogram: 'lighthouse' },
  { kind: 'number', text: '12', label: 'eggs', pictogram: 'egg', count: 12 },
  { kind: 'number', text: '71%', label: 'of the Earth is covered with water', share: 0.71, pictogram: 'drop' },
  {
    kind: 'timeline',
    points: [1863, 1900, 1904, 1935, 1957].map((year) => ({ text: String(year), label: 'The first subway opened in the city of London' })),
  },
  {
    kind: 'list',
    heading: { text: 'What you need for a cake' },
    items: Array.from({ length: 6 }, () => ({ text: 'one hundred grams of flour', pictogram: 'grains' })),
  },
  {
    kind: 'quote',
    text: 'Imagination is more important than knowledge, for knowledge is limited to all we now know.',
    speaker: 'Albert Einstein',
  },
  {
    kind: 'comparison',
    sides: [
      { text: '3', label: 'hearts', pictogram: 'heart', count: 3 },
      { text: '9 million', label: 'brains of the usual size', pictogram: 'brain', count: 12 },
    ],
  },
  {
    kind: 'chart',
    heading: { text: 'Moons' },
    bars: Array.from({ length: 8 }, (_, index) => ({ text: `Planet number ${index}`, value: index, label: `${index} moons` })),
  },
];

/** More than a pixel, to both sides. */
const overlap = (one: CardLayer['area'], other: CardLayer['area']): boolean =>
  one.x + one.width > other.x + 1 &&
  other.x + other.width > one.x + 1 &&
  one.y + one.height > other.y + 1 &&
  other.y + other.height > one.y + 1;

describe.each(LOOKS.names)('the parts of cards of the look %s', (look) => {
  it.each(SHAPES)('are inside of the safe area, and none covers another, at $width x $height', async (size) => {
    for (const language of ['en', 'ar']) {
      for (const content of CONTENTS) {
        const layers = await composeCard(card({ look, content, language, ...size }));
        expect(layers.slice(0, 2).map(({ role }) => role)).toEqual(['ground', 'ornament']);
        const parts = layers.filter(({ role }) => role === 'text' || role === 'figure' || role === 'chrome');
        const zone = size.height * (size.height > size.width * 1.4 ? 0.45 : 0.75);
        for (const { area, role } of parts) {
          const name = `${content.kind} ${role} ${JSON.stringify(area)}`;
          expect(area.x, name).toBeGreaterThanOrEqual(size.width * 0.03);
          expect(area.x + area.width, name).toBeLessThanOrEqual(size.width * (role === 'figure' ? 1 : 0.9) + 2);
          expect(area.y, name).toBeGreaterThanOrEqual(0);
          expect(area.y + area.height, name).toBeLessThanOrEqual(zone);
        }
        const texts = parts.filter(({ role }) => role !== 'figure');
        const pairs = texts.flatMap((one, index) => texts.slice(index + 1).map((other) => [one, other] as const));
        const covering = pairs.filter(
          ([one, other]) => (one.order === undefined || one.order !== other.order) && overlap(one.area, other.area),
        );
        expect(covering.map(([one, other]) => [content.kind, one.area, other.area])).toEqual([]);
      }
    }
  });
});

describe('the layers of a card', () => {
  const draw = (layers: readonly CardLayer[], progressOf?: (layer: CardLayer) => number): Buffer => {
    const canvas = createCanvas(1280, 720);
    paintLayers(canvas.getContext('2d'), layers, progressOf);
    return canvas.toBuffer('image/png');
  };

  it('are the whole card at progress 1, and ground and ornament alone when the others have not entered', async () => {
    const [layers, ground] = await Promise.all([
      composeCard(card({ position: 0, content: title('Why the sky is blue') })),
      composeCard(blank({})),
    ]);
    expect(draw(layers).equals(await drawCard(card({ position: 0, content: title('Why the sky is blue') })))).toBe(true);
    expect(draw(layers, ({ role }) => (role === 'ground' || role === 'ornament' ? 1 : 0)).equals(draw(ground))).toBe(true);
  });

  it('draw the same again, whatever was drawn between', async () => {
    const layers = await composeCard(
      card({
        content: {
          kind: 'comparison',
          sides: [
            { text: '3', label: 'hearts' },
            { text: '9', label: 'brains' },
          ],
        },
      }),
    );
    const half = draw(layers, () => 0.5);
    draw(layers);
    expect(draw(layers, () => 0.5).equals(half)).toBe(true);
    expect(draw(layers).equals(half)).toBe(false);
  });

  it('reveal words and items in the order in which they are spoken', async () => {
    const text = 'Ships need light';
    const words = (await composeCard(card({ content: { kind: 'statement', text, at: 10, keys: [] } }))).flatMap(
      ({ reveal }) => reveal ?? [],
    );
    expect(words).toEqual([
      { index: 0, at: 10 },
      { index: 1, at: 16 },
      { index: 2, at: 21 },
    ]);
    const items = [
      { text: 'eggs', at: 3 },
      { text: 'flour', at: 9 },
    ];
    const rows = (await composeCard(card({ content: { kind: 'list', items } }))).flatMap(({ reveal }) => reveal ?? []);
    expect(rows).toEqual([
      { index: 0, at: 3 },
      { index: 0, at: 3 },
      { index: 1, at: 9 },
      { index: 1, at: 9 },
    ]);
    const share = { kind: 'number', text: '71 %', label: 'is water', at: 6, share: 0.71 } as const;
    const number = (await composeCard(card({ content: share }))).flatMap(({ reveal }) => reveal ?? []);
    expect(new Set(number.map(({ at }) => at))).toEqual(new Set([6]));
    expect(number.length).toBe(3);
  });
});

describe('cards', () => {
  it.each([
    [640, 360],
    [360, 640],
    [360, 360],
    [360, 450],
    [3840, 2160],
  ])('are drawn at exactly %i x %i', async (width, height) => {
    const png = await drawCard(card({ width, height }));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height]);
  });

  it('draw what looks like a command literally', async () => {
    const plain = await drawCard(card({ content: statement('') }));
    for (const heading of ['%{pts}', '[out];', `'"\\:`, '<b>&amp;', '\uD800', 'x'.repeat(100_000)]) {
      expect((await drawCard(card({ content: statement(heading) }))).equals(plain), heading.slice(0, 20)).toBe(false);
    }
  });

  it('leave out control characters and overrides of direction', async () => {
    const plain = await drawCard(card({ content: statement('Blue sky') }));
    for (const heading of ['Blue\nsky', ' Blue \t sky\r\n', 'Bl\u0000ue s\u0007ky', '\u202EBlue sky\u202C', 'Blue\u2028sky']) {
      expect((await drawCard(card({ content: statement(heading) }))).equals(plain), JSON.stringify(heading)).toBe(true);
    }
  });

  it('mirror the page for languages that read from the right', async () => {
    const words = { content: title('الهواء يبعثر الضوء'), position: 0 };
    const ground = await pixelsOf(await drawCard(blank({ language: 'ar', look: 'poster' })));
    const box = changedBox(await pixelsOf(await drawCard(card({ ...words, language: 'ar', look: 'poster' }))), ground);
    expect(box.left).toBeGreaterThan(1280 * 0.4);
    expect(box.right).toBeGreaterThan(1280 * 0.88);
  });

  it('come from the built-in provider as files, whatever the look is called', async () => {
    const workDir = await mkdtemp(join(tmpdir(), 'cards-'));
    try {
      const call = {
        signal: new AbortController().signal,
        workDir,
        report: () => {},
        log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => call.log } as never,
      };
      const { path } = await cardVisualProvider(drawing).picture(
        { ...card(), heading: '', narration: 'Air scatters short waves.', look: 'unheard-of' },
        call,
      );
      const content = chooseCard({ ...card(), heading: '', narration: 'Air scatters short waves.' });
      expect((await readFile(path)).equals(await drawCard(card({ content })))).toBe(true);
    } finally {
      await rm(workDir, { recursive: true });
    }
  });
});

describe('the label of films by models', () => {
  it.each(LANGUAGES.names)('is drawn in one line in %s', async (language) => {
    const request = { text: aiLabelText(language), size: 0.036, color: '#ffffff', align: 'RIGHT' as const, maxWidth: 0.5, language };
    const { width, height } = await drawing.overlay({ ...request, frameWidth: 720, frameHeight: 1_280 });
    expect(width).toBeLessThanOrEqual(372);
    expect(height).toBeLessThan(64);
  });

  it.each(['#ffffff', '#f4f1e8', '#000000', '#808080'])('is legible on %s: its words differ from what is behind them', async (ground) => {
    const label = { text: 'Made with AI', size: 0.036, color: '#ffffff', align: 'RIGHT' as const, maxWidth: 0.5, language: 'en' };
    const lightnessOf = async (isBoxed: boolean) => {
      const { png, width, height } = await drawing.overlay({
        ...label,
        ...(isBoxed && { ground: true }),
        frameWidth: 1_280,
        frameHeight: 720,
      });
      const canvas = createCanvas(width, height);
      const context = canvas.getContext('2d');
      context.fillStyle = ground;
      context.fillRect(0, 0, width, height);
      context.drawImage(await loadImage(png), 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      const at = (x: number, y: number): number => {
        const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((channel) => ((data[4 * (y * width + x) + channel] ?? 0) / 255) ** 2.2);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const words = Math.max(...Array.from({ length: width * height }, (_, index) => at(index % width, Math.floor(index / width))));
      // Beside the last letter, within the room around the words, and outside of the box.
      return { words, behind: at(width - 5, Math.floor(height / 2)), outside: at(2, Math.floor(height / 2)) };
    };
    const { words, behind, outside } = await lightnessOf(true);
    expect((words + 0.05) / (behind + 0.05)).toBeGreaterThan(4.5);
    expect(outside).toBe((await lightnessOf(false)).outside);
  });
});

describe('captions', () => {
  const request = {
    lines: ['The sky looks blue because air', 'scatters short waves more.'],
    style: 'classic' as const,
    language: 'en',
    frameWidth: 1920,
    frameHeight: 1080,
  };

  it.each(SHAPES)('stay in the safe area at $width x $height', async ({ width, height }) => {
    for (const [language, text] of SAMPLES) {
      const lines = [text, text.repeat(3)];
      const caption = await drawCaption({ lines, style: 'classic', language, frameWidth: width, frameHeight: height });
      const isTall = height > width * 1.4;
      expect(caption.x).toBeGreaterThanOrEqual(width * 0.05 - 2);
      expect(caption.x + caption.width).toBeLessThanOrEqual(width * (isTall ? 0.85 : 0.95) + 2);
      expect(caption.y).toBeGreaterThanOrEqual(height * (isTall ? 0.45 : 0.75));
      expect(caption.y + caption.height).toBeLessThanOrEqual(height * (isTall ? 0.72 : 0.95));
      expect([caption.x, caption.y, caption.width, caption.height].map((number) => number % 2)).toEqual([0, 0, 0, 0]);
      expect([caption.png.readUInt32BE(16), caption.png.readUInt32BE(20)]).toEqual([caption.width, caption.height]);
    }
  });

  it('keep 4.5:1 on white, black and grey pictures', async () => {
    const { png, width } = await drawCaption(request);
    for (const ground of ['#fff', '#000', '#888']) {
      const pixels = await pixelsOf(png, ground);
      const scrim = pixels.at(Math.round(width / 2), 3);
      let brightest = 0;
      for (let x = 20; x < width - 20; x += 1) {
        for (let y = 0; y < pixels.height; y += 1) brightest = Math.max(brightest, pixels.at(x, y));
      }
      expect(brightest).toBeCloseTo(1, 2);
      expect(contrast(brightest, scrim)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('leave no ink at their edges: nothing is cut off', async () => {
    for (const [language, text] of [...SAMPLES, ['th', 'ที่ปู่ฎุฏู'] as const, ['vi', 'ẪỒỮ gjy'] as const]) {
      const { png, width, height } = await drawCaption({ ...request, lines: [text], language });
      const pixels = await pixelsOf(png, '#000');
      const rows = Array.from({ length: width - 40 }, (_, x) => pixels.at(x + 20, 0) + pixels.at(x + 20, height - 1));
      const columns = Array.from({ length: height }, (_, y) => pixels.at(4, y) + pixels.at(width - 5, y));
      expect(Math.max(...rows, ...columns), text).toBeLessThan(0.02);
    }
  });

  it('draw an over-wide line smaller and whole', async () => {
    const usual = await drawCaption({ ...request, lines: ['W'.repeat(30)] });
    const wide = await drawCaption({ ...request, lines: ['W'.repeat(60)] });
    expect(wide.height).toBeLessThan(usual.height);
    expect(wide.width).toBeLessThanOrEqual(1920 * 0.9 + 2);
  });

  it('are the same bytes each time', async () => {
    const [one, again] = await Promise.all([drawCaption(request), drawCaption(request)]);
    expect(one.png.equals(again.png)).toBe(true);
  });
});
