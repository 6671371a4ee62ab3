import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { VisualRequest, VisualResult } from '../../../../src/platform/providers/visual.provider.ts';
import { openverse } from '../../../../src/platform/providers/vendors/stock/openverse.ts';
import { StockVisualProvider } from '../../../../src/platform/providers/vendors/stock/stock.visual-provider.ts';
import { VendorHttp } from '../../../../src/platform/providers/vendors/vendor-http.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { MemoryAttempts } from '../../../support/vendors/memory-attempts.ts';
import { openStandIn, type StandIn } from '../../../support/vendors/stand-in.ts';
import { openverseVendor } from '../../../support/vendors/stock-vendors.ts';
import { worksOf } from '../../../support/vendors/subject.ts';

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg to test with');
const { media } = tool;

let folder: string;
let standIn: StandIn;
let stock: StockVisualProvider;
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/stock-`);
  standIn = await openStandIn(openverseVendor, folder);
  stock = new StockVisualProvider(openverse(new VendorHttp('Openverse', standIn.url, silentLog)), media);
});
afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

const SCENE: VisualRequest = {
  ...{ width: 320, height: 180, language: 'en', heading: 'River', narration: 'A river bends.', filmTitle: 'Rivers', look: 'editorial' },
  ...{ position: 0, sceneCount: 3, seed: 'Rivers' },
};
const picture = (more: Partial<VisualRequest> = {}): Promise<VisualResult> =>
  stock.picture(
    { ...SCENE, ...more },
    {
      ...{ signal: new AbortController().signal, workDir: folder, attempts: new MemoryAttempts(), log: silentLog },
      ...{ report: () => undefined },
    },
  );
const titles = (results: readonly VisualResult[]) => results.map(({ made }) => made?.attribution?.title);

test('a picture comes with its author and licence, without what strangers put into names', async () => {
  const { made } = await picture();
  expect(made).toMatchObject({
    prompt: 'River',
    attribution: {
      ...{ source: 'Openverse', author: 'Ada Lovelace', authorUrl: null, licence: 'CC BY 2.0' },
      licenceUrl: 'https://creativecommons.org/licenses/by/2.0/',
    },
  });
  expect(made?.attribution?.title).toMatch(/^River \d$/);
  expect(made?.attribution?.text).toMatch(/^"River \d" by Ada Lovelace is licensed under CC BY 2.0\.$/);
});

test('scenes with the same words show different pictures, by one search', async () => {
  const before = worksOf(standIn);
  const made = [await picture({ position: 0 }), await picture({ position: 1 }), await picture({ position: 2 })];
  expect(new Set(titles(made)).size).toBe(3);
  expect(titles([await picture({ position: 1 })])).toEqual(titles([made[1] as VisualResult]));
  expect(worksOf(standIn)).toBe(before);
});

test('words that find nothing give way to those of the narration; without any match the scene is named', async () => {
  expect((await picture({ heading: 'Unfindable' })).made?.prompt).toBe('river bends');
  const nothing = picture({ heading: 'Unfindable', narration: 'An unfindable thing.', filmTitle: 'Unfindable' });
  await expect(nothing).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('Unfindable') as string });
});
