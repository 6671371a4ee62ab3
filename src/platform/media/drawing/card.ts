import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { layoutCard } from './card-layout.ts';
import type { Area, CardLayout } from './card-layout.ts';
import type { Look } from './look.ts';
import { editorial } from './looks/editorial.ts';
import { poster } from './looks/poster.ts';
import { quiet } from './looks/quiet.ts';
import { paletteFrom } from './palette.ts';
import type { Palette } from './palette.ts';
import { drawProgress } from './progress-mark.ts';
import { seededRandom } from './random.ts';
import { fillText, isRtlLanguage, plainLine, setText } from './typesetting.ts';
import type { Align, SetText } from './typesetting.ts';

export const LOOKS = { editorial, poster, quiet } as const satisfies Record<string, Look>;
export type LookName = keyof typeof LOOKS;

export const isLook = (name: string): name is LookName => Object.hasOwn(LOOKS, name);

export interface Card {
  /** Pixels; the short side from 360 to 2160. */
  readonly width: number;
  readonly height: number;
  /** BCP 47. */
  readonly language: string;
  /** Any characters; drawn literally, on at most three lines. */
  readonly heading: string;
  readonly filmTitle: string;
  /** From 0; the first card shows the film's title. */
  readonly position: number;
  readonly sceneCount: number;
  readonly seed: string;
  readonly look: LookName;
}

/** Draws one scene's card as a PNG; the same card gives the same bytes. Rejects with `MISSING_GLYPHS`. */
export function drawCard(card: Card): Promise<Buffer> {
  const canvas = createCanvas(card.width, card.height);
  const context = canvas.getContext('2d');
  const look: Look = LOOKS[card.look];
  const mirrored = look.composition === 'left' && isRtlLanguage(card.language);
  const grid = layoutCard(card.width, card.height, mirrored);
  const layout = look.composition === 'center' ? centred(grid) : grid;
  const palette = paletteFrom(card.seed);
  const texts = setCard(card, look, layout);
  const random = seededRandom(`${card.seed}/${card.look}/${card.position}`);
  look.paint(context, { layout, palette, random, mirrored });
  drawTexts(context, { card, look, layout, palette, mirrored }, texts);
  return canvas.encode('png');
}

// Centred text takes the whole width between the margins, and on square frames the middle of what captions leave free.
function centred(layout: CardLayout): CardLayout {
  const x = layout.width * (layout.shape === 'wide' ? 0.2 : 0.14);
  const y = layout.shape === 'tall' ? layout.text.y : layout.height * 0.1;
  const height = layout.shape === 'tall' ? layout.text.height : layout.height * 0.63;
  return { ...layout, text: { x, y, width: layout.width - 2 * x, height } };
}

interface CardTexts {
  readonly heading: SetText;
  /** The second line of a title card, or the film's title above a scene's heading. */
  readonly small: SetText | undefined;
  readonly number: SetText | undefined;
}

function setCard(card: Card, look: Look, layout: CardLayout): CardTexts {
  const { type, text } = layout;
  const isTitle = card.position === 0;
  const [title, heading] = [plainLine(card.filmTitle), plainLine(card.heading)];
  const main = isTitle ? title || heading : heading || title;
  const other = isTitle ? heading : title;
  const box = { language: card.language, maxWidth: text.width };
  const small = other === '' || other === main ? undefined : other;
  return {
    heading: setText(main, {
      ...box,
      style: look.heading,
      size: type.title,
      smallest: type.subtitle,
      maxHeight: text.height - type.body * 3.4,
      maxLines: 3,
    }),
    small:
      small === undefined
        ? undefined
        : setText(small, {
            ...box,
            style: look.small,
            size: isTitle ? type.body : type.small,
            smallest: type.small,
            maxWidth: isTitle ? text.width : text.width * 0.8,
            maxHeight: type.body * 3,
            maxLines: isTitle ? 2 : 1,
          }),
    number: isTitle
      ? undefined
      : setText(sceneNumber(card), {
          ...box,
          style: look.small,
          size: type.small,
          smallest: type.small,
          maxHeight: type.body,
          maxLines: 1,
        }),
  };
}

const sceneNumber = ({ position, sceneCount }: Card): string => String(position + 1).padStart(String(sceneCount).length > 2 ? 3 : 2, '0');

interface CardPage {
  readonly card: Card;
  readonly look: Look;
  readonly layout: CardLayout;
  readonly palette: Palette;
  readonly mirrored: boolean;
}

function drawTexts(context: SKRSContext2D, page: CardPage, texts: CardTexts): void {
  if (page.look.composition === 'center') drawCentred(context, page, texts);
  else drawAligned(context, page, texts);
}

// Number, film title and progress stand at the top of the text area, the heading at its foot.
function drawAligned(
  context: SKRSContext2D,
  { card, look, layout, palette, mirrored }: CardPage,
  { heading, small, number }: CardTexts,
): void {
  const { text, type } = layout;
  const align: Align = mirrored ? 'right' : 'left';
  const edge = mirrored ? text.x + text.width : text.x;
  const foot = text.y + text.height - heading.size * 0.3;
  if (!number) {
    const under = small ? heading.size * 0.3 + type.body * 0.9 + small.height : 0;
    const top = foot - under - heading.height;
    drawBar(context, barArea(edge, top - type.body * 1.25, layout, mirrored), palette.accent);
    fillText(context, heading, edge, top, align, palette.text);
    if (small) fillText(context, small, edge, foot - small.height, align, palette.quietText);
    return;
  }
  const step = mirrored ? -1 : 1;
  fillText(context, number, edge, text.y, align, palette.accent);
  if (small) fillText(context, small, edge + step * (number.width + type.small * 0.9), text.y, align, palette.quietText);
  const mark = { x: text.x, y: text.y + type.small * 1.5, width: text.width, height: layout.short * 0.008 };
  drawProgress(context, look.progress, mark, card, palette, mirrored);
  fillText(context, heading, edge, foot - heading.height, align, palette.text);
}

function drawCentred(context: SKRSContext2D, { card, look, layout, palette }: CardPage, { heading, small, number }: CardTexts): void {
  const { text, type } = layout;
  const middle = layout.width / 2;
  const gap = type.body * 1.2;
  const above = number ? number.height + gap : 0;
  const below = number ? gap + layout.short * 0.012 : small ? gap + small.height : 0;
  let y = text.y + (text.height - above - heading.height - below) / 2;
  if (number) {
    fillText(context, number, middle, y, 'center', palette.accent);
    y += above;
  }
  fillText(context, heading, middle, y, 'center', palette.text);
  y += heading.height + gap + heading.size * 0.15;
  if (number) drawProgress(context, look.progress, { x: text.x, y, width: text.width, height: layout.short * 0.012 }, card, palette, false);
  else if (small) fillText(context, small, middle, y, 'center', palette.quietText);
}

const barArea = (edge: number, y: number, { short }: CardLayout, mirrored: boolean): Area => {
  const width = short * 0.09;
  return { x: mirrored ? edge - width : edge, y, width, height: short * 0.008 };
};

function drawBar(context: SKRSContext2D, { x, y, width, height }: Area, color: string): void {
  context.fillStyle = color;
  context.fillRect(x, y, width, height);
}
