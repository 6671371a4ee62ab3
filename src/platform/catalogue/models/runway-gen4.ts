import { FRAME_RATES } from '../sizes/frame-rates.ts';
import { SHAPES } from '../sizes/shapes.ts';
import type { ClipModel } from './model.ts';

export const runwayGen45: ClipModel = {
  name: 'runway-gen4.5',
  title: 'Runway Gen-4.5',
  description: 'Clips from text, or from a picture and text, by Runway.',
  provider: 'runway',
  kind: 'CLIP',
  state: 'AVAILABLE',
  uses: { script: 'builtin', visual: 'builtin' },
  clip: { provider: 'runway', model: 'gen4.5', shortestMs: 2_000, longestMs: 10_000, firstFrame: 'OPTIONAL' },
  limits: { resolutions: ['P360', 'P480', 'P720'], aspectRatios: ['LANDSCAPE_16_9', 'PORTRAIT_9_16'], frameRates: FRAME_RATES.names },
  price: { credits: 2, eachMs: 1_000 },
};

export const runwayGen4Turbo: ClipModel = {
  name: 'runway-gen4-turbo',
  title: 'Runway Gen-4 Turbo',
  description: 'Clips that begin with a picture, by Runway.',
  provider: 'runway',
  kind: 'CLIP',
  state: 'AVAILABLE',
  clip: { provider: 'runway', model: 'gen4_turbo', shortestMs: 2_000, longestMs: 10_000, firstFrame: 'REQUIRED' },
  limits: { resolutions: ['P360', 'P480', 'P720'], aspectRatios: SHAPES.names, frameRates: FRAME_RATES.names },
  price: { credits: 1, eachMs: 1_000 },
};
