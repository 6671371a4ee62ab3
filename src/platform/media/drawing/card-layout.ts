import { captionMeasure, isTall } from '../drawing.ts';

/** A rectangle in pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Shape = 'wide' | 'square' | 'tall';

/** Layout of a card. Only the background is drawn in the caption zone. */
export interface CardLayout {
  readonly shape: Shape;
  readonly width: number;
  readonly height: number;
  /** The short side, in pixels: type and lines are relative to it. */
  readonly short: number;
  /** Heading and its small text, within the 10 % title-safe margins. */
  readonly text: Area;
  /** Ornament may bleed off the frame's edges. */
  readonly art: Area;
  readonly captions: Area;
  /** Steps of the type scale in pixels, from small card text to film titles. */
  readonly type: { readonly small: number; readonly body: number; readonly subtitle: number; readonly title: number };
}

const RATIO = 1.333;
const COLUMNS = 12;
const TITLE_SAFE = 0.1;

/** Grid of a frame. `mirrored` puts text on the right, for right-to-left languages. */
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
