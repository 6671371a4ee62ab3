import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import type { PictureSpec } from '../../../src/features/renders/film/film-spec.ts';
import { pictureCommand } from '../../../src/features/renders/pictures/picture-command.ts';
import type { Media } from '../../../src/platform/media/media.ts';
import { newId } from '../../../src/kernel/id.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const GROUND = '#102030';
const FRAME = { width: 320, height: 180 };

/** Left third red, middle third green, right third blue; transparent when asked. */
const stripes = (width: number, height: number, alpha = 1): Buffer => {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  for (const [index, color] of ['255,0,0', '0,255,0', '0,0,255'].entries()) {
    context.fillStyle = `rgba(${color},${alpha})`;
    context.fillRect((index * width) / 3, 0, width / 3, height);
  }
  return canvas.toBuffer('image/png');
};

const place = async (media: Media, workDir: string, png: Buffer, picture: Omit<PictureSpec, 'assetId' | 'sha256'>) => {
  const [input, output] = [path.join(workDir, 'in.png'), path.join(workDir, 'out.png')];
  await writeFile(input, png);
  await media.run(
    pictureCommand({
      input: { path: input, format: 'png_pipe' },
      filters: [],
      picture: { assetId: newId(), sha256: '', ...picture },
      frame: FRAME,
      ground: GROUND,
      output,
    }),
    call(workDir),
  );
  const image = await loadImage(output);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const colorAt = (x: number, y: number): number[] => Array.from(context.getImageData(x, y, 1, 1).data.slice(0, 3));
  return { size: [image.width, image.height], colorAt };
};

const near = (color: readonly number[], wanted: readonly number[]): boolean =>
  color.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) < 12);

const [RED, GREEN, BLUE] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
] as const;

describe.each(ffmpegs)('$name', ({ media }) => {
  const square = { width: 300, height: 300 };

  test('FILL cuts a tall picture around its focus, and has no bars', async () => {
    await using folder = await temporaryFolder();
    const tall = stripes(90, 300);
    const placed = await place(media, folder.path, tall, { width: 90, height: 300, fit: 'FILL' });
    expect(placed.size).toEqual([320, 180]);
    for (const [x, color] of [
      [20, RED],
      [160, GREEN],
      [300, BLUE],
    ] as const)
      expect([x, near(placed.colorAt(x, 90), color)]).toEqual([x, true]);
  });

  test.each([
    [0, RED],
    [0.5, GREEN],
    [1, BLUE],
  ])('FILL keeps the focus %d of a wide picture in sight', async (x, color) => {
    await using folder = await temporaryFolder();
    const wide = stripes(1_800, 180);
    const placed = await place(media, folder.path, wide, { width: 1_800, height: 180, fit: 'FILL', focus: { x, y: 0.5 } });
    expect(near(placed.colorAt(160, 90), color)).toBe(true);
  });

  test('FIT shows the whole picture between bars of the ground', async () => {
    await using folder = await temporaryFolder();
    const { colorAt } = await place(media, folder.path, stripes(300, 300), { ...square, fit: 'FIT' });
    expect(near(colorAt(20, 90), [0x10, 0x20, 0x30])).toBe(true);
    expect(near(colorAt(300, 90), [0x10, 0x20, 0x30])).toBe(true);
    for (const [x, color] of [
      [80, RED],
      [160, GREEN],
      [240, BLUE],
    ] as const)
      expect([x, near(colorAt(x, 90), color)]).toEqual([x, true]);
  });

  test('BLUR shows it before a dark, blurred copy', async () => {
    await using folder = await temporaryFolder();
    const { size, colorAt } = await place(media, folder.path, stripes(300, 300), { ...square, fit: 'BLUR' });
    expect(size).toEqual([320, 180]);
    expect(near(colorAt(160, 90), GREEN)).toBe(true);
    const [red = 0, green = 0, blue = 0] = colorAt(5, 90);
    expect(red).toBeGreaterThan(100);
    expect(red).toBeLessThan(170);
    expect(green + blue).toBeLessThan(60);
  });

  test('transparent parts show the ground', async () => {
    await using folder = await temporaryFolder();
    const { colorAt } = await place(media, folder.path, stripes(320, 180, 0), { ...FRAME, fit: 'FILL' });
    expect(near(colorAt(160, 90), [0x10, 0x20, 0x30])).toBe(true);
  });
});
