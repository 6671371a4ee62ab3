import type { Catalogue } from '../../shared/messages/text.ts';

export const adminTexts: Catalogue = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  zh: async () => (await import('./zh.ts')).zh,
};
