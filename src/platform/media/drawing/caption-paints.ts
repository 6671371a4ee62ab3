import type { BurnedInStyle } from '../../catalogue/caption-styles.ts';
import type { TypeStyle } from './fonts/fonts.ts';

export interface CaptionPaint {
  readonly type: TypeStyle;
  /** Color of the box below the whole caption; by default there is none. */
  readonly box?: string;
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
  text: '#ffffff',
  scale: 1,
  smallest: 0.4,
} as const;

export const CAPTION_PAINTS: Readonly<Record<BurnedInStyle, CaptionPaint>> = {
  // White text over this black has a contrast of 5.8:1 even on a white picture.
  classic: {
    ...{ type: { typeface: 'sans', weight: 600 }, box: 'rgba(8, 8, 10, 0.64)', outline: 'rgba(0, 0, 0, 0.55)', outlineWidth: 0.09 },
    ...{ text: '#ffffff', scale: 1, smallest: 0.4, spoken: 'none' },
  },
  plain: { ...OUTLINED, spoken: 'none' },
  highlight: { ...OUTLINED, spoken: 'box' },
  karaoke: { ...OUTLINED, spoken: 'fill' },
  // A word of 42 columns, the longest line of a caption, fits at an eighth of the size.
  'one-word': { ...OUTLINED, type: { typeface: 'sans', weight: 800 }, scale: 2, smallest: 0.12, spoken: 'none' },
};
