import { copyFile, open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { readIso } from '../../../../src/features/assets/ingest/probe/structure/iso-structure.ts';
import { markIn, markJpeg, markMp4, markPng, readMp4Mark } from '../../../../src/platform/provenance/source-type-mark.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { call, makeSmallFilm } from '../../../support/small-film.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const ALL = 'TRAINED_ALGORITHMIC_MEDIA';
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => void (folder = await temporaryFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

const picture = (type: 'image/png' | 'image/jpeg'): Buffer => {
  const canvas = createCanvas(64, 36);
  const context = canvas.getContext('2d');
  context.fillStyle = '#35a';
  context.fillRect(0, 0, 64, 36);
  return type === 'image/png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg');
};

test.each([
  ['image/png', markPng],
  ['image/jpeg', markJpeg],
] as const)('a marked %s is the same picture, and says what made it', async (type, mark) => {
  const file = path.join(folder.path, `picture-${type.slice(6)}`);
  await writeFile(file, picture(type));
  expect(markIn(await readFile(file))).toBeNull();
  await mark(file, ALL);
  expect(markIn(await readFile(file))).toBe(ALL);
  const { width, height } = await loadImage(await readFile(file));
  expect([width, height]).toEqual([64, 36]);
});

test.each(ffmpegs)('a marked MP4 is decoded and checked like any other, by $name', async ({ media }) => {
  const { film } = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [1_000] });
  const marked = path.join(folder.path, 'marked.mp4');
  await copyFile(film, marked);
  expect(await readMp4Mark(marked)).toBeNull();
  await markMp4(marked, ALL);
  expect(await readMp4Mark(marked)).toBe(ALL);
  const probe = await media.probe({ path: marked, format: 'mov' }, call(folder.path));
  expect(probe.streams.map(({ codec }) => codec)).toEqual(['h264', 'aac']);
  const handle = await open(marked);
  expect(await readIso(handle, (await handle.stat()).size)).toMatchObject({ hasIndex: true });
  await handle.close();
});
