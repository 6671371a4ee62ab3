import type { SKRSContext2D } from '@napi-rs/canvas';
import type { CardLayout } from '../card-layout.ts';
import type { Look } from '../look.ts';
import type { Palette } from '../palette.ts';
import { pick } from '../random.ts';
import type { Random } from '../random.ts';

/** Heavy sans headings on a flat background; a block of cut-paper tiles: quarter rounds, discs, stripes. */
export const poster: Look = {
  heading: { typeface: 'sans', weight: 800 },
  small: { typeface: 'sans', weight: 600 },
  composition: 'left',
  progress: 'blocks',
  paint: (context, { layout, palette, random, mirrored }) => {
    context.fillStyle = palette.ground;
    context.fillRect(0, 0, layout.width, layout.height);
    let previous: Tile | undefined;
    for (const place of tilePlaces(layout, mirrored)) {
      previous = pickTile(random, palette, previous);
      paintTile(context, previous, place, palette.text === previous.ink ? palette.accent : palette.text);
    }
  },
};

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

function tilePlaces({ shape, width, height }: CardLayout, mirrored: boolean): TilePlace[] {
  const across = shape === 'wide' ? 3 : shape === 'square' ? 7 : 5;
  const side = shape === 'wide' ? height / 4 : width / across;
  const down = shape === 'wide' ? 3 : 2;
  const left = shape === 'wide' && !mirrored ? width - across * side : 0;
  const top = shape === 'tall' ? height - down * side : 0;
  return Array.from({ length: across * down }, (_, index) => ({
    x: left + (index % across) * side,
    y: top + Math.floor(index / across) * side,
    side,
  }));
}

// Few colours and occasional empty tiles. A tile never repeats its predecessor.
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
  // From here the tile spans -1 to 1 on both axes.
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
