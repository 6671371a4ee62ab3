import type { SKRSContext2D } from '@napi-rs/canvas';
import type { CardLayout } from './card-layout.ts';
import type { TypeStyle } from './fonts.ts';
import type { Palette } from './palette.ts';
import type { Random } from './random.ts';

/** A look: background, typefaces, composition and ornament, not colour alone. */
export interface Look {
  readonly heading: TypeStyle;
  readonly small: TypeStyle;
  readonly composition: 'left' | 'center';
  /** How the position in the film is shown. */
  readonly progress: 'line' | 'blocks' | 'dots';
  /** Fills the frame: background, then ornament. All randomness comes from `random`. */
  readonly paint: (context: SKRSContext2D, scene: LookScene) => void;
}

export interface LookScene {
  readonly layout: CardLayout;
  readonly palette: Palette;
  readonly random: Random;
  /** Ornament stands left and text right. */
  readonly mirrored: boolean;
}
