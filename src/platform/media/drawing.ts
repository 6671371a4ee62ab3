import type { BurnedInStyle } from '../catalogue/caption-styles.ts';
import type { LookName } from '../catalogue/looks.ts';

/** Everything that is drawn: scene cards and captions. The canvas behind it is opened by `canvas-drawing.ts`. */
export interface Drawing {
  /** Draws one scene's card as a PNG; the same card gives the same bytes. Rejects with the `Failure` `MISSING_GLYPHS`. */
  card(card: Card): Promise<Buffer>;
  /** Draws one caption. Rejects with the `Failure` `MISSING_GLYPHS` when no bundled font has a character of it. */
  caption(request: CaptionRequest): Promise<DrawnCaption>;
  /** Characters (grapheme clusters, each once, in order) that no bundled font can draw. */
  missingGlyphs(text: string, language: string): string[];
}

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
  /** Palette and ornament derive from it. */
  readonly seed: string;
  readonly look: LookName;
}

export interface CaptionRequest {
  /** One or two lines, already broken; drawn literally. A line too wide for the frame is drawn smaller. */
  readonly lines: readonly string[];
  readonly style: BurnedInStyle;
  /** BCP 47: chooses among Chinese, Japanese and Korean forms. */
  readonly language: string;
  /** Pixels of the film. */
  readonly frameWidth: number;
  readonly frameHeight: number;
}

/** A transparent PNG and where its upper left corner goes on the frame. All four numbers are even: 4:2:0 shares colour between two pixels. */
export interface DrawnCaption {
  readonly png: Buffer;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Frames clearly taller than wide keep their captions away from what phone apps draw over the edges. */
export const isTall = (width: number, height: number): boolean => width / height < 0.7;

/** Caption type size in pixels, and how wide a line may be in pixels. Who breaks lines and who draws them must agree on it. */
export function captionMeasure(
  width: number,
  height: number,
): { readonly size: number; readonly padding: number; readonly lineWidth: number } {
  const size = Math.min(width, height) * 0.045;
  const padding = size * 0.55;
  // Safe area 5 %; on tall frames 15 % stay free at the right, and as much at the left to keep the middle.
  const share = isTall(width, height) ? 0.7 : 0.9;
  return { size, padding, lineWidth: width * share - 2 * padding };
}
