import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area, CardLayout } from './card-layout.ts';
import type { TypeStyle } from './fonts/fonts.ts';
import type { Palette, Tone } from './palette.ts';
import type { Random } from './random.ts';

/** A look of cards: ground, type pair, composition and ornament, besides colour. */
export interface Look {
  readonly tone: Tone;
  readonly heading: TypeStyle;
  readonly small: TypeStyle;
  /** Style of large numbers. */
  readonly numbers: TypeStyle;
  readonly composition: 'side' | 'center';
  /** Vertical position of words in their area. */
  readonly anchor: 'head' | 'middle' | 'foot';
  /** How the position in the film is shown. */
  readonly progress: 'line' | 'blocks' | 'dots';
  /** Colour of a large pictogram on this look's ground or plate. */
  readonly figure: keyof Palette;
  /** Overrides the area of the figure (pictogram or diagram). Without it, or when it returns undefined, the layout's area is used. */
  readonly figureArea?: (layout: CardLayout, mirrored: boolean) => Area | undefined;
  /** Whether the ground grows with the ornament on moving cards; else it stands still, as a plain or finely ruled ground must. */
  readonly movesGround?: true;
  /** Draws the background, which fills the frame. */
  readonly ground: (context: SKRSContext2D, scene: LookScene) => void;
  /**
   * Draws the ornament on the ground. It takes all randomness from `random`, leaves the captions' zone free, the words readable, and the
   * figure without ornament behind it. On cards that use the whole width it is reduced to a hint.
   */
  readonly ornament: (context: SKRSContext2D, scene: LookScene) => void;
}

export interface LookScene {
  readonly layout: CardLayout;
  readonly palette: Palette;
  readonly random: Random;
  /** Whether ornament is on the left and text on the right. */
  readonly mirrored: boolean;
}
