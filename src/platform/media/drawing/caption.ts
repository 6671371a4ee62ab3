import { createCanvas } from '@napi-rs/canvas';
import type { BurnedInStyle } from '../../catalogue/caption-styles.ts';
import { captionMeasure, isTall } from '../drawing.ts';
import type { CaptionRequest, DrawnCaption } from '../drawing.ts';
import { CAP_HEIGHT, drawText, inkRoom, leadingOf, setText } from './typesetting.ts';
import type { SetText } from './typesetting.ts';
import type { TypeStyle } from './fonts/fonts.ts';

interface CaptionPaint {
  readonly type: TypeStyle;
  readonly scrim: string;
  readonly outline: string;
  readonly text: string;
}

const PAINTS: Readonly<Record<BurnedInStyle, CaptionPaint>> = {
  // White text over this black has a contrast of 5.8:1 even on a white picture.
  classic: { type: { typeface: 'sans', weight: 600 }, scrim: 'rgba(8, 8, 10, 0.64)', outline: 'rgba(0, 0, 0, 0.55)', text: '#ffffff' },
};

/** Draws the lines of one caption on a dark box, on a canvas that is just large enough. */
export async function drawCaption(request: CaptionRequest): Promise<DrawnCaption> {
  const { frameWidth, frameHeight } = request;
  const paint = PAINTS[request.style];
  const { size, padding, lineWidth } = captionMeasure(frameWidth, frameHeight);
  const lines = sameSize(request, size, lineWidth);
  const typeSize = lines[0]?.size ?? size;
  const leading = leadingOf(request.lines.join(' '), 1.28) * typeSize;
  const width = even(Math.max(0, ...lines.map((line) => line.width)) + 2 * padding);
  const room = inkRoom(request.lines.join(' '));
  const height = even((CAP_HEIGHT + room.above + room.below) * typeSize + (lines.length - 1) * leading + padding * 0.5);

  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = paint.scrim;
  context.beginPath();
  context.roundRect(0, 0, width, height, typeSize * 0.3);
  context.fill();
  context.strokeStyle = paint.outline;
  context.lineWidth = Math.max(2, typeSize * 0.09);
  context.lineJoin = 'round';
  context.fillStyle = paint.text;
  lines.forEach((line, index) => {
    const top = padding * 0.25 + room.above * typeSize + index * leading;
    drawText(context, line, { x: width / 2, y: top, align: 'center' }, (text, x, y) => {
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    });
  });
  return { png: await canvas.encode('png'), ...placed(width, height, frameWidth, frameHeight), width, height };
}

// Lays out all lines in the size of the smallest one.
function sameSize({ lines, language, style }: CaptionRequest, size: number, maxWidth: number): SetText[] {
  const set = (line: string, asked: number): SetText =>
    setText(line, { language, style: PAINTS[style].type, size: asked, smallest: asked * 0.4, maxWidth, maxHeight: Infinity, maxLines: 1 });
  const first = lines.map((line) => set(line, size));
  const smallest = Math.min(size, ...first.map((line) => line.size));
  return first.map((line, index) => (line.size === smallest ? line : set(lines[index] ?? '', smallest)));
}

// Position of the caption. Wide frames: above the lower safe edge. Tall frames: between 45 % and 72 % of the height, growing upwards.
function placed(width: number, height: number, frameWidth: number, frameHeight: number): { x: number; y: number } {
  const bottom = isTall(frameWidth, frameHeight) ? 0.7 : 0.95;
  return { x: even((frameWidth - width) / 2), y: 2 * Math.floor((frameHeight * bottom - height) / 2) };
}

const even = (pixels: number): number => 2 * Math.ceil(pixels / 2);
