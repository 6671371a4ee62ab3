/** Draws the picture of each look that the API serves: `npm run look-pictures`. Look at them after every change of a look. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lookPictureFile } from '../src/platform/catalogue/look-pictures.ts';
import { LOOKS } from '../src/platform/catalogue/looks.ts';
import { drawCard } from '../src/platform/media/drawing/card.ts';
import { FILMS } from './contact-sheets/films.ts';

const [WIDTH, HEIGHT] = [640, 360];
const [film] = FILMS;
const content = film.cards.find(({ kind }) => kind === 'statement');
if (!content) throw new Error('the sample film has no statement');

for (const look of LOOKS.names) {
  const size = { width: 2 * WIDTH, height: 2 * HEIGHT };
  const { language, title } = film;
  const card = await drawCard({ ...size, language, content, filmTitle: title, position: 1, sceneCount: 10, seed: title, look });
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(await loadImage(card), 0, 0, WIDTH, HEIGHT);
  const path = lookPictureFile(look);
  await mkdir(dirname(path), { recursive: true });
  const bytes = await canvas.encode('png');
  await writeFile(path, bytes);
  console.log(`${path}: ${Math.round(bytes.length / 1_024)} kB`);
}
