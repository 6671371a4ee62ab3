import { FRAME_RATES } from '../sizes/frame-rates.ts';
import type { ClipModel } from './model.ts';

export const geminiOmni: ClipModel = {
  name: 'gemini-omni-1.2-flash',
  title: 'Gemini Omni 1.2 Flash',
  description: 'Clips from text, or from a picture and text, by Google.',
  provider: 'gemini',
  kind: 'CLIP',
  state: 'AVAILABLE',
  uses: { script: 'builtin', visual: 'builtin' },
  clip: { provider: 'gemini', model: 'gemini-omni-1.2-flash', shortestMs: 3_000, longestMs: 10_000, firstFrame: 'OPTIONAL' },
  limits: {
    resolutions: ['P360', 'P480', 'P720', 'P1080'],
    aspectRatios: ['LANDSCAPE_16_9', 'PORTRAIT_9_16'],
    frameRates: FRAME_RATES.names,
  },
  price: { credits: 2, eachMs: 1_000 },
};
