import type { SystemPreset } from '../film/system-preset.ts';

export const squareFeed: SystemPreset = {
  id: '019a0000-0000-7000-8000-000000000002',
  name: 'Square feed',
  description: 'A square film that people understand without sound.',
  options: { aspectRatio: 'SQUARE_1_1', resolution: 'P720', fps: 30, look: 'poster', captionStyle: 'classic', transition: 'cut' },
};
