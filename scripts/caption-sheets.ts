/** Draws the sheets of caption styles in docs/images: `npm run docs:captions`. Look at them after every change of a style. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { captionSteps } from '../src/features/renders/captions/caption-steps.ts';
import { wordsOfCues } from '../src/features/renders/captions/caption-words.ts';
import { planCues } from '../src/features/renders/film/captions.ts';
import { CAPTION_STYLES, burnedInStyle } from '../src/platform/catalogue/caption-styles.ts';
import { openDrawing } from '../src/platform/media/drawing/canvas-drawing.ts';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'docs/images' },
    type: { type: 'string', default: 'jpeg' },
    scale: { type: 'string', default: '1' },
  },
});
const SCALE = Number(options.scale);
const FPS = 30;
const GAP = 6;
const SAMPLES: readonly (readonly [string, string])[] = [
  ['en', 'Light scatters in the air, blue most of all.'],
  ['ar', 'يبعثر الهواء 3.5 أضعاف من الضوء الأزرق'],
  ['he', 'האור Rayleigh הכחול מתפזר בכל כיוון'],
  ['hi', 'हवा नीली रोशनी को हर दिशा में बिखेरती है'],
  ['th', 'ท้องฟ้าเป็นสีฟ้าเพราะอากาศกระจายแสง'],
  ['zh-Hans', '空气分子把蓝光向各个方向散射'],
  ['ja', '空気の分子が青い光を散らします'],
  ['en', 'A family 👨‍👩‍👧 sees 1️⃣ blue sky 😀'],
];
const STYLES = CAPTION_STYLES.names.flatMap((name) => burnedInStyle(name) ?? []);
const drawing = openDrawing();

/** A picture that is bright above and dark below, as film is. */
function paintGround(context: SKRSContext2D, width: number, height: number): void {
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, '#3f7fbf');
  sky.addColorStop(0.55, '#eef3f6');
  sky.addColorStop(0.8, '#c9b79a');
  sky.addColorStop(1, '#4a3d2a');
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
}

/** A frame of a film of four seconds, in the middle of its words. */
async function frame(style: (typeof STYLES)[number], [language, text]: (typeof SAMPLES)[number], width: number, height: number) {
  const phrases = [{ text, startMs: 0, endMs: 4_000 }];
  const cues = planCues(phrases, { language, width, height, fps: FPS }, { durationMs: 5_000 });
  const toFrame = (ms: number): number => Math.round((ms * FPS) / 1_000);
  const words = wordsOfCues(cues, phrases, language);
  const captions = cues.map(({ lines, startMs, endMs }, index) => ({
    lines,
    fromFrame: toFrame(startMs),
    toFrame: toFrame(endMs),
    words: (words[index] ?? []).map(({ line, start, end, ...word }) => {
      return { line, start, end, fromFrame: toFrame(word.startMs), toFrame: toFrame(word.endMs) };
    }),
  }));
  const steps = captionSteps(style, captions, FPS);
  const step = steps.find(({ fromFrame, toFrame: end }) => fromFrame <= 56 && end > 56) ?? steps[0];
  const styling = { style, language, frameWidth: width, frameHeight: height, seed: 'Why the sky is blue' };
  const { x, y, pictures } = await drawing.captions(styling, step ? [{ ...step, onPicture: true }] : []);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  paintGround(context, width, height);
  for await (const png of pictures) context.drawImage(await loadImage(png), x, y);
  return canvas;
}

/** The part of a frame that is shown, as shares of its sides. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One row for each script, one column for each style. */
async function sheet(name: string, width: number, height: number, cellWidth: number, part: Part): Promise<void> {
  const [shownWidth, shownHeight] = [width * part.width, height * part.height];
  const cellHeight = Math.round((cellWidth * shownHeight) / shownWidth);
  const canvas = createCanvas(STYLES.length * (cellWidth + GAP) - GAP, SAMPLES.length * (cellHeight + GAP) - GAP);
  const context = canvas.getContext('2d');
  for (const [row, sample] of SAMPLES.entries()) {
    for (const [column, style] of STYLES.entries()) {
      const drawn = await frame(style, sample, width, height);
      const [x, y] = [column * (cellWidth + GAP), row * (cellHeight + GAP)];
      context.drawImage(drawn, width * part.left, height * part.top, shownWidth, shownHeight, x, y, cellWidth, cellHeight);
    }
  }
  const bytes = options.type === 'png' ? await canvas.encode('png') : await canvas.encode('jpeg', 84);
  const path = join(options.out, `${name}.${options.type === 'png' ? 'png' : 'jpg'}`);
  await writeFile(path, bytes);
  console.log(`${path}: ${Math.round(bytes.length / 1_024)} kB`);
}

// Only the part of the frame that has captions.
await sheet('captions-wide', 1_280, 720, Math.round(300 * SCALE), { left: 0.25, top: 0.79, width: 0.5, height: 0.19 });
await sheet('captions-tall', 720, 1_280, Math.round(220 * SCALE), { left: 0, top: 0.525, width: 1, height: 0.19 });
