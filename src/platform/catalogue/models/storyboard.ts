import { FRAME_RATES } from '../sizes/frame-rates.ts';
import type { UsableModel } from './model.ts';
import { RESOLUTIONS } from '../sizes/resolutions.ts';
import { SHAPES } from '../sizes/shapes.ts';

export const storyboard: UsableModel = {
  name: 'storyboard',
  title: 'Storyboard',
  description: 'A narrated sequence of typographic cards; built in, works offline.',
  provider: 'builtin',
  kind: 'VISUAL',
  state: 'AVAILABLE',
  uses: { script: 'builtin', visual: 'builtin' },
  limits: { resolutions: RESOLUTIONS.names, aspectRatios: SHAPES.names, frameRates: FRAME_RATES.names },
  price: { credits: 1, eachMs: 10_000 },
};
