import type { ClipModel } from './model.ts';

export const geminiOmni: ClipModel = {
  name: 'gemini-omni-1.2-flash',
  title: 'Gemini Omni 1.2 Flash',
  description: 'Clips from text, or from a picture and text, by Google.',
  provider: 'gemini',
  kind: 'CLIP',
  state: 'AVAILABLE',
  clip: { model: 'gemini-omni-1.2-flash', shortestMs: 3_000, longestMs: 10_000, firstFrame: 'OPTIONAL' },
  limits: { resolutions: ['P360', 'P480', 'P720', 'P1080'], aspectRatios: ['LANDSCAPE_16_9', 'PORTRAIT_9_16'], frameRates: [24] },
  price: { credits: 2, eachMs: 1_000 },
};
