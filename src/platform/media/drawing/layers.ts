import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area } from './card-layout.ts';
import { fillText } from './typesetting.ts';
import type { Place, SetText } from './typesetting.ts';

/**
 * One part of a card that is drawn by itself. A card consists of its layers, back to front; its picture is all of them at progress 1. To
 * move a card, draw its layers frame by frame: ground and ornament may be drawn once, kept, and shifted against each other; each of the
 * other layers enters at its own time, and leaves by going back from 1 to 0. Layers share no state: any may be left out, repeated or drawn
 * at another progress, and the same progress gives the same pixels.
 */
export interface CardLayer {
  readonly role: 'ground' | 'ornament' | 'chrome' | 'figure' | 'text';
  /** Pixels that the layer covers at progress 1. Areas of texts and figures do not overlap, except those of words in one line. */
  readonly area: Area;
  /** Reading order among texts and figures, from 0; undefined for ground, ornament and chrome (scene number, film title, logo). */
  readonly order?: number | undefined;
  /** When the layer appears, if a card is revealed while its words are spoken. */
  readonly reveal?: Reveal | undefined;
  /** Draws the layer at a progress from 0 (invisible) to 1 (end state); leaves the context as it was. */
  readonly draw: (context: SKRSContext2D, progress: number) => void;
}

/** Layers with the same index appear together: a list item with its pictogram, or one word of a statement. */
export interface Reveal {
  /** Counts from 0, without gaps. */
  readonly index: number;
  /** Index of the character of the narration at which it is spoken; undefined where it is not spoken word for word. */
  readonly at?: number | undefined;
}

type Layer = Omit<CardLayer, 'draw'>;

/** A layer that appears by becoming opaque while it rises by `rise` pixels to its place. */
export const entering = (layer: Layer, paint: (context: SKRSContext2D) => void, rise = 0): CardLayer => ({
  ...layer,
  draw: (context, progress) => {
    if (progress <= 0) return;
    context.save();
    if (progress < 1) {
      context.globalAlpha *= progress;
      context.translate(0, (1 - progress) * rise);
    }
    paint(context);
    context.restore();
  },
});

/** A layer that grows: `paint` receives the progress and draws what is visible by then. */
export const growing = (layer: Layer, paint: (context: SKRSContext2D, progress: number) => void): CardLayer => ({
  ...layer,
  draw: (context, progress) => {
    if (progress <= 0) return;
    context.save();
    paint(context, Math.min(1, progress));
    context.restore();
  },
});

/** Area of a laid-out text at a place, from the capitals of the first line to the last baseline. */
const areaOf = (text: SetText, { x, y, align }: Place): Area => ({
  x: align === 'left' ? x : align === 'center' ? x - text.width / 2 : x - text.width,
  y,
  width: text.width,
  height: text.height,
});

interface TextLayer {
  readonly role?: CardLayer['role'];
  readonly color: string;
  readonly order?: number;
  readonly reveal?: Reveal | undefined;
}

/** A text that appears as a whole. */
export const textLayer = (text: SetText, place: Place, { role = 'text', color, order, reveal }: TextLayer): CardLayer =>
  entering({ role, area: areaOf(text, place), order, reveal }, (context) => fillText(context, text, place, color), text.size * 0.35);
