import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { LookName } from '../../catalogue/looks.ts';
import type { CardContent, CardKind, ContentOf } from '../card-content.ts';
import { isTall } from '../drawing.ts';
import type { Card } from '../drawing.ts';
import { drawChart, drawList } from './cards/rows.ts';
import { drawComparison, drawNumber } from './cards/numbers.ts';
import { drawTimeline } from './cards/timeline.ts';
import { drawQuote, drawStatement, drawTitle } from './cards/words.ts';
import { layoutCard } from './card-layout.ts';
import type { Area, Composition } from './card-layout.ts';
import { chromeLayers, logoLayer } from './cards/chrome.ts';
import { entering } from './layers.ts';
import type { CardLayer } from './layers.ts';
import type { Look } from './look.ts';
import { blueprint } from './looks/blueprint.ts';
import { editorial } from './looks/editorial.ts';
import { paper } from './looks/paper.ts';
import { poster } from './looks/poster.ts';
import { quiet } from './looks/quiet.ts';
import { signal } from './looks/signal.ts';
import type { CardPage } from './page.ts';
import { paletteFrom } from './palette.ts';
import { isPictogram, paintPictogram } from './pictograms/pictogram.ts';
import { seededRandom } from './random.ts';
import { isRtlLanguage } from './typesetting.ts';

const LOOK_OF: Readonly<Record<LookName, Look>> = { editorial, poster, quiet, paper, blueprint, signal };

type CardDrawer<Kind extends CardKind> = (page: CardPage, content: ContentOf<Kind>) => CardLayer[];

const DRAWERS: { readonly [Kind in CardKind]: CardDrawer<Kind> } = {
  title: drawTitle,
  plain: () => [],
  statement: drawStatement,
  question: drawStatement,
  number: drawNumber,
  timeline: drawTimeline,
  list: drawList,
  quote: drawQuote,
  comparison: drawComparison,
  chart: drawChart,
};

function compositionOf({ content, width, height }: Card, look: Look, hasFigure: boolean): Composition {
  // Rows of items or pictograms need the height that a square gives to ornament.
  const hasRows = content.kind === 'list' || (content.kind === 'number' && content.count !== undefined);
  if (SPREADS.has(content.kind) || (hasRows && width / height < 1.3 && look.composition === 'side')) return 'spread';
  return content.kind === 'plain' && !hasFigure && look.composition === 'side' ? 'full' : look.composition;
}

/** Types of content that use the whole width between the margins in every look. */
const SPREADS: ReadonlySet<CardKind> = new Set<CardKind>(['timeline', 'comparison', 'chart', 'quote']);

/**
 * The layers of a card, back to front: ground, ornament, chrome, then figures and texts in reading order. All of them at progress 1 are the
 * card; drawn at other progress they build it up or take it apart over time ({@link CardLayer}). Rejects with the `Failure` MISSING_GLYPHS.
 */
export async function composeCard(card: Card): Promise<readonly CardLayer[]> {
  const look = LOOK_OF[card.look];
  const { content, language, width, height } = card;
  const mirrored = isRtlLanguage(language);
  const figured = figureOf(content);
  const hasFigure = figured.pictogram !== undefined || figured.isDiagram;
  const composition = compositionOf(card, look, hasFigure);
  const grid = layoutCard({
    width,
    height,
    composition,
    hasFigure,
    hasChrome: content.kind !== 'title' && (composition !== 'full' || isTall(width, height)),
    mirrored,
  });
  const layout = hasFigure ? { ...grid, figure: look.figureArea?.(grid, mirrored) ?? grid.figure } : grid;
  const palette = paletteFrom(card.seed, look.tone, card.brand?.colors);
  const align = look.composition === 'center' && !ROWS.has(content.kind) ? 'center' : mirrored ? 'right' : 'left';
  const page: CardPage = { card, look, layout, palette, mirrored, align };
  const logo = card.brand?.logoPath;
  return [
    ...backLayers(page),
    ...chromeLayers({ ...page, align: look.composition === 'center' ? 'center' : align }),
    ...pictogramLayers(page, figured.pictogram),
    ...drawContent(page, content),
    ...(logo === undefined ? [] : [logoLayer(page, await loadImage(logo))]),
  ];
}

/** Types of content with rows, which are aligned at one edge even where a look centres its words. */
const ROWS: ReadonlySet<CardKind> = new Set<CardKind>(['chart', 'timeline']);

const drawContent = <Kind extends CardKind>(page: CardPage, content: ContentOf<Kind>): CardLayer[] => {
  const draw: CardDrawer<Kind> = DRAWERS[content.kind];
  return draw(page, content);
};

interface Figured {
  readonly pictogram?: string;
  /** Whether a ring shows a percentage. */
  readonly isDiagram: boolean;
}

function figureOf(content: CardContent): Figured {
  if (content.kind === 'number' && content.share !== undefined) return { isDiagram: true, ...known(content.pictogram) };
  if (content.kind === 'number' && content.count !== undefined) return { isDiagram: false };
  return { isDiagram: false, ...('pictogram' in content ? known(content.pictogram) : {}) };
}

const known = (name: string | undefined): { pictogram?: string } => (name !== undefined && isPictogram(name) ? { pictogram: name } : {});

function backLayers(page: CardPage): CardLayer[] {
  const { card, look, layout, palette, mirrored } = page;
  const seed = `${card.seed}/${card.look}/${card.position}${card.variant ? `/${card.variant}` : ''}`;
  const frame: Area = { x: 0, y: 0, width: layout.width, height: layout.height };
  // Each part has a sequence of its own that starts again at every drawing, so that a layer always looks the same.
  const scene = (part: string) => ({ layout, palette, mirrored, random: seededRandom(`${seed}/${part}`) });
  return [
    entering({ role: 'ground', area: frame }, (context) => look.ground(context, scene('ground'))),
    entering({ role: 'ornament', area: frame }, (context) => look.ornament(context, scene('ornament'))),
  ];
}

function pictogramLayers({ layout: { figure, short }, look, palette, card }: CardPage, name: string | undefined): CardLayer[] {
  if (!figure || name === undefined) return [];
  const isInRing = card.content.kind === 'number' && card.content.share !== undefined;
  const area = isInRing ? within(figure, 0.25) : figure;
  return [entering({ role: 'figure', area }, (context) => paintPictogram(context, name, area, palette[look.figure]), short * 0.02)];
}

const within = ({ x, y, width, height }: Area, share: number): Area => ({
  x: x + width * share,
  y: y + height * share,
  width: width * (1 - 2 * share),
  height: height * (1 - 2 * share),
});

/** Draws layers in order, each at the progress that `progressOf` returns; without it, at their end state. */
export function paintLayers(
  context: SKRSContext2D,
  layers: readonly CardLayer[],
  progressOf: (layer: CardLayer) => number = () => 1,
): void {
  for (const layer of layers) layer.draw(context, progressOf(layer));
}

/** Whether the ground of a card grows with its ornament when the card moves. */
export const movesWithGround = ({ look }: Card): boolean => LOOK_OF[look].movesGround ?? false;

/** Draws a whole card as a PNG; the same card gives the same bytes. Rejects with the `Failure` MISSING_GLYPHS. */
export async function drawCard(card: Card): Promise<Buffer> {
  const canvas = createCanvas(card.width, card.height);
  paintLayers(canvas.getContext('2d'), await composeCard(card));
  return canvas.encode('png');
}
