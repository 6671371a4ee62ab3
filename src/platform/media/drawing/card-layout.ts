import { captionMeasure, isTall } from '../drawing.ts';

/** A rectangle in pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Shape = 'wide' | 'square' | 'tall';

/** Where things go on a card. Nothing is drawn in the caption zone but ground. */
export interface CardLayout {
  readonly shape: Shape;
  readonly width: number;
  readonly height: number;
  /** The short side: type and lines are measured against it. */
  readonly short: number;
  /** Where the eye rests: heading and its small text. Within the 10 % title-safe margins. */
  readonly text: Area;
  /** Ornament may bleed off the outer edges of this. */
  readonly art: Area;
  readonly captions: Area;
  /** Pixels: the steps of the type scale, from the small text of cards up to film titles. */
  readonly type: { readonly small: number; readonly body: number; readonly subtitle: number; readonly title: number };
}

const RATIO = 1.333;
const COLUMNS = 12;
const TITLE_SAFE = 0.1;

/** The grid for a frame. `mirrored` puts text right and ornament left, for languages that read from the right. */
export function layoutCard(width: number, height: number, mirrored: boolean): CardLayout {
  const short = Math.min(width, height);
  const shape: Shape = isTall(width, height) ? 'tall' : width / height < 1.3 ? 'square' : 'wide';
  const body = captionMeasure(width, height).size;
  const turn = (area: Area): Area => (mirrored ? { ...area, x: width - area.x - area.width } : area);
  const [left, top] = [width * TITLE_SAFE, height * TITLE_SAFE];
  const [columns, inner] = [(width - 2 * left) / COLUMNS, width - 2 * left];
  const areas: Record<Shape, { text: Area; art: Area; captions: Area }> = {
    wide: {
      text: { x: left, y: top, width: columns * 7, height: height * 0.73 - top },
      art: { x: left + columns * 7.5, y: 0, width: width - left - columns * 7.5, height: height * 0.75 },
      captions: { x: 0, y: height * 0.75, width, height: height * 0.25 },
    },
    square: {
      text: { x: left, y: height * 0.36, width: inner, height: height * 0.37 },
      art: { x: 0, y: 0, width, height: height * 0.34 },
      captions: { x: 0, y: height * 0.75, width, height: height * 0.25 },
    },
    tall: {
      text: { x: left, y: top, width: inner, height: height * 0.33 },
      art: { x: 0, y: height * 0.75, width, height: height * 0.25 },
      captions: { x: 0, y: height * 0.45, width, height: height * 0.27 },
    },
  };
  const { text, art, captions } = areas[shape];
  return {
    shape,
    width,
    height,
    short,
    text: turn(text),
    art: turn(art),
    captions,
    type: { small: body / RATIO, body, subtitle: body * RATIO, title: body * RATIO ** 3 },
  };
}
