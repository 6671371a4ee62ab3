import type { SKRSContext2D } from '@napi-rs/canvas';
import type { CardLayout } from '../card-layout.ts';
import type { Look } from '../look.ts';
import type { Palette } from '../palette.ts';
import { pick } from '../random.ts';
import type { Random } from '../random.ts';

/** Heavy sans headings on a flat background, and a block of cut-paper tiles: quarter circles, discs, stripes. */
export const poster: Look = {
  tone: 'dark',
  heading: { typeface: 'sans', weight: 800 },
  small: { typeface: 'sans', weight: 600 },
  numbers: { typeface: 'sans', weight: 900 },
  composition: 'side',
  anchor: 'middle',
  progress: 'blocks',
  figure: 'accent',
  figureArea: ({ shape, height, width }, mirrored) => {
    if (shape === 'tall') return undefined;
    const { x, y, side } = plateOf({ shape, height, width }, mirrored);
    return { x: x + side * 0.13, y: y + side * 0.13, width: side * 0.74, height: side * 0.74 };
  },
  ground: (context, { layout, palette }) => {
    context.fillStyle = palette.ground;
    context.fillRect(0, 0, layout.width, layout.height);
  },
  ornament: (context, { layout, palette, random, mirrored }) => {
    let previous: Tile | undefined;
    const plate = layout.figure && layout.shape !== 'tall' ? plateOf(layout, mirrored) : undefined;
    for (const place of layout.isCalm ? stripPlaces(layout) : tilePlaces(layout, mirrored)) {
      previous = pickTile(random, palette, previous);
      if (!plate || !isWithin(place, plate))
        paintTile(context, previous, place, palette.text === previous.ink ? palette.accent : palette.text);
    }
    if (!plate) return;
    context.fillStyle = palette.lifted;
    context.fillRect(plate.x, plate.y, plate.side, plate.side);
  },
};

/** Two by two tiles whose place a figure takes. */
function plateOf({ shape, width, height }: Pick<CardLayout, 'shape' | 'width' | 'height'>, mirrored: boolean): TilePlace {
  const side = shape === 'wide' ? height / 4 : width / 7;
  if (shape === 'wide') return { x: mirrored ? side : width - 3 * side, y: side, side: 2 * side };
  return { x: mirrored ? width - 3 * side : side, y: 0, side: 2 * side };
}

const isWithin = (tile: TilePlace, plate: TilePlace): boolean => {
  const [x, y] = [tile.x + tile.side / 2, tile.y + tile.side / 2];
  return x > plate.x && x < plate.x + plate.side && y > plate.y && y < plate.y + plate.side;
};

/** A strip of small tiles along the top edge. */
function stripPlaces({ width, height, shape }: CardLayout): TilePlace[] {
  const side = shape === 'wide' ? height * 0.055 : width / 18;
  return Array.from({ length: Math.ceil(width / side) }, (_, index) => ({ x: index * side, y: 0, side }));
}

type Form = 'quarter' | 'half' | 'disc' | 'ring' | 'stripes' | 'leaf' | 'plain';

interface Tile {
  readonly form: Form;
  readonly ground: string;
  readonly ink: string;
  readonly turn: number;
}

interface TilePlace {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

function tilePlaces({ shape, composition, width, height }: CardLayout, mirrored: boolean): TilePlace[] {
  const isFull = composition === 'full' && shape !== 'tall';
  if (isFull) return gridOf(Math.ceil(width / (height / 4)), 3, { x: 0, y: 0, side: height / 4 });
  const across = shape === 'wide' ? 3 : shape === 'square' ? 7 : 5;
  const side = shape === 'wide' ? height / 4 : width / across;
  const down = shape === 'wide' ? 3 : 2;
  const left = shape === 'wide' && !mirrored ? width - across * side : 0;
  const top = shape === 'tall' ? height - down * side : 0;
  return gridOf(across, down, { x: left, y: top, side });
}

const gridOf = (across: number, down: number, { x, y, side }: TilePlace): TilePlace[] =>
  Array.from({ length: across * down }, (_, index) => ({ x: x + (index % across) * side, y: y + Math.floor(index / across) * side, side }));

// Chooses a tile: few colours, and occasionally an empty one. A tile never repeats its predecessor.
function pickTile(random: Random, palette: Palette, previous: Tile | undefined): Tile {
  const form = pick<Form>(random, ['quarter', 'quarter', 'quarter', 'half', 'disc', 'ring', 'stripes', 'leaf', 'leaf', 'plain']);
  const ground = pick(random, [palette.lifted, palette.lifted, palette.deep, palette.accent, palette.secondAccent]);
  const inks = [palette.accent, palette.accent, palette.secondAccent, palette.text, palette.deep].filter((ink) => ink !== ground);
  const ink = ground === palette.deep || ground === palette.lifted ? inks.filter((one) => one !== palette.deep) : inks;
  const tile = { form, ground, ink: pick(random, [palette.text, ...ink, ...ink]), turn: Math.floor(random() * 4) };
  return previous && (previous.form === tile.form || previous.ground === tile.ground) && random() < 0.8
    ? pickTile(random, palette, previous)
    : tile;
}

function paintTile(context: SKRSContext2D, tile: Tile, { x, y, side }: TilePlace, second: string): void {
  context.save();
  context.beginPath();
  context.rect(x, y, side, side);
  context.clip();
  context.fillStyle = tile.ground;
  context.fill();
  context.translate(x + side / 2, y + side / 2);
  context.rotate((tile.turn * Math.PI) / 2);
  context.scale(side / 2, side / 2);
  context.fillStyle = tile.ink;
  context.beginPath();
  // From here on, the tile extends from -1 to 1 on both axes.
  FORMS[tile.form](context, second);
  context.restore();
}

const FORMS: Record<Form, (context: SKRSContext2D, second: string) => void> = {
  quarter: (context) => {
    context.moveTo(-1, -1);
    context.arc(-1, -1, 2, 0, Math.PI / 2);
    context.fill();
  },
  half: (context) => {
    context.arc(0, -1, 1, 0, Math.PI);
    context.fill();
    context.beginPath();
    context.arc(0, 0, 1, 0, Math.PI);
    context.fill();
  },
  disc: (context) => {
    context.arc(0, 0, 0.66, 0, 2 * Math.PI);
    context.fill();
  },
  ring: (context) => {
    context.arc(0, 0, 0.82, 0, 2 * Math.PI);
    context.arc(0, 0, 0.46, 0, 2 * Math.PI, true);
    context.fill();
  },
  stripes: (context) => {
    for (let stripe = 0; stripe < 4; stripe += 1) context.rect(-1, -1 + stripe * 0.5, 2, 0.25);
    context.fill();
  },
  leaf: (context, second) => {
    context.moveTo(-1, -1);
    context.arc(-1, 1, 2, -Math.PI / 2, 0);
    context.arc(1, -1, 2, Math.PI / 2, Math.PI);
    context.fill();
    context.beginPath();
    context.arc(0, 0, 0.2, 0, 2 * Math.PI);
    context.fillStyle = second;
    context.fill();
  },
  plain: () => {},
};
