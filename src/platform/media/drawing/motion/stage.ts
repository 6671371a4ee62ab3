import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Canvas, Image, SKRSContext2D } from '@napi-rs/canvas';
import type { Card, MovingCard } from '../../drawing.ts';
import type { Area } from '../card-layout.ts';
import { composeCard, movesWithGround, paintLayers } from '../card.ts';
import type { CardLayer } from '../layers.ts';
import { around, evenArea, grownFromMiddle, isInside, isMeeting } from './areas.ts';
import { openInkFinder } from './ink.ts';
import { progressOf } from './timed-layers.ts';

/** Pixels, of 720 lines, by which the edge of an ornament must move before it is drawn again: less is not seen. */
const STEP = 0.25;
/** The least that is seen of a layer that enters or leaves, to find the pixels that it covers on its way. */
const FAINT = 0.1;

/** A part of a frame, on a canvas of its size. */
export interface Tile {
  /** With even edges. */
  readonly area: Area;
  readonly canvas: Canvas;
}

/** A card that is drawn frame by frame. */
export interface Stage {
  readonly width: number;
  readonly height: number;
  /**
   * Draws what has changed since the frame before: all of it at first. Frames are counted from `card.from` and painted in order. Tiles may
   * overlap, and are painted over in the next frame.
   */
  readonly paint: (index: number) => readonly Tile[];
}

/** What is behind the words. */
interface Back {
  /** What stands still: drawn anew in each tile, which costs no more than a picture of it. */
  readonly still: Paint;
  /** What grows; undefined where nothing does. */
  readonly ornament: Ornament | undefined;
}

interface Ornament {
  /** Where its pixels are before it grows. */
  readonly area: Area;
  readonly image: Image;
  /** All pixels that it covers while it grows. */
  readonly reach: Area;
  /** Pixels from the middle of the frame to its furthest edge. */
  readonly furthest: number;
}

interface TimedLayer {
  readonly layer: CardLayer;
  readonly area: Area;
  /** How much of it is there, by frame of the clip. */
  readonly progress: readonly number[];
}

type Paint = (context: SKRSContext2D) => void;

/** Prepares a card for `count` frames from `card.from` on. Rejects with the `Failure` `MISSING_GLYPHS`. */
export async function openStage(card: MovingCard, count: number): Promise<Stage> {
  const { width, height } = card.card;
  const layers = await composeCard(card.card);
  const back = await openBack(card, layers, count);
  const inkOf = openInkFinder(width, height);
  const timed = layers.flatMap((layer): TimedLayer[] => {
    if (isBack(layer)) return [];
    const progressAt = progressOf(layer, card);
    const progress = Array.from({ length: count }, (_, index) => progressAt(card.from + index));
    if (progress.every((share) => share === 0)) return [];
    // At its place, and as far from it as it begins.
    const area = inkOf((context) => [FAINT, 1].forEach((share) => layer.draw(context, share)));
    return area ? [{ layer, area, progress }] : [];
  });
  // Tiles, because reading the pixels of a canvas copies all of them.
  const whole = tileOf({ x: 0, y: 0, width, height });
  const backTile = back.ornament && tileOf(back.ornament.reach);
  const layerTiles = timed.map(({ area }) => tileOf(area));
  let grown = Number.NaN;
  let shown: readonly number[] | undefined;
  const paint = (index: number): readonly Tile[] => {
    const now = timed.map(({ progress }) => progress[index] ?? 0);
    const before = shown;
    const growth = card.growth(card.from + index);
    const moves = !(Math.abs(growth - grown) * (back.ornament?.furthest ?? 0) < (STEP * Math.min(width, height)) / 720);
    if (moves) grown = growth;
    shown = now;
    const stirred = before
      ? [...(moves && backTile ? [backTile] : []), ...layerTiles.filter((_, place) => now[place] !== before[place])]
      : [whole];
    const changed = stirred.filter(({ area }, place) => !stirred.slice(0, place).some((other) => isInside(area, other.area)));
    for (const tile of changed) paintTile(tile, { card: card.card, back, timed, grown, now });
    return changed;
  };
  return { width, height, paint };
}

const isBack = ({ role }: CardLayer): boolean => role === 'ground' || role === 'ornament';

async function openBack(card: MovingCard, layers: readonly CardLayer[], count: number): Promise<Back> {
  const { width, height } = card.card;
  const isMoving = movesWithGround(card.card) ? isBack : ({ role }: CardLayer): boolean => role === 'ornament';
  const still: Paint = (context) =>
    paintLayers(
      context,
      layers.filter((layer) => isBack(layer) && !isMoving(layer)),
    );
  const moving: Paint = (context) => paintLayers(context, layers.filter(isMoving));
  const area = openInkFinder(width, height)(moving);
  if (!area) return { still, ornament: undefined };
  const most = Math.max(card.growth(card.from), card.growth(card.from + count - 1));
  const edges = [area.x - width / 2, area.x + area.width - width / 2, area.y - height / 2, area.y + area.height - height / 2];
  const ornament = {
    area,
    image: await imageOf(area, moving),
    reach: evenArea(around(area, grownFromMiddle(area, most, width, height)), width, height),
    furthest: Math.max(...edges.map(Math.abs)),
  };
  return { still, ornament };
}

/** A picture of an area, because a canvas would be drawn again each time. */
async function imageOf({ x, y, width, height }: Area, paint: Paint): Promise<Image> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.translate(-x, -y);
  paint(context);
  return loadImage(await canvas.encode('png'));
}

interface Scene {
  readonly card: Pick<Card, 'width' | 'height'>;
  readonly back: Back;
  readonly timed: readonly TimedLayer[];
  readonly grown: number;
  readonly now: readonly number[];
}

function tileOf(area: Area): Tile {
  const canvas = createCanvas(area.width, area.height);
  // An ornament that is one or two per cent larger looks the same with better filters, which take three times as long.
  canvas.getContext('2d').imageSmoothingQuality = 'low';
  return { area, canvas };
}

/** Words stand still: letters that grow slowly would tremble. */
function paintTile({ area, canvas }: Tile, { card, back: { still, ornament }, timed, grown, now }: Scene): void {
  const context = canvas.getContext('2d');
  // Makes the canvas forget what was drawn before; else it would keep each frame.
  context.clearRect(0, 0, area.width, area.height);
  context.save();
  context.translate(-area.x, -area.y);
  still(context);
  if (ornament && isMeeting(ornament.reach, area)) {
    const { x, y, width, height } = grownFromMiddle(ornament.area, grown, card.width, card.height);
    context.drawImage(ornament.image, x, y, width, height);
  }
  for (const [index, { layer, area: own }] of timed.entries()) if (isMeeting(own, area)) layer.draw(context, now[index] ?? 0);
  context.restore();
}
