import type { Catalogue } from '../messages/text.ts';

export const nameTexts: Catalogue = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  zh: async () => (await import('./zh.ts')).zh,
};
