import { createRequire } from 'node:module';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { openDrawing } from '../../../src/platform/media/drawing/canvas-drawing.ts';

const drawing = openDrawing();
/** A font with Latin letters alone. */
const fontPath = createRequire(import.meta.url).resolve('@fontsource/oswald/files/oswald-latin-400-normal.woff2');

/** The opaque pixels of a caption. */
async function inkOf(text: string, language: string, brand: { readonly fontPath?: string }): Promise<number> {
  const styling = { style: 'classic', language, frameWidth: 1_280, frameHeight: 720, seed: 'seed', brand } as const;
  const { pictures } = await drawing.captions(styling, [{ lines: [text] }]);
  let ink = 0;
  for await (const png of pictures) {
    const image = await loadImage(png);
    const context = createCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) > 200 && (data[at + 3] ?? 0) > 200) ink += 1;
  }
  return ink;
}

test.each([
  ['zh-Hans', '空气分子散射'],
  ['ar', 'يبعثر الهواء الضوء الأزرق'],
  ['ru', 'Почему небо голубое'],
  ['en', '😀👍🎉'],
])('a brand font without the characters of %s leaves them to a bundled one: %s', async (language, text) => {
  const [usual, branded] = [await inkOf(text, language, {}), await inkOf(text, language, { fontPath })];
  expect(usual).toBeGreaterThan(100);
  expect(Math.abs(branded - usual) / usual).toBeLessThan(0.05);
});

test('a brand font draws the characters that it has', async () => {
  const [usual, branded] = [await inkOf('Why the sky is blue', 'en', {}), await inkOf('Why the sky is blue', 'en', { fontPath })];
  expect(Math.abs(branded - usual) / usual).toBeGreaterThan(0.05);
});
