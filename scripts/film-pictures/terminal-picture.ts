import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { fontFamilies } from '../../src/platform/media/drawing/fonts/fonts.ts';
import type { Cell, CellStyle } from './terminal.ts';

const SIZE = 15;
const LINE = 21;
const MARGIN = 18;
const CELL = 9;
const GROUND = '#16181d';
const COLORS: Readonly<Record<CellStyle['color'], string>> = {
  text: '#e6e6e6',
  red: '#ff7a70',
  green: '#7fd88f',
  yellow: '#f0c674',
  cyan: '#63c8e6',
};

/** Dots of a braille character, by the bits of its code. */
const DOTS = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 1],
  [1, 2],
  [0, 3],
  [1, 3],
] as const;

/** Draws the lines of a terminal as a PNG of a fixed size. */
export function terminalPicture(rows: readonly (readonly Cell[])[], { columns, lines }: { columns: number; lines: number }): Buffer {
  const canvas = createCanvas(2 * MARGIN + columns * CELL, 2 * MARGIN + lines * LINE);
  const context = canvas.getContext('2d');
  context.fillStyle = GROUND;
  context.fillRect(0, 0, canvas.width, canvas.height);
  rows.slice(0, lines).forEach((row, line) => {
    row.slice(0, columns).forEach((cell, column) => paintCell(context, cell, MARGIN + column * CELL, MARGIN + line * LINE));
  });
  return canvas.toBuffer('image/png');
}

function paintCell(context: SKRSContext2D, { text, style }: Cell, x: number, y: number): void {
  if (text === ' ') return;
  context.globalAlpha = style.isDim ? 0.55 : 1;
  context.fillStyle = COLORS[style.color];
  const code = text.codePointAt(0) ?? 0;
  if (text === '━' || text === '─') {
    const height = text === '━' ? 3 : 1;
    context.fillRect(x, y + (LINE - height) / 2, CELL, height);
  } else if (code >= 0x2800 && code <= 0x28ff) {
    for (const [bit, [across, down]] of DOTS.entries()) {
      if ((code & (1 << bit)) === 0) continue;
      context.beginPath();
      context.arc(x + 2.5 + across * 4, y + 5 + down * 4, 1.3, 0, 2 * Math.PI);
      context.fill();
    }
  } else {
    const weight = style.isBold ? 700 : 400;
    context.font = `${weight} ${SIZE}px ${fontFamilies(text, 'en', { typeface: 'mono', weight })}`;
    context.fillText(text, x, y + LINE * 0.72);
  }
  context.globalAlpha = 1;
}
