import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Image, SKRSContext2D } from '@napi-rs/canvas';
import type { MovingCard } from '../drawing.ts';
import { composeCard, paintLayers } from './card.ts';
import type { CardLayer } from './layers.ts';

/** Seconds in which a layer enters, and in which all leave before a transition. */
const ENTERING = 0.3;
const LEAVING = 0.12;
/** Seconds before its sound at which a word is there, and between layers that are not spoken. */
const AHEAD = 0.1;
const STAGGER = 0.09;
/** Longest wait of what is not spoken. */
const MAX_STAGGERS = 8;
/** Seconds for which everything is there before it leaves, however late its last word is spoken. */
const READ = 0.6;

/** A layer and the frames in which it enters. */
interface TimedLayer {
  readonly layer: CardLayer;
  readonly start: number;
  readonly frames: number;
}

/** A card that is ready to be drawn at any frame. */
interface Stage {
  readonly card: MovingCard;
  /** Ground and ornament: drawn once, and shown larger and larger. A picture, because a canvas would be drawn again each time. */
  readonly back: Image;
  readonly layers: readonly TimedLayer[];
}

const isBack = ({ role }: CardLayer): boolean => role === 'ground' || role === 'ornament';

async function openStage(card: MovingCard): Promise<Stage> {
  const { width, height } = card.card;
  const layers = await composeCard(card.card);
  const canvas = createCanvas(width, height);
  paintLayers(canvas.getContext('2d'), layers.filter(isBack));
  const timed = layers.filter((layer) => !isBack(layer)).map((layer) => timedLayer(layer, card));
  return { card, back: await loadImage(await canvas.encode('png')), layers: timed };
}

function timedLayer(layer: CardLayer, { fps, enters, leaves, spoken }: MovingCard): TimedLayer {
  if (layer.role === 'chrome') return { layer, start: -Infinity, frames: 1 };
  const frames = Math.max(1, Math.round(ENTERING * fps));
  const latest = Math.max(enters, leaves - (READ + LEAVING) * fps - frames);
  return { layer, start: Math.min(latest, startOf(layer, { fps, enters, spoken })), frames };
}

function startOf({ order = 0, reveal }: CardLayer, { fps, enters, spoken }: Pick<MovingCard, 'fps' | 'enters' | 'spoken'>): number {
  if (reveal?.at !== undefined && spoken) return Math.max(enters, spoken(reveal.at) - AHEAD * fps);
  return enters + Math.min(MAX_STAGGERS, reveal?.index ?? order) * STAGGER * fps;
}

/** From 0 to 1, fast at first. */
const eased = (share: number): number => 1 - (1 - Math.min(1, Math.max(0, share))) ** 3;

/** How much of all words and figures is left before a transition: 1 until shortly before. */
const leftOf = ({ fps, leaves }: MovingCard, frame: number): number =>
  Math.min(1, Math.max(0, (leaves - frame) / Math.max(1, LEAVING * fps)));

const progressOf = ({ start, frames }: TimedLayer, frame: number): number =>
  start === -Infinity ? 1 : eased((frame - start + 1) / frames);

/** Draws a frame, whose upper edge is at `top`. Words stand still: letters that grow slowly would tremble. */
function paintFrame(context: SKRSContext2D, { card, back, layers }: Stage, frame: number, top: number): void {
  const { width, height } = back;
  const growth = card.growth(frame);
  context.save();
  // Only below another card something could be painted over.
  if (top > 0) {
    context.beginPath();
    context.rect(0, top, width, height);
    context.clip();
    context.translate(0, top);
  }
  context.drawImage(back, (width * (1 - growth)) / 2, (height * (1 - growth)) / 2, width * growth, height * growth);
  const left = leftOf(card, frame);
  for (const timed of layers) {
    const isThere = timed.layer.role === 'chrome' ? 1 : Math.min(left, progressOf(timed, frame));
    timed.layer.draw(context, isThere);
  }
  context.restore();
}

/** Frames of cards, one below the other, as raw RGBA. Rejects with the `Failure` `MISSING_GLYPHS`. */
export async function* drawFrames(cards: readonly MovingCard[], count: number): AsyncGenerator<Uint8Array> {
  const stages = await Promise.all(cards.map(openStage));
  const height = stages.reduce((sum, { back }) => sum + back.height, 0);
  const canvas = createCanvas(stages[0]?.back.width ?? 1, height);
  const context = canvas.getContext('2d');
  // A ground that is one or two per cent larger looks the same with better filters, which take three times as long.
  context.imageSmoothingQuality = 'low';
  for (let index = 0; index < count; index += 1) {
    let top = 0;
    for (const stage of stages) {
      paintFrame(context, stage, stage.card.from + index, top);
      top += stage.back.height;
    }
    yield canvas.data();
  }
}

/** The first frame of a moving card as a PNG. */
export async function drawFrame(card: MovingCard): Promise<Buffer> {
  const stage = await openStage(card);
  const canvas = createCanvas(stage.back.width, stage.back.height);
  paintFrame(canvas.getContext('2d'), stage, card.from, 0);
  return canvas.encode('png');
}
