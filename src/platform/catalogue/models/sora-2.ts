import type { RetiredModel } from './model.ts';

export const sora2: RetiredModel = {
  name: 'sora-2',
  title: 'Sora 2',
  description: 'Video clips with audio from text, by OpenAI; switched off by its maker.',
  provider: 'openai',
  kind: 'VISUAL',
  state: 'RETIRED',
  shutdownAt: '2026-09-24',
  replacedBy: 'storyboard',
};
