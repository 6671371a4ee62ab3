import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area, CardLayout } from './card-layout.ts';
import type { TypeStyle } from './fonts.ts';
import type { Palette, Tone } from './palette.ts';
import type { Random } from './random.ts';

/** A look: ground, type pair, composition and ornament, not colour alone. */
export interface Look {
  readonly tone: Tone;
  readonly heading: TypeStyle;
  readonly small: TypeStyle;
  /** Large numbers. */
  readonly numbers: TypeStyle;
  readonly composition: 'side' | 'center';
  /** Where words stand in their area. */
  readonly anchor: 'head' | 'middle' | 'foot';
  /** How the position in the film is shown. */
  readonly progress: 'line' | 'blocks' | 'dots';
  /** Which colour a large pictogram has on this look's ground or plate. */
  readonly figure: keyof Palette;
  /** Another place for the figure than the layout's. */
  readonly figureArea?: (layout: CardLayout, mirrored: boolean) => Area | undefined;
  /** Fills the frame. */
  readonly ground: (context: SKRSContext2D, scene: LookScene) => void;
  /**
   * Draws on the ground. Takes all randomness from `random`, leaves the captions' zone alone, the words readable, and the figure calm; on
   * cards that use the whole width it is reduced to a hint.
   */
  readonly ornament: (context: SKRSContext2D, scene: LookScene) => void;
}

export interface LookScene {
  readonly layout: CardLayout;
  readonly palette: Palette;
  readonly random: Random;
  /** Ornament stands left and text right. */
  readonly mirrored: boolean;
}
