import type { SKRSContext2D } from '@napi-rs/canvas';
import type { CardLayout } from './card-layout.ts';
import type { TypeStyle } from './fonts.ts';
import type { Palette } from './palette.ts';
import type { Random } from './random.ts';

/** What makes cards of one look belong together. Looks differ in ground, type pair, composition and ornament, not in colour alone. */
export interface Look {
  readonly heading: TypeStyle;
  readonly small: TypeStyle;
  readonly composition: 'left' | 'center';
  /** How the position in the film is shown. */
  readonly progress: 'line' | 'blocks' | 'dots';
  /** Fills the frame: ground first, then ornament. Everything random comes from `random`. */
  readonly paint: (context: SKRSContext2D, scene: LookScene) => void;
}

export interface LookScene {
  readonly layout: CardLayout;
  readonly palette: Palette;
  readonly random: Random;
  /** Ornament stands left and text right. */
  readonly mirrored: boolean;
}
