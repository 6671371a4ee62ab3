import type { SystemPreset } from '../film/system-preset.ts';

export const documentary: SystemPreset = {
  id: '019a0000-0000-7000-8000-000000000003',
  name: 'Documentary',
  description: 'A calm landscape film with serif headings and gentle movement.',
  options: {
    aspectRatio: 'LANDSCAPE_16_9',
    resolution: 'P1080',
    fps: 24,
    look: 'editorial',
    captionStyle: 'none',
    transition: 'fade',
    motion: 'GENTLE',
  },
};
