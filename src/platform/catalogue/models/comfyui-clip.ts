import { FRAME_RATES } from '../sizes/frame-rates.ts';
import { SHAPES } from '../sizes/shapes.ts';
import type { ClipModel } from './model.ts';

export const comfyuiClip: ClipModel = {
  name: 'comfyui-clip',
  title: 'ComfyUI',
  description: 'Clips from text, by the workflow that the operator has set up in ComfyUI.',
  provider: 'comfyui',
  kind: 'CLIP',
  state: 'AVAILABLE',
  uses: { script: 'builtin', visual: 'builtin' },
  clip: { provider: 'comfyui', model: 'workflow', shortestMs: 1_000, longestMs: 10_000, firstFrame: 'NONE' },
  limits: { resolutions: ['P360', 'P480', 'P720', 'P1080'], aspectRatios: SHAPES.names, frameRates: FRAME_RATES.names },
  price: { credits: 1, eachMs: 10_000 },
};
