import type { Catalogue } from './text.ts';

/** Texts that several pages show. */
export const sharedTexts: Catalogue = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  zh: async () => (await import('./zh.ts')).zh,
};
