import { CAPTION_SIZES } from '../catalogue/film/caption-places.ts';
import type { CaptionPosition, CaptionSize } from '../catalogue/film/caption-places.ts';
import type { BurnedInStyle } from '../catalogue/caption-styles.ts';
import type { LookName } from '../catalogue/looks.ts';
import type { CardContent } from './card-content.ts';

/** Draws scene cards and captions. `canvas-drawing.ts` opens the canvas that does it. */
export interface Drawing {
  /** Draws one scene's card as a PNG; the same card gives the same bytes. Rejects with the `Failure` MISSING_GLYPHS. */
  card(card: Card): Promise<Buffer>;
  /**
   * Frames of moving cards: one below the other where there is more than one, all of one size with even sides, as raw `yuv420p` in BT.709 and
   * video range. Where nothing moves, the same array comes again. An array is written over when three more frames were taken. Rejects with
   * the `Failure` `MISSING_GLYPHS`.
   */
  frames(cards: readonly MovingCard[], count: number): AsyncIterable<Uint8Array>;
  /** The first of these frames of one card, as a PNG. */
  frame(card: MovingCard): Promise<Buffer>;
  /**
   * Draws captions in order, each picture when it is asked for. Rejects with the `Failure` `MISSING_GLYPHS` when no bundled font has a
   * character of them.
   */
  captions(styling: CaptionStyling, moments: readonly CaptionMoment[]): Promise<DrawnCaptions>;
  /** Draws a text over film. Rejects with the `Failure` `MISSING_GLYPHS` when no bundled font has a character of it. */
  overlay(request: OverlayRequest): Promise<DrawnOverlay>;
  /** The background colour of a film's cards, as `#rrggbb`. */
  ground(seed: string, brandColors?: readonly string[]): string;
  /** Characters (grapheme clusters, each once, in order) that no bundled font can draw. */
  missingGlyphs(text: string, language: string): Promise<string[]>;
}

export interface Card {
  /** Pixels; the short side has 360 to 2160. */
  readonly width: number;
  readonly height: number;
  /** BCP 47 tag. */
  readonly language: string;
  readonly content: CardContent;
  /** Title of the film, shown small above the content; any characters, drawn literally. */
  readonly filmTitle: string;
  /** Position of the scene, from 0. */
  readonly position: number;
  readonly sceneCount: number;
  /** Text from which palette and ornament are derived. */
  readonly seed: string;
  /** Another number gives another ornament in the same colours; by default 0. */
  readonly variant?: number;
  readonly look: LookName;
  readonly brand?: Brand | undefined;
}

/** A card and how it moves over its scene. Frames are counted from the first one of the scene; those before it belong to a transition. */
export interface MovingCard {
  readonly card: Card;
  readonly fps: number;
  /** The frame that is drawn first. */
  readonly from: number;
  /** Factor by which the ornament is larger in a frame, from the middle of the frame; in one clip it only grows or only shrinks. */
  readonly growth: (frame: number) => number;
  /** The frame from which words and figures enter; -Infinity when they are there before. */
  readonly enters: number;
  /** The frame at which they are gone; Infinity when they stay. */
  readonly leaves: number;
  /** The frame at which this character of the narration is spoken; undefined where nobody speaks. */
  readonly spoken?: ((character: number) => number) | undefined;
}

/** What a preset changes about every card. */
export interface Brand {
  /** `#rrggbb`, the most important one first: the first one gives hue and accent, the second one the other accent. */
  readonly colors?: readonly string[] | undefined;
  /**
   * Path of a font file (TrueType, OpenType, WOFF or WOFF2) for headings and numbers. Characters that it lacks are drawn with the look's
   * font.
   */
  readonly fontPath?: string | undefined;
  /** Path of a PNG that is shown small in a corner. */
  readonly logoPath?: string | undefined;
}

/** What all captions of a clip have in common. */
export interface CaptionStyling {
  readonly style: BurnedInStyle;
  /** At the bottom, and of medium size, by default. */
  readonly position?: CaptionPosition | undefined;
  readonly size?: CaptionSize | undefined;
  /** BCP 47 tag; selects Chinese, Japanese or Korean glyph forms. */
  readonly language: string;
  /** Size of the film in pixels. */
  readonly frameWidth: number;
  readonly frameHeight: number;
  /** Text from which the colour of spoken words is derived where the brand has none. */
  readonly seed: string;
  readonly brand?: Pick<Brand, 'colors' | 'fontPath'> | undefined;
}

/** A caption as it looks for some frames. */
export interface CaptionMoment {
  /** One to three lines, already broken; drawn literally. A line that is too wide is drawn smaller. Without lines the picture is empty. */
  readonly lines: readonly string[];
  /** The words that the style marks or fills; by default none. */
  readonly spoken?: readonly SpokenPart[];
  /** Whether it lies on a picture that may be bright: styles without a box then have a scrim, a dark area with soft edges. */
  readonly onPicture?: boolean | undefined;
}

/** A part of a line that is spoken or was spoken. */
export interface SpokenPart {
  /** Index of the line. */
  readonly line: number;
  /** From `start` up to but excluding `end`, in UTF-16 units of the line. */
  readonly start: number;
  readonly end: number;
  /** Share of its width that is filled, from 0 to 1 in the direction of reading. */
  readonly share: number;
}

export interface OverlayRequest {
  /** Any number of lines; those that are too wide are broken. */
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  /** Height of the characters: a share of the shorter side of the frame. Smaller where the text would not fit. */
  readonly size: number;
  /** `#rrggbb`. */
  readonly color: string;
  readonly align: 'LEFT' | 'CENTER' | 'RIGHT';
  /** Whether a dark, translucent box lies behind the words, which keeps light ones legible on any ground; by default none. */
  readonly ground?: boolean | undefined;
  /** Share of the width of the frame. */
  readonly maxWidth: number;
  /** Frame size of the film, pixels. */
  readonly frameWidth: number;
  readonly frameHeight: number;
}

/** A transparent PNG; both sides are even. */
export interface DrawnOverlay {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
}

/**
 * Transparent PNGs of one size, with their common top-left position on the frame. All four numbers are even, because 4:2:0 shares chroma
 * between two pixels.
 */
export interface DrawnCaptions {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** One for each moment, in order. */
  readonly pictures: AsyncIterable<Buffer>;
}

/** Whether a frame is tall. Tall frames keep captions away from the controls that phone apps draw over the edges. */
export const isTall = (width: number, height: number): boolean => width / height < 0.7;

/** Font size and maximum line width of captions, in pixels. Breaking lines and drawing must use the same values. */
export function captionMeasure(
  width: number,
  height: number,
  chosen: CaptionSize = CAPTION_SIZES.fallback,
): { readonly size: number; readonly padding: number; readonly lineWidth: number } {
  // Phones are held close, but their screens are small and 9:16 frames fill them by height.
  const size = Math.min(width, height) * (isTall(width, height) ? 0.066 : 0.045) * CAPTION_SIZES.get(chosen).factor;
  const padding = size * (isTall(width, height) ? 0.4 : 0.55);
  // 5 % safe area. Tall frames leave 15 % free on the right, and on the left to stay centred.
  const share = isTall(width, height) ? 0.7 : 0.9;
  return { size, padding, lineWidth: width * share - 2 * padding };
}
