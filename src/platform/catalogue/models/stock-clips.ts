import { FRAME_RATES } from '../sizes/frame-rates.ts';
import { SHAPES } from '../sizes/shapes.ts';
import type { ClipModel } from './model.ts';

const RESOLUTIONS = ['P360', 'P480', 'P720', 'P1080'] as const;

/** Films with clips that people made, found by the words of the scenes. */
const stockClip = (name: string, provider: 'pexels' | 'pixabay', title: string): ClipModel => ({
  ...{ name, title: `${title} clips`, provider, kind: 'CLIP', state: 'AVAILABLE' },
  description: `Clips of ${title} that people have filmed, chosen by words; no AI.`,
  uses: { script: 'builtin', visual: 'builtin' },
  clip: { provider, model: `${provider}-videos`, shortestMs: 1_000, longestMs: 30_000, firstFrame: 'NONE' },
  limits: { resolutions: RESOLUTIONS, aspectRatios: SHAPES.names, frameRates: FRAME_RATES.names },
  price: { credits: 1, eachMs: 10_000 },
});

export const pexelsClip = stockClip('pexels-clip', 'pexels', 'Pexels');
export const pixabayClip = stockClip('pixabay-clip', 'pixabay', 'Pixabay');
