/** How a picture fills the frame of the film when its shape differs. */
export const FITS = ['FILL', 'FIT', 'BLUR'] as const;
export type Fit = (typeof FITS)[number];

/** What a clip does that is shorter than its scene. */
export const SHORT_CLIPS = ['LOOP', 'HOLD', 'SLOW'] as const;
export type ShortClip = (typeof SHORT_CLIPS)[number];

/** A place in a picture: shares of its width and height from the top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Which result of each part is shown: 0 the first, else a number that is new in the project whenever a part is made again. Artifacts of another number are not used. */
export interface SceneRevisions {
  readonly voice: number;
  readonly visual: number;
}
