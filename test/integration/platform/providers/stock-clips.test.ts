import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { ClipRequest, ClipResult } from '../../../../src/platform/providers/clip.provider.ts';
import { pexelsClips } from '../../../../src/platform/providers/vendors/stock/pexels.ts';
import { pixabayClips } from '../../../../src/platform/providers/vendors/stock/pixabay.ts';
import { StockClipProvider } from '../../../../src/platform/providers/vendors/stock/stock.clip-provider.ts';
import { VendorHttp } from '../../../../src/platform/providers/vendors/vendor-http.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { MemoryAttempts } from '../../../support/vendors/memory-attempts.ts';
import { openStandIn, type StandIn } from '../../../support/vendors/stand-in.ts';
import { pexelsVendor, pixabayVendor } from '../../../support/vendors/stock-vendors.ts';

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg to test with');
const { media } = tool;

let folder: string;
let standIns: readonly StandIn[];
let pexels: StockClipProvider;
let pixabay: StockClipProvider;
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/stock-clips-`);
  for (const name of ['1', '2']) await mkdir(`${folder}/${name}`);
  const [one, other] = [await openStandIn(pexelsVendor, `${folder}/1`), await openStandIn(pixabayVendor, `${folder}/2`)];
  standIns = [one, other];
  pexels = new StockClipProvider(pexelsClips(new VendorHttp('Pexels', one.url, silentLog), one.key), media);
  pixabay = new StockClipProvider(pixabayClips(new VendorHttp('Pixabay', other.url, silentLog), other.key), media);
});
afterAll(async () => {
  for (const standIn of standIns) await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

const SCENE = { heading: 'River', narration: 'A river bends.', filmTitle: 'Rivers', language: 'en', position: 0 };
const clip = (provider: StockClipProvider, more: Partial<ClipRequest> = {}, hasScene = true): Promise<ClipResult> =>
  provider.clip(
    {
      ...{ prompt: 'Realistic, natural light.', model: 'videos', width: 320, height: 180, fps: 25, durationMs: 3_000, seed: 'Rivers' },
      ...(hasScene && { scene: SCENE }),
      ...more,
    },
    {
      ...{ signal: new AbortController().signal, workDir: folder, attempts: new MemoryAttempts(), log: silentLog },
      ...{ report: () => undefined },
    },
  );

test('a clip is chosen by the words of the scene, cut to the frame and the length, with its author and licence', async () => {
  expect(await clip(pexels)).toMatchObject({
    durationMs: 3_000,
    frames: 75,
    made: {
      prompt: 'River',
      attribution: {
        ...{ source: 'Pexels', author: 'Hedy Lamarr', authorUrl: 'https://www.pexels.com/@hedy', licence: 'Pexels License' },
        text: 'Video by Hedy Lamarr on Pexels',
      },
    },
  });
  expect(await clip(pixabay)).toMatchObject({
    durationMs: 3_000,
    made: { prompt: 'River', attribution: { source: 'Pixabay', author: 'Mary', text: 'Video by Mary on Pixabay' } },
  });
});

test('clips that are too short are left out, and scenes take turns among the others', async () => {
  const pages = [];
  for (const position of [0, 1, 2, 3]) pages.push((await clip(pexels, { scene: { ...SCENE, position } })).made?.attribution?.pageUrl);
  expect(new Set(pages)).toEqual(new Set(['https://www.pexels.com/video/2/', 'https://www.pexels.com/video/3/']));
  // The longest one has five seconds: at least half of what is wanted.
  expect(await clip(pexels, { durationMs: 9_000 })).toMatchObject({ durationMs: 5_000 });
});

test('without a scene the words of the prompt are searched; words without a clip are named', async () => {
  expect((await clip(pixabay, { prompt: 'A river bends' }, false)).made?.prompt).toBe('river bends');
  await expect(clip(pixabay, { prompt: 'Unfindable' }, false)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('no clip for the words “Unfindable”') as string,
  });
});
