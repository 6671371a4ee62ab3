import { isTall } from '../drawing.ts';

/** A rectangle in pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Shape = 'wide' | 'square' | 'tall';

/**
 * Place of the words: beside the ornament, in the middle of the frame, or over the whole width between the margins; `full` has no words.
 */
export type Composition = 'side' | 'center' | 'spread' | 'full';

/** Layout of a card. Only the background is drawn in the caption zone. */
export interface CardLayout {
  readonly shape: Shape;
  readonly composition: Composition;
  /** Whether the words use the whole width; a look then reduces its ornament. */
  readonly isCalm: boolean;
  readonly width: number;
  readonly height: number;
  /** The short side in pixels; sizes of type and lines are relative to it. */
  readonly short: number;
  /** Line above the words with scene number, film title and progress. Undefined on title cards. */
  readonly chrome: Area | undefined;
  /** Words and their decorations, within the 10 % title-safe margins. */
  readonly text: Area;
  /** One large pictogram or diagram beside or above the words, without ornament behind it. Undefined when the card has none. */
  readonly figure: Area | undefined;
  /** Ornament, which may extend beyond the edges of the frame. */
  readonly art: Area;
  readonly captions: Area;
  /** Sizes of type in pixels, from small card text to film titles. */
  readonly type: { readonly small: number; readonly body: number; readonly subtitle: number; readonly title: number };
}

interface LayoutRequest {
  readonly width: number;
  readonly height: number;
  readonly composition: Composition;
  readonly hasFigure: boolean;
  readonly hasChrome: boolean;
  /** Whether words are on the right, for languages that are read from there. */
  readonly mirrored: boolean;
}

const RATIO = 1.333;
const COLUMNS = 12;
const TITLE_SAFE = 0.1;
/**
 * Size of body type as a fraction of the short side: 4.5 % like captions of wide frames, a little more where the frame is seen on a phone.
 */
const BODY = { wide: 0.045, square: 0.05, tall: 0.05 } as const;

/** The grid of a frame, and the places on it. */
export function layoutCard({ width, height, composition, hasFigure, hasChrome, mirrored }: LayoutRequest): CardLayout {
  const short = Math.min(width, height);
  const shape: Shape = isTall(width, height) ? 'tall' : width / height < 1.3 ? 'square' : 'wide';
  const body = short * BODY[shape];
  const type = { small: body / RATIO, body, subtitle: body * RATIO, title: body * RATIO ** 3 };
  const [left, top, inner] = [width * TITLE_SAFE, height * TITLE_SAFE, width * (1 - 2 * TITLE_SAFE)];
  const foot = height * (shape === 'tall' ? 0.435 : 0.705);
  const captions = { x: 0, y: height * (shape === 'tall' ? 0.45 : 0.75), width, height: height * (shape === 'tall' ? 0.27 : 0.25) };
  const head = shape === 'square' && composition === 'side' ? height * 0.33 : top;
  const line = hasChrome ? type.small * 2.8 : 0;
  const whole: Area = { x: left, y: head + line, width: inner, height: foot - head - line };
  const column = inner / COLUMNS;
  const arts: Record<Shape, Area> = {
    wide: { x: left + column * 7.5, y: 0, width: width - left - column * 7.5, height: height * 0.75 },
    square: { x: 0, y: 0, width, height: height * 0.3 },
    tall: { x: 0, y: height * 0.75, width, height: height * 0.25 },
  };
  const art = composition === 'full' && shape !== 'tall' ? { x: 0, y: 0, width, height: captions.y } : arts[shape];
  const words = wordsOf({ whole, art, shape, composition, hasFigure });
  const turn = (area: Area): Area => (mirrored ? { ...area, x: width - area.x - area.width } : area);
  return {
    isCalm: composition === 'spread' && shape !== 'tall',
    ...{ shape, composition, width, height, short, captions, type, art: turn(art) },
    text: turn(words.text),
    chrome: hasChrome ? turn({ x: words.text.x, y: head, width: words.text.width, height: type.small }) : undefined,
    figure: words.figure && turn(words.figure),
  };
}

interface Places {
  readonly text: Area;
  readonly figure?: Area;
}

function wordsOf({
  whole,
  art,
  shape,
  composition,
  hasFigure,
}: {
  readonly whole: Area;
  readonly art: Area;
  readonly shape: Shape;
  readonly composition: Composition;
  readonly hasFigure: boolean;
}): Places {
  if (composition === 'spread' || composition === 'full') return { text: whole };
  if (composition === 'center') {
    const inset = shape === 'wide' ? whole.width * 0.12 : whole.width * 0.05;
    const middle = { ...whole, x: whole.x + inset, width: whole.width - 2 * inset };
    return hasFigure ? stacked(middle, 0.36, 0.5) : { text: middle };
  }
  if (shape === 'wide') {
    const text = { ...whole, width: (whole.width / COLUMNS) * 7 };
    return hasFigure ? { text, figure: squareIn({ ...art, y: art.height * 0.14, height: art.height * 0.8 }, 0.8) } : { text };
  }
  if (shape === 'tall') return hasFigure ? stacked(whole, 0.38, 0) : { text: whole };
  return hasFigure ? { text: whole, figure: squareIn({ ...art, y: art.height * 0.18, height: art.height * 0.74 }, 1) } : { text: whole };
}

/** A figure above the words. `from` is its horizontal position: 0 where reading begins, 0.5 in the middle. */
const stacked = (area: Area, share: number, from: number): Places => ({
  text: { ...area, y: area.y + area.height * share, height: area.height * (1 - share) },
  figure: squareAt(area, area.height * (share - 0.09), from),
});

const squareAt = ({ x, y, width }: Area, side: number, from: number): Area => ({
  x: x + (width - side) * from,
  y,
  width: side,
  height: side,
});

/** The largest square in the middle of an area, made smaller by a factor. */
function squareIn({ x, y, width, height }: Area, factor: number): Area {
  const side = Math.min(width, height) * factor;
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side };
}
