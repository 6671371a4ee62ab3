import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { LookName } from '../../catalogue/looks.ts';
import type { Card } from '../drawing.ts';
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

const PAINTERS: Readonly<Record<LookName, Look>> = { editorial, poster, quiet };

/** Draws one scene's card as a PNG; the same card gives the same bytes. Rejects with `MISSING_GLYPHS`. */
export async function drawCard(card: Card): Promise<Buffer> {
  const canvas = createCanvas(card.width, card.height);
  const context = canvas.getContext('2d');
  const look = PAINTERS[card.look];
  const mirrored = look.composition === 'left' && isRtlLanguage(card.language);
  const grid = layoutCard(card.width, card.height, mirrored);
  const layout = look.composition === 'center' ? centred(grid) : grid;
  const palette = paletteFrom(card.seed);
  const texts = setCard(card, look, layout);
  const random = seededRandom(`${card.seed}/${card.look}/${card.position}${card.variant ? `/${card.variant}` : ''}`);
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
  /** Second line of a title card, or the film's title above a scene's heading. */
  readonly small: SetText | undefined;
  readonly number: SetText | undefined;
}

function setCard(card: Card, look: Look, { type, text }: CardLayout): CardTexts {
  const isTitle = card.position === 0;
  const [title, heading] = [plainLine(card.filmTitle), plainLine(card.heading)];
  const main = isTitle ? title || heading : heading || title;
  const other = isTitle ? heading : title;
  const smallText = (words: string, size: number, maxWidth: number, maxLines: number): SetText =>
    setText(words, { language: card.language, style: look.small, size, smallest: type.small, maxWidth, maxHeight: Infinity, maxLines });
  const second = () => (isTitle ? smallText(other, type.body, text.width, 2) : smallText(other, type.small, text.width * 0.8, 1));
  return {
    heading: setText(main, {
      language: card.language,
      style: look.heading,
      size: type.title,
      smallest: type.subtitle,
      maxWidth: text.width,
      maxHeight: text.height - type.body * 3.4,
      maxLines: 3,
    }),
    small: other === '' || other === main ? undefined : second(),
    number: isTitle ? undefined : smallText(sceneNumber(card), type.small, text.width, 1),
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
    if (heading.lines.length > 0) drawBar(context, barArea(edge, top - type.body * 1.25, layout, mirrored), palette.accent);
    fillText(context, heading, { x: edge, y: top, align }, palette.text);
    if (small) fillText(context, small, { x: edge, y: foot - small.height, align }, palette.quietText);
    return;
  }
  const step = mirrored ? -1 : 1;
  fillText(context, number, { x: edge, y: text.y, align }, palette.accent);
  if (small) fillText(context, small, { x: edge + step * (number.width + type.small * 0.9), y: text.y, align }, palette.quietText);
  const area = { x: text.x, y: text.y + type.small * 1.5, width: text.width, height: layout.short * 0.008 };
  drawProgress(context, { ...card, kind: look.progress, area, mirrored }, palette);
  fillText(context, heading, { x: edge, y: foot - heading.height, align }, palette.text);
}

function drawCentred(context: SKRSContext2D, { card, look, layout, palette }: CardPage, { heading, small, number }: CardTexts): void {
  const { text, type } = layout;
  const middle = layout.width / 2;
  const gap = type.body * 1.2;
  const above = number ? number.height + gap : 0;
  const below = number ? gap + layout.short * 0.012 : small ? gap + small.height : 0;
  let y = text.y + (text.height - above - heading.height - below) / 2;
  if (number) {
    fillText(context, number, { x: middle, y, align: 'center' }, palette.accent);
    y += above;
  }
  fillText(context, heading, { x: middle, y, align: 'center' }, palette.text);
  y += heading.height + gap + heading.size * 0.15;
  const area = { x: text.x, y, width: text.width, height: layout.short * 0.012 };
  if (number) drawProgress(context, { ...card, kind: look.progress, area, mirrored: false }, palette);
  else if (small) fillText(context, small, { x: middle, y, align: 'center' }, palette.quietText);
}

const barArea = (edge: number, y: number, { short }: CardLayout, mirrored: boolean): Area => {
  const width = short * 0.09;
  return { x: mirrored ? edge - width : edge, y, width, height: short * 0.008 };
};

function drawBar(context: SKRSContext2D, { x, y, width, height }: Area, color: string): void {
  context.fillStyle = color;
  context.fillRect(x, y, width, height);
}
