import type { Signals } from '../checker/signals.ts';
import type { Signal } from './signal-sources.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface ComposedScene {
  /** What it shows. */
  readonly shows?: Signal;
  /** The recording that takes the place of the voice. */
  readonly says?: Signal;
  readonly fields: Fields;
}

export interface ComposedTrack {
  readonly kind: 'TEXT' | 'CLIP';
  readonly overlays: readonly { readonly shows?: Signal; readonly fields: Fields }[];
}

export type Shape = 'LANDSCAPE_16_9' | 'PORTRAIT_9_16' | 'SQUARE_1_1' | 'PORTRAIT_4_5';

/** A film whose sounds and pictures are known tones and flashes, so that each can be found again. */
export interface ComposedFilm {
  /** Follows those of the other films. */
  readonly number: number;
  readonly name: string;
  /** What a user would not send on purpose; undefined for ordinary sources. */
  readonly hostile?: string;
  readonly shape: Shape;
  /** More than one file: the first is that of `shape`. */
  readonly formats?: readonly Shape[];
  readonly fps: 24 | 25 | 30 | 60;
  readonly captionStyle: string;
  readonly transition: string;
  readonly voice?: 'NONE' | undefined;
  readonly music?: { readonly file: Signal; readonly startMs: number; readonly gainDb: number };
  readonly scenes: readonly ComposedScene[];
  readonly tracks?: readonly ComposedTrack[];
  readonly renditions?: readonly Rendition[];
  /** What captions say. */
  readonly words: string;
  /** By language, what its files say. */
  readonly translations?: Readonly<Record<string, string>>;
  /** Exact length, where no voice of the program decides about it. */
  readonly durationMs?: number;
  /** Nothing at all is heard. */
  readonly isSilent?: boolean;
  readonly signals: Signals;
  /** The finding with which it must be refused. */
  readonly fails?: string;
}

export type Rendition = 'WEBM' | 'YOUTUBE' | 'HLS' | 'AUDIO_MP3' | 'CAPTION_TRANSLATIONS';

export type Draft = Omit<ComposedFilm, 'number'>;

/** A film of clips that is cut hard and has no other sound. */
export const LANDSCAPE = { shape: 'LANDSCAPE_16_9', fps: 30, captionStyle: 'none', transition: 'cut', voice: 'NONE', words: '' } as const;

/** A clip that is heard as it is. */
export const clipScene = (shows: Signal, durationMs: number, fields: Fields = {}): ComposedScene => ({
  shows,
  fields: { durationMs, clipGainDb: 0, ...fields },
});
