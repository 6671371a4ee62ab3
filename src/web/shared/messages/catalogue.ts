import type { Catalogue } from './text.ts';

/** Texts that several pages show. Those of errors are not needed in English, the language of the API. */
export const sharedTexts: Catalogue = {
  en: async () => (await import('./en.ts')).en,
  de: async () => ({ ...(await import('../../../platform/messages/errors/de.ts')).de, ...(await import('./de.ts')).de }),
  zh: async () => ({ ...(await import('../../../platform/messages/errors/zh.ts')).zh, ...(await import('./zh.ts')).zh }),
};
