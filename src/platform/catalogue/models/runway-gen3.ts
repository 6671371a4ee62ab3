import type { RetiredModel } from './model.ts';

export const runwayGen3: RetiredModel = {
  name: 'runway-gen3',
  title: 'Runway Gen-3',
  description: 'Video clips from text and pictures, by Runway; switched off by its maker.',
  provider: 'runway',
  kind: 'VISUAL',
  state: 'RETIRED',
  shutdownAt: '2026-07-30',
  replacedBy: 'storyboard',
};
