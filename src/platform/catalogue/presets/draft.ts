import type { SystemPreset } from '../film/system-preset.ts';

export const draft: SystemPreset = {
  id: '019a0000-0000-7000-8000-000000000004',
  name: 'Draft',
  description: 'A small film without movement that is rendered quickly.',
  options: { resolution: 'P360', fps: 24, transition: 'cut', motion: 'NONE' },
};
