import type { SystemPreset } from '../film/system-preset.ts';

export const verticalShort: SystemPreset = {
  id: '019a0000-0000-7000-8000-000000000001',
  name: 'Vertical short',
  description: 'A portrait film for telephones, with bold shapes and movement.',
  options: {
    aspectRatio: 'PORTRAIT_9_16',
    resolution: 'P1080',
    fps: 30,
    look: 'poster',
    captionStyle: 'classic',
    transition: 'slideleft',
    motion: 'KEN_BURNS',
  },
};
