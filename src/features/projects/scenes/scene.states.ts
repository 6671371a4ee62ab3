/** How a picture fills the frame of the film when its shape differs. */
export const FITS = ['FILL', 'FIT', 'BLUR'] as const;
export type Fit = (typeof FITS)[number];

/** What a clip does when it is shorter than its scene. */
export const SHORT_CLIPS = ['LOOP', 'HOLD', 'SLOW'] as const;
export type ShortClip = (typeof SHORT_CLIPS)[number];

/** A point in a picture, as fractions of width and height from the top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The caption of a scene in another language than that of the film. */
export interface CaptionTranslation {
  /** BCP 47 tag. */
  readonly language: string;
  readonly text: string;
}

/**
 * Which result of each part is used: 0 is the first; each time a part is made again it gets a number that is new in the project. Artifacts
 * of other numbers are not used.
 */
export interface SceneRevisions {
  readonly voice: number;
  readonly visual: number;
}
