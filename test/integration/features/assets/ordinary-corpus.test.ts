import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AssetRow } from '../../../../src/features/assets/asset.entity.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { openIngest, type IngestStack } from '../../../support/ingest.ts';
import { makeOrdinary, ordinary } from '../../../support/ordinary/corpus.ts';
import type { Ordinary } from '../../../support/ordinary/ordinary.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg');
const CONCURRENCY = 4;
/** What is made of a file by its kind. */
const DERIVED = {
  VIDEO: ['thumbnail.jpg', 'storyboard.jpg', 'storyboard.vtt', 'preview.mp4'],
  AUDIO: ['waveform.png'],
  IMAGE: ['thumbnail.jpg'],
} as const;
const THUMBNAIL_SIDE = 640;

let stack: IngestStack;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  [stack, folder] = await Promise.all([openIngest(tool.media), temporaryFolder()]);
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Every property that is not what it must be, in words. */
function wrongOf({ name, expected }: Ordinary, asset: AssetRow, isShaped: boolean): readonly string[] {
  const { kind, codecs, durationMs, withinMs = 100, width, height, fps } = expected;
  const isClose = durationMs !== undefined && asset.durationMs != null && Math.abs(asset.durationMs - durationMs) <= withinMs;
  const derived = kind in DERIVED ? DERIVED[kind as keyof typeof DERIVED] : [];
  const rows: readonly (readonly [property: string, found: unknown, wanted: unknown])[] = [
    ['status', `${asset.status} ${asset.rejection ?? ''}`, 'READY '],
    ['kind', asset.kind, kind],
    ['codecs', asset.codecs, codecs],
    ['size', [asset.width, asset.height], [width ?? null, height ?? null]],
    ['durationMs', isClose ? durationMs : asset.durationMs, durationMs ?? null],
    ['fps', asset.fps, fps ?? null],
    ['derived', asset.derived, derived],
    ['missing', asset.metadata?.['missing'], undefined],
    ['shape of the thumbnail', isShaped, true],
  ];
  const wrong = rows.filter(([, found, wanted]) => JSON.stringify(found) !== JSON.stringify(wanted));
  return wrong.map(([property, found, wanted]) => `${name}: ${property} is ${JSON.stringify(found)}, must be ${JSON.stringify(wanted)}`);
}

/** Width and height that the frame of a JPEG says. */
function sizeOfJpeg(bytes: Buffer): readonly [number, number] {
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  return [bytes.readUInt16BE(frame + 7), bytes.readUInt16BE(frame + 5)];
}

async function thumbnailOf(asset: AssetRow): Promise<Buffer> {
  const response = await fetch((await stack.engine.assets.derivedUrl(asset, 'thumbnail.jpg')) ?? '');
  return Buffer.from(await response.arrayBuffer());
}

/** The thumbnail has the shape of the picture, or a pixel more or less. */
async function isShaped({ expected: { width = 0, height = 0 } }: Ordinary, asset: AssetRow): Promise<boolean> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(width, height));
  const [found, wanted] = [sizeOfJpeg(await thumbnailOf(asset)), [width * scale, height * scale]];
  return found.every((side, index) => Math.abs(side - Math.max(1, wanted[index] ?? 0)) <= 1);
}

test('every ordinary file is READY with the right expected, and all that is made of its kind', async () => {
  const corpus = ordinary();
  expect(corpus.length).toBeGreaterThanOrEqual(150);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  const limit = pLimit(CONCURRENCY);
  const wrong = await limit.map(corpus, async (file, index) => {
    const bytes = await makeOrdinary(file, tool.ffmpegPath, join(folder.path, String(index)));
    const { asset } = await stack.ingest({ bytes, kind: file.announced ?? file.expected.kind, fileName: file.name });
    return wrongOf(file, asset, !asset.derived.includes('thumbnail.jpg') || (await isShaped(file, asset)));
  });
  expect(wrong.flat()).toEqual([]);
}, 600_000);
