import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { thumbnailFrames } from '../../../src/features/renders/deliveries/picture-recipes.ts';
import { titledFrame } from '../../../src/features/renders/deliveries/titled-frame.ts';
import type { FilmSpec, SceneSpec } from '../../../src/features/renders/film/film-spec.ts';
import { planTimeline } from '../../../src/features/renders/film/timeline.ts';
import type { FilmTools, PartRun, Results } from '../../../src/features/renders/steps/step-results.ts';
import { newId } from '../../../src/kernel/id.ts';
import { openDrawing } from '../../../src/platform/media/drawing/canvas-drawing.ts';
import { cardVisualProvider } from '../../../src/platform/providers/builtin/card.visual-provider.ts';
import { makeSource } from '../../support/counted-clip.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SHAPES = [
  { width: 640, height: 360 },
  { width: 360, height: 640 },
  { width: 360, height: 360 },
  { width: 360, height: 450 },
] as const;
const TITLES = [
  ['en', 'Why the sky is blue'],
  ['en', 'How a hundred thousand small decisions made the harbour of a quiet town the busiest one of the whole northern coast'],
  ['ar', 'لماذا السماء زرقاء في النهار'],
  ['zh-Hans', '天空为什么是蓝色的'],
] as const;
const drawing = openDrawing();
const FILE = { assetId: newId(), sha256: '', width: 640, height: 360, fit: 'FILL' } as const;
const CLIP = { ...FILE, durationMs: 2_000, trimStartMs: 0, speed: 1, shortClip: 'LOOP' } as const;

interface Candidate {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
  readonly lightness: (x: number, y: number) => number;
}

async function candidateOf(file: string): Promise<Candidate> {
  const bytes = await readFile(file);
  const image = await loadImage(bytes);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const linear = (value: number): number => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const part = (x: number, y: number, channel: number): number => linear(data[(y * width + x) * 4 + channel] ?? 0);
  return { width, height, bytes, lightness: (x, y) => 0.2126 * part(x, y, 0) + 0.7152 * part(x, y, 1) + 0.0722 * part(x, y, 2) };
}

/** The rectangle around everything that is not white. */
function darkArea({ width, height, lightness }: Candidate) {
  const dark: { x: number; y: number }[] = [];
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) if (lightness(x, y) < 0.5) dark.push({ x, y });
  if (dark.length === 0) return undefined;
  const [xs, ys] = [dark.map(({ x }) => x), dark.map(({ y }) => y)];
  const least = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other));
  const most = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other));
  return { left: least(xs), right: most(xs), top: least(ys), bottom: most(ys) };
}

describe.each(ffmpegs)('$name', ({ media }) => {
  /** The three candidates of a film whose picture and clip are white, with captions. */
  async function candidates(workDir: string, changes: Partial<FilmSpec>, scenes: readonly Partial<SceneSpec>[]): Promise<Candidate[]> {
    const small = smallSpec({ voicesMs: [1_500, 1_500, 1_500], spec: { captionStyle: 'plain', motion: 'GENTLE' } });
    const spec = { ...small, look: 'editorial', ...changes, scenes: small.scenes.map((scene, index) => ({ ...scene, ...scenes[index] })) };
    const voices = spec.scenes.map(({ narration }) => ({ samples: 72_000, phrases: [{ text: narration, startMs: 0, endMs: 1_500 }] }));
    const timeline = planTimeline(spec, voices);
    const white = path.join(workDir, 'white.png');
    const context = createCanvas(spec.width, spec.height).getContext('2d');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, spec.width, spec.height);
    await writeFile(white, context.canvas.toBuffer('image/png'));
    const clip = await makeSource(media, workDir, `color=white:s=${spec.width}x${spec.height}:r=30:d=2,format=yuv420p`);
    const at = (_: string, position: number) =>
      spec.scenes[position]?.clip ? { picture: { storageKey: clip }, clipFrames: 60 } : { picture: { storageKey: white } };
    const artifacts = { fetch: (_: unknown, { storageKey }: { storageKey: string }, to: string) => copyFile(storageKey, to) };
    const visual = cardVisualProvider(drawing);
    const tools = { media, artifacts, drawing, providers: { get: async () => visual } } as unknown as FilmTools;
    const run = { ...call(workDir), job: { workspaceId: '' }, report: () => undefined } as unknown as PartRun;
    const results = { at } as unknown as Results;
    const made: Candidate[] = [];
    for (const [candidate, frame] of thumbnailFrames({ timeline }).entries()) {
      const file = await titledFrame(run, tools, { spec, timeline, voices, results, frame, candidate, threads: 1 });
      made.push(await candidateOf(file));
      const keep = process.env['KEEP'];
      if (keep)
        await copyFile(
          file,
          path.join(
            keep,
            `thumb-${spec.width}x${spec.height}-${spec.language}-${spec.title.length}-${scenes[0]?.heading === undefined}-${candidate}.jpg`,
          ),
        );
    }
    return made;
  }
  const PICTURES = [{ picture: FILE }, { clip: CLIP, motion: 'NONE' as const }, { picture: FILE }];

  test.each(SHAPES.flatMap((shape) => TITLES.map(([language, title]) => ({ ...shape, language, title }))))(
    'candidates of $width x $height have the title “$title” and no captions',
    async ({ width, height, language, title }) => {
      await using folder = await temporaryFolder();
      const made = await candidates(folder.path, { width, height, language, title }, PICTURES);
      for (const candidate of made) {
        expect([candidate.width, candidate.height]).toEqual([width, height]);
        const { left, right, top, bottom } = darkArea(candidate) ?? { left: 0, right: 0, top: 0, bottom: 0 };
        expect(left).toBeGreaterThan(width * 0.03);
        expect(Math.abs(left + right - width)).toBeLessThan(0.02 * width);
        expect(top).toBeGreaterThan(height * 0.05);
        expect(bottom).toBeLessThan(height * 0.95);
        // Captions would be a second area.
        expect(bottom - top).toBeLessThan(Math.min(width, height) * 0.62);
        // In the middle row of a box are letters and the box alone.
        const inside = Array.from({ length: right - left - 8 }, (_, x) =>
          candidate.lightness(left + 4 + x, Math.round(top + (bottom - top) * 0.5)),
        );
        const ground = inside.toSorted((one, other) => one - other)[Math.floor(inside.length / 4)] ?? 1;
        expect((1 + 0.05) / (ground + 0.05)).toBeGreaterThanOrEqual(4.5);
      }
      expect(new Set(made.map(({ bytes }) => bytes.toString('base64'))).size).toBe(3);
      expect(new Set(made.map((candidate) => darkArea(candidate)?.top)).size).toBe(3);
    },
  );

  test('a film without a title has no box, and neither has one that no font can draw', async () => {
    for (const title of [' ', 'Sky \u{13000}\u{12000}']) {
      await using folder = await temporaryFolder();
      for (const candidate of await candidates(folder.path, { title }, PICTURES)) expect(darkArea(candidate)).toBeUndefined();
    }
  });

  test.each(SHAPES)('cards have the title where captions would be in $width x $height, and the title card none', async (shape) => {
    await using folder = await temporaryFolder();
    const title = 'Why the sky is blue';
    const cards = [
      { heading: title, narration: title },
      { heading: 'Light scatters', narration: 'Light scatters.' },
      { heading: 'It is blue', narration: 'It is blue.' },
    ];
    const [titleCard, ...others] = await candidates(folder.path, { ...shape, title }, cards);
    const isTall = shape.height > 1.4 * shape.width;
    /** Bright pixels where captions are. */
    const bright = ({ width, height, lightness }: Candidate): number => {
      let count = 0;
      for (let y = Math.round(height * (isTall ? 0.62 : 0.84)); y < height * (isTall ? 0.69 : 0.94); y += 1) {
        for (let x = 0; x < width; x += 1) if (lightness(x, y) > 0.8) count += 1;
      }
      return count;
    };
    for (const other of others) expect(bright(other)).toBeGreaterThan(200);
    if (titleCard) expect(bright(titleCard)).toBeLessThan(20);
    expect(new Set([titleCard, ...others].map((candidate) => candidate?.bytes.toString('base64'))).size).toBe(3);
  });
});
