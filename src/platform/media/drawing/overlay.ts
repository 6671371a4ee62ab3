import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { DrawnOverlay, OverlayRequest } from '../drawing.ts';
import type { TypeStyle } from './fonts/fonts.ts';
import { CAP_HEIGHT, drawText, inkRoom, setText } from './typesetting.ts';
import type { Align, SetText } from './typesetting.ts';

const STYLE: TypeStyle = { typeface: 'sans', weight: 600 };
/** Smallest share of the requested size: text that still does not fit is cut with an ellipsis. */
const SMALLEST = 0.3;
const MAX_LINES = 40;
/** Shares of the size of the characters. */
const BOX_ROOM = 0.4;
const BOX_RADIUS = 0.3;
/** On white this is #5a5a5a: white words on it have a contrast of 6.9, and WCAG asks for 4.5. */
const BOX_COLOR = 'rgba(0, 0, 0, 0.65)';

const EDGES: Readonly<Record<OverlayRequest['align'], Align>> = { LEFT: 'left', CENTER: 'center', RIGHT: 'right' };

/** Draws a text over film: its lines at the given size, or smaller until they fit, with an outline that keeps them legible on any ground. */
export async function drawOverlay(request: OverlayRequest): Promise<DrawnOverlay> {
  const { frameWidth, frameHeight, color, align, text } = request;
  const lines = setLines(request);
  const size = lines[0]?.size ?? 0;
  const stroke = Math.max(1, size * 0.08);
  // Between the words and the edges of the picture: their outline, and the box where there is one.
  const edge = stroke + (request.ground ? size * BOX_ROOM : 0);
  const room = inkRoom(text);
  const width = even(Math.min(frameWidth, request.maxWidth * frameWidth) + 2 * edge);
  const leading = lines[0]?.leading ?? 0;
  const rows = lines.reduce((sum, line) => sum + rowsOf(line), 0);
  const height = even(Math.min(2 * frameHeight, (CAP_HEIGHT + room.above + room.below) * size + (rows - 1) * leading + 2 * edge));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.lineWidth = stroke;
  context.lineJoin = 'round';
  context.strokeStyle = isDark(color) ? 'rgba(255, 255, 255, 0.55)' : 'rgba(0, 0, 0, 0.55)';
  context.fillStyle = color;
  const x = { LEFT: edge, CENTER: width / 2, RIGHT: width - edge }[align];
  if (request.ground) drawBox(context, { align, width, height, inner: Math.max(...lines.map((line) => line.width)) + 2 * edge, size });
  let row = 0;
  for (const line of lines) {
    const y = edge + room.above * size + row * leading;
    drawText(context, line, { x, y, align: EDGES[align] }, (words, left, baseline) => {
      context.strokeText(words, left, baseline);
      context.fillText(words, left, baseline);
    });
    row += rowsOf(line);
  }
  return { png: await canvas.encode('png'), width, height };
}

interface Box {
  readonly align: OverlayRequest['align'];
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  /** Width of the words with the room around them. */
  readonly inner: number;
  readonly size: number;
}

/** Behind the words alone: the picture is as wide as they might be. */
function drawBox(context: SKRSContext2D, { align, width, height, inner, size }: Box): void {
  const wide = Math.min(width, inner);
  const left = { LEFT: 0, CENTER: (width - wide) / 2, RIGHT: width - wide }[align];
  context.save();
  context.fillStyle = BOX_COLOR;
  context.beginPath();
  context.roundRect(left, 0, wide, height, size * BOX_RADIUS);
  context.fill();
  context.restore();
}

/** An empty line has one too. */
const rowsOf = ({ lines }: SetText): number => Math.max(1, lines.length);

/** Each line of the text, broken where it is too wide, all of one size. */
function setLines({ text, language, size: share, maxWidth, frameWidth, frameHeight }: OverlayRequest): readonly SetText[] {
  const lines = text.split('\n');
  const asked = share * Math.min(frameWidth, frameHeight);
  const set = (line: string, size: number): SetText =>
    setText(line, {
      ...{ language, style: STYLE, size, smallest: asked * SMALLEST, maxWidth: maxWidth * frameWidth },
      ...{ maxHeight: frameHeight / lines.length, maxLines: MAX_LINES },
    });
  const smallest = Math.min(...lines.map((line) => set(line, asked).size));
  return lines.map((line) => set(line, smallest));
}

const isDark = (color: string): boolean => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110;
};

const even = (pixels: number): number => Math.max(2, 2 * Math.ceil(pixels / 2));
