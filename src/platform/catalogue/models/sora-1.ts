import type { RetiredModel } from './model.ts';

export const sora1: RetiredModel = {
  name: 'sora-1',
  title: 'Sora 1',
  description: 'Video clips from text, by OpenAI; switched off by its maker.',
  provider: 'openai',
  kind: 'VISUAL',
  state: 'RETIRED',
  shutdownAt: '2026-03-13',
  replacedBy: 'storyboard',
};
