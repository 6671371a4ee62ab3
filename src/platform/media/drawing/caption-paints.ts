import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import type { BurnedInStyle } from '../../catalogue/caption-styles.ts';
import type { TypeStyle } from './fonts/fonts.ts';
import { accentOver, faded } from './palette.ts';

export interface CaptionPaint {
  readonly type: TypeStyle;
  /** Color of the box below the whole caption; by default there is none. */
  readonly box?: string;
  /** Opacity of the scrim behind a caption on a picture; by default there is none. */
  readonly scrim?: number;
  readonly outline: string;
  /** Ems; half of it is outside of the glyphs. */
  readonly outlineWidth: number;
  /** Color around the outline; by default there is none. */
  readonly shadow?: string;
  readonly text: string;
  /** Factor of the usual size of captions. */
  readonly scale: number;
  /** Share of the size down to which a line is made smaller to fit. */
  readonly smallest: number;
  /** How spoken words look: not different, filled with the accent color, or dark on a box of it. */
  readonly spoken: 'none' | 'fill' | 'box';
}

/** Text on a box in an accent color, whose contrast to it is at least 7:1. */
export const NEAR_BLACK = '#08080a';

const OUTLINED = {
  type: { typeface: 'sans', weight: 700 },
  outline: 'rgba(0, 0, 0, 0.92)',
  outlineWidth: 0.2,
  shadow: 'rgba(0, 0, 0, 0.6)',
  // White text over this black has a contrast of 5.8:1 even on a white picture.
  scrim: 0.64,
  text: '#ffffff',
  scale: 1,
  smallest: 0.4,
} as const;

export const CAPTION_PAINTS: Readonly<Record<BurnedInStyle, CaptionPaint>> = {
  // As dark as the scrim of plain captions.
  classic: {
    ...{ type: { typeface: 'sans', weight: 600 }, box: 'rgba(8, 8, 10, 0.64)', outline: 'rgba(0, 0, 0, 0.55)', outlineWidth: 0.09 },
    ...{ text: '#ffffff', scale: 1, smallest: 0.4, spoken: 'none' },
  },
  plain: { ...OUTLINED, spoken: 'none' },
  // Darker: an accent color that is light enough for a contrast of 4.5:1 on plain's scrim would hardly differ from white.
  highlight: { ...OUTLINED, scrim: 0.8, spoken: 'box' },
  karaoke: { ...OUTLINED, scrim: 0.8, spoken: 'fill' },
  // A word of 42 columns, the longest line of a caption, fits at an eighth of the size.
  'one-word': { ...OUTLINED, type: { typeface: 'sans', weight: 800 }, scale: 2, smallest: 0.12, spoken: 'none' },
};

/** The accent color as it is read on the scrim of a style, whatever picture is behind it. */
export const accentOn = ({ scrim }: CaptionPaint, accent: string): string =>
  scrim === undefined ? accent : accentOver(accent, { color: NEAR_BLACK, opacity: scrim * DARK });

/** Ems of a scrim beyond its caption: to where it is half as dark, and the deviation of its blur. */
const [HALF, SOFT] = [0.4, 0.28];
/** Share of the opacity that a scrim has at least beside letters. */
const DARK = 0.88;

export interface Scrim {
  readonly canvas: Canvas;
  /** Pixels by which it is larger than its caption on each side; even. */
  readonly edge: number;
}

/** The scrim of a caption whose characters are `size` pixels high. */
export function drawScrim(
  opacity: number,
  { width, height, size }: { readonly width: number; readonly height: number; readonly size: number },
): Scrim {
  const edge = 2 * Math.ceil(((HALF + 2 * SOFT) * size) / 2);
  const canvas = createCanvas(width + 2 * edge, height + 2 * edge);
  const context = canvas.getContext('2d');
  // Only the shadow is drawn: its shape is outside of the canvas. The blur of a shadow is twice the deviation.
  const away = 2 * canvas.width;
  context.shadowColor = faded(NEAR_BLACK, opacity);
  context.shadowBlur = 2 * SOFT * size;
  context.shadowOffsetX = away;
  context.fillStyle = NEAR_BLACK;
  context.beginPath();
  const [left, top] = [edge - HALF * size - away, edge - HALF * size];
  context.roundRect(left, top, width + 2 * HALF * size, height + 2 * HALF * size, HALF * size);
  context.fill();
  return { canvas, edge };
}
