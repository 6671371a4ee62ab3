/** Draws the pictures of cards in docs/images/cards: `npm run docs:cards`. Look at them after every change of a look or a card. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LOOKS } from '../src/platform/catalogue/looks.ts';
import type { LookName } from '../src/platform/catalogue/looks.ts';
import type { CardContent } from '../src/platform/media/card-content.ts';
import { drawCard } from '../src/platform/media/drawing/card.ts';
import { FILMS } from './contact-sheets/films.ts';
import type { SampleFilm } from './contact-sheets/films.ts';

const { values: options } = parseArgs({
  options: { out: { type: 'string', default: 'docs/images/cards' }, only: { type: 'string' }, type: { type: 'string', default: 'jpeg' } },
});
const GAP = 6;
const SHAPES = { wide: [16, 9], square: [1, 1], tall: [9, 16] } as const;
type ShapeName = keyof typeof SHAPES;

interface Cell {
  readonly film: SampleFilm;
  readonly content: CardContent;
  readonly look: LookName;
  readonly position: number;
}

/** Cards are drawn at the size of a film and made smaller, as a viewer sees them. */
async function sheet(name: string, shape: ShapeName, cells: readonly Cell[], columns: number, cellWidth: number): Promise<void> {
  if (options.only !== undefined && !name.includes(options.only)) return;
  const [across, down] = SHAPES[shape];
  const scale = 720 / Math.min(across, down);
  const [width, height] = [Math.round(across * scale), Math.round(down * scale)];
  const cellHeight = Math.round((cellWidth * height) / width);
  const canvas = createCanvas(columns * (cellWidth + GAP) - GAP, Math.ceil(cells.length / columns) * (cellHeight + GAP) - GAP);
  const context = canvas.getContext('2d');
  context.fillStyle = '#777';
  context.fillRect(0, 0, canvas.width, canvas.height);
  let slowest = 0;
  for (const [index, { film, content, look, position }] of cells.entries()) {
    const started = performance.now();
    const png = await drawCard({
      width,
      height,
      language: film.language,
      content,
      filmTitle: film.title,
      position,
      sceneCount: 10,
      seed: film.title,
      look,
    });
    slowest = Math.max(slowest, performance.now() - started);
    const [x, y] = [(index % columns) * (cellWidth + GAP), Math.floor(index / columns) * (cellHeight + GAP)];
    context.drawImage(await loadImage(png), x, y, cellWidth, cellHeight);
  }
  const bytes = options.type === 'png' ? await canvas.encode('png') : await canvas.encode('jpeg', 82);
  const path = join(options.out, `${name}.${options.type === 'png' ? 'png' : 'jpg'}`);
  await writeFile(path, bytes);
  console.log(`${path}: ${cells.length} cards, ${Math.round(bytes.length / 1_024)} kB, slowest ${Math.round(slowest)} ms`);
}

await mkdir(options.out, { recursive: true });
const [english] = FILMS;
for (const look of LOOKS.names) {
  for (const shape of ['wide', 'square', 'tall'] as const) {
    const cells = english.cards.map((content, position) => ({ film: english, content, look, position }));
    await sheet(
      `${look}-${shape}`,
      shape,
      cells,
      shape === 'wide' ? 4 : shape === 'square' ? 4 : 6,
      shape === 'wide' ? 400 : shape === 'square' ? 300 : 220,
    );
  }
}
// Every script in every look, with the card types taking turns.
for (const shape of ['wide', 'tall'] as const) {
  const cells = LOOKS.names.flatMap((look, row) =>
    FILMS.slice(1).flatMap((film) =>
      [film.cards[row % film.cards.length], film.cards[(row + 3) % film.cards.length]].flatMap((content) =>
        content ? [{ film, content, look, position: row }] : [],
      ),
    ),
  );
  await sheet(`scripts-${shape}`, shape, cells, 6, shape === 'wide' ? 300 : 180);
}
