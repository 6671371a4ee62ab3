import type { Card } from '../drawing.ts';
import type { Area, CardLayout } from './card-layout.ts';
import type { TypeStyle } from './fonts/fonts.ts';
import type { CardLayer } from './layers.ts';
import type { Look } from './look.ts';
import type { Palette } from './palette.ts';
import { setText } from './typesetting.ts';
import type { Align, Place, SetText, TextBox } from './typesetting.ts';

/** Everything that the parts of a card are drawn from. */
export interface CardPage {
  readonly card: Card;
  readonly look: Look;
  readonly layout: CardLayout;
  readonly palette: Palette;
  /** Whether the page is read from the right. */
  readonly mirrored: boolean;
  readonly align: Align;
}

type Fit = Omit<TextBox, 'language' | 'style'>;

/** Lays out a text in one of the look's styles. */
export const setOn = ({ card, look }: CardPage, style: 'heading' | 'small' | 'numbers', text: string, fit: Fit): SetText =>
  setText(text, { language: card.language, style: brandStyle(look[style], style, card), ...fit });

const brandStyle = (style: TypeStyle, role: string, { brand }: Card): TypeStyle =>
  brand?.fontPath !== undefined && role !== 'small' ? { ...style, brandFont: brand.fontPath } : style;

/** Whether some of the text did not fit. */
export const isCut = ({ lines }: SetText, text: string): boolean => (lines.at(-1)?.endsWith('…') ?? false) && !text.trimEnd().endsWith('…');

/** Lays out a heading: large on few lines, and smaller on more lines before any of it is cut. */
export function setHeading(page: CardPage, text: string, { maxWidth, maxHeight }: Pick<Fit, 'maxWidth' | 'maxHeight'>): SetText {
  const { type } = page.layout;
  const large = setOn(page, 'heading', text, { size: type.title, smallest: type.subtitle, maxWidth, maxHeight, maxLines: 3 });
  if (!isCut(large, text)) return large;
  return setOn(page, 'heading', text, { size: type.subtitle, smallest: type.small, maxWidth, maxHeight, maxLines: 7 });
}

/** Place of a text at the top of an area. */
export const placeIn = ({ align }: CardPage, { x, y, width }: Area): Place => ({
  x: align === 'left' ? x : align === 'center' ? x + width / 2 : x + width,
  y,
  align,
});

/** A part of a column: as wide as the column, with its own height. */
export interface Block {
  readonly height: number;
  /** Space above the block, except at the top of a column. */
  readonly gap: number;
  readonly layers: (area: Area) => readonly CardLayer[];
}

/** Height of blocks below each other, in pixels. */
export const heightOf = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, { height, gap }, index) => sum + height + (index > 0 ? gap : 0), 0);

/** Puts blocks below each other, at the vertical position that the look has, or at the very top. */
export function column(
  { look, layout }: CardPage,
  blocks: readonly Block[],
  area: Area = layout.text,
  anchor: Look['anchor'] | 'top' = look.anchor,
): CardLayer[] {
  const height = heightOf(blocks);
  const free = Math.max(0, area.height - height);
  let y = area.y + { top: 0, head: Math.min(free, area.height * 0.06), middle: free / 2, foot: free }[anchor];
  return blocks.flatMap((block, index) => {
    if (index > 0) y += block.gap;
    const layers = block.layers({ x: area.x, y, width: area.width, height: block.height });
    y += block.height;
    return layers;
  });
}

/** Left edge of a rectangle within an area, on the side where reading begins or in the middle. */
export const aligned = ({ align }: CardPage, { x, width }: Area, inner: number): number =>
  align === 'left' ? x : align === 'center' ? x + (width - inner) / 2 : x + width - inner;
