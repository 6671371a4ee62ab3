import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { BurnedInStyle } from '../../catalogue/caption-styles.ts';
import { captionMeasure, isTall } from '../drawing.ts';
import type { CaptionMoment, CaptionStyling, DrawnCaptions } from '../drawing.ts';
import { CAPTION_PAINTS, NEAR_BLACK, accentOn, drawScrim } from './caption-paints.ts';
import type { CaptionPaint, Scrim } from './caption-paints.ts';
import { paletteFrom } from './palette.ts';
import { CAP_HEIGHT, captionDirection, drawText, inkRoom, leadingOf, setText } from './typesetting.ts';
import type { SetText } from './typesetting.ts';
import { wordLine } from './word-areas.ts';
import type { Stretch, WordLine } from './word-areas.ts';

/** A caption that is broken and sized, with its place on the frame. */
interface CaptionLayout {
  readonly lines: readonly SetText[];
  readonly words: readonly WordLine[];
  readonly size: number;
  readonly leading: number;
  /** Pixels of the box of a word above its capitals and below its baseline. */
  readonly boxAround: number;
  /** From the upper edge of the caption to the capitals of its first line. */
  readonly top: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scrim: Scrim | undefined;
}

/** The film's properties that drawing needs, read once for all captions. */
interface Painter extends CaptionStyling {
  readonly paint: CaptionPaint;
  readonly accent: string;
  readonly accentOnPicture: string;
  /** The text whose ink every caption leaves room for: words that take each other's place have one baseline. */
  readonly sharedText: string | undefined;
}

/** Draws captions on canvases of one size, which holds the largest of them. */
export async function drawCaptions(styling: CaptionStyling, moments: readonly CaptionMoment[]): Promise<DrawnCaptions> {
  const { style, seed, brand } = styling;
  const paint = paintOf(style, brand?.fontPath);
  const { accent } = paletteFrom(seed, 'dark', brand?.colors);
  const painter: Painter = {
    ...styling,
    ...{ paint, accent, accentOnPicture: accentOn(paint, accent) },
    sharedText: style === 'one-word' ? moments.flatMap(({ lines }) => lines).join(' ') : undefined,
  };
  // A caption looks different many times, and is laid out once.
  const layouts = new Map<string, CaptionLayout>();
  for (const moment of moments) {
    const key = keyOf(moment);
    if (moment.lines.length > 0 && !layouts.has(key)) layouts.set(key, layoutOf(painter, moment));
  }
  const area = areaOf([...layouts.values()], styling);
  return {
    ...area,
    pictures: (async function* () {
      for (const moment of moments) {
        const canvas = createCanvas(area.width, area.height);
        const layout = layouts.get(keyOf(moment));
        if (layout) paintCaption(canvas.getContext('2d'), painter, layout, moment, area);
        yield await canvas.encode('png');
      }
    })(),
  };
}

const paintOf = (style: BurnedInStyle, brandFont: string | undefined): CaptionPaint => {
  const paint = CAPTION_PAINTS[style];
  return brandFont === undefined ? paint : { ...paint, type: { ...paint.type, brandFont } };
};

const keyOf = ({ lines, onPicture }: CaptionMoment): string => [...lines, ...(onPicture ? ['on a picture'] : [])].join('\n');

/** The smallest rectangle around all captions, with what of their scrims is in the frame; of two pixels where there is none. */
function areaOf(
  layouts: readonly CaptionLayout[],
  { frameWidth, frameHeight }: CaptionStyling,
): Pick<CaptionLayout, 'x' | 'y' | 'width' | 'height'> {
  if (layouts.length === 0) return { x: 0, y: 0, width: 2, height: 2 };
  const areas = layouts.map(({ x, y, width, height, scrim: { edge } = { edge: 0 } }) => ({
    left: Math.min(x, Math.max(0, x - edge)),
    top: Math.min(y, Math.max(0, y - edge)),
    right: Math.max(x + width, Math.min(frameWidth, x + width + edge)),
    bottom: Math.max(y + height, Math.min(frameHeight, y + height + edge)),
  }));
  const [x, y] = [Math.min(...areas.map(({ left }) => left)), Math.min(...areas.map(({ top }) => top))];
  const width = Math.max(...areas.map(({ right }) => right)) - x;
  return { x, y, width, height: Math.max(...areas.map(({ bottom }) => bottom)) - y };
}

function layoutOf(painter: Painter, { lines: raw, onPicture }: CaptionMoment): CaptionLayout {
  const { frameWidth, frameHeight, paint } = painter;
  const { size: usual, padding, lineWidth } = captionMeasure(frameWidth, frameHeight, painter.size);
  const text = raw.join(' ');
  const lines = sameSize(painter, raw, usual * paint.scale, lineWidth);
  const size = lines[0]?.size ?? usual;
  const leading = leadingOf(text, 1.28) * size;
  const room = inkRoom(painter.sharedText ?? text);
  const width = even(Math.max(0, ...lines.map((line) => line.width)) + 2 * padding);
  const height = even((CAP_HEIGHT + room.above + room.below) * size + (lines.length - 1) * leading + padding * 0.5);
  const words = lines.map((line, index) => wordLine(raw[index] ?? '', line));
  // Vowel signs and dots are a part of the word.
  const boxAround = (room.above > 0.3 ? 0.4 : 0.26) * size;
  const top = padding * 0.25 + room.above * size;
  const opacity = onPicture ? paint.scrim : undefined;
  const scrim = opacity === undefined ? undefined : drawScrim(opacity, { width, height, size });
  return { lines, words, size, leading, boxAround, top, ...placed(width, height, painter), width, height, scrim };
}

// Lays out all lines in the size of the smallest one, and in one direction: they are one sentence.
function sameSize({ language, paint }: Painter, lines: readonly string[], size: number, maxWidth: number): SetText[] {
  const direction = captionDirection(lines.join(' '), language);
  const set = (line: string, asked: number): SetText => ({
    ...setText(line, {
      language,
      style: paint.type,
      size: asked,
      smallest: asked * paint.smallest,
      maxWidth,
      maxHeight: Infinity,
      maxLines: 1,
    }),
    direction,
  });
  const first = lines.map((line) => set(line, size));
  const smallest = Math.min(size, ...first.map((line) => line.size));
  return first.map((line, index) => (line.size === smallest ? line : set(lines[index] ?? '', smallest)));
}

/**
 * Position of the caption. BOTTOM grows upwards from the lower safe edge, TOP downwards from the upper one, MIDDLE in both directions. Apps
 * draw their controls over the ends of tall frames, so that captions stay between 15 % and 70 % of the height.
 */
function placed(width: number, height: number, { frameWidth, frameHeight, position }: CaptionStyling): { x: number; y: number } {
  const [top, bottom] = isTall(frameWidth, frameHeight) ? [0.15, 0.7] : [0.05, 0.95];
  const y = { TOP: top * frameHeight, MIDDLE: (frameHeight - height) / 2, BOTTOM: frameHeight * bottom - height }[position ?? 'BOTTOM'];
  return { x: even((frameWidth - width) / 2), y: 2 * (position === 'TOP' ? Math.ceil(y / 2) : Math.floor(y / 2)) };
}

const even = (pixels: number): number => 2 * Math.ceil(pixels / 2);

function paintCaption(
  context: SKRSContext2D,
  { paint, accent: usual, accentOnPicture }: Painter,
  layout: CaptionLayout,
  { spoken = [] }: CaptionMoment,
  area: { readonly x: number; readonly y: number },
): void {
  const { lines, words, size, leading, boxAround, width, height, scrim } = layout;
  const accent = scrim ? accentOnPicture : usual;
  context.translate(layout.x - area.x, layout.y - area.y);
  if (scrim) context.drawImage(scrim.canvas, -scrim.edge, -scrim.edge);
  if (paint.box !== undefined) {
    context.fillStyle = paint.box;
    context.beginPath();
    context.roundRect(0, 0, width, height, size * 0.3);
    context.fill();
  }
  lines.forEach((line, index) => {
    const top = layout.top + index * leading;
    const left = (width - (words[index]?.width ?? 0)) / 2;
    const areas = spoken.flatMap((part) => (part.line === index ? (words[index]?.areas(part) ?? []) : []));
    const place = { x: width / 2, y: top, align: 'center' } as const;
    const fill = (color: string): void => {
      context.fillStyle = color;
      drawText(context, line, place, (text, x, y) => context.fillText(text, x, y));
    };
    const outlined = (): void => {
      context.save();
      context.strokeStyle = paint.outline;
      context.lineWidth = Math.max(2, size * paint.outlineWidth);
      context.lineJoin = 'round';
      if (paint.shadow !== undefined) {
        context.shadowColor = paint.shadow;
        context.shadowBlur = size * 0.16;
      }
      drawText(context, line, place, (text, x, y) => context.strokeText(text, x, y));
      context.restore();
      fill(paint.text);
    };
    const rectangles = areas.map(({ left: from, right }) => ({ left: left + from, right: left + right }));
    const rows = { top: top - size * 0.62, bottom: top + (CAP_HEIGHT + 0.55) * size };
    if (rectangles.length === 0 || paint.spoken === 'none') outlined();
    else if (paint.spoken === 'fill') {
      outlined();
      through(context, rectangles, rows, () => fill(accent));
    } else {
      const box = { top: top - boxAround, bottom: top + CAP_HEIGHT * size + boxAround };
      const boxes = rectangles.map(({ left: from, right }) => ({ left: from - size * 0.1, right: right + size * 0.1 }));
      outlined();
      context.fillStyle = accent;
      for (const { left: from, right } of boxes) {
        context.beginPath();
        context.roundRect(from, box.top, right - from, box.bottom - box.top, size * 0.18);
        context.fill();
      }
      // Marks above and below a word may be outside of the box, where they are still white.
      through(context, boxes, box, () => fill(NEAR_BLACK));
    }
  });
}

/** Draws only inside of these stretches. */
function through(
  context: SKRSContext2D,
  stretches: readonly Stretch[],
  { top, bottom }: { readonly top: number; readonly bottom: number },
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  for (const { left, right } of stretches) context.rect(left, top, right - left, bottom - top);
  context.clip();
  draw();
  context.restore();
}
