import { OptionList } from './options.ts';
import type { NameOf } from './options.ts';

/** Languages that a film may be written and spoken in, as BCP 47 base tags. Each has at least one voice. */
export const LANGUAGES = new OptionList('en', [
  { name: 'en', title: 'English', description: 'English, spoken with American, British and Scottish accents.', nativeTitle: 'English' },
  { name: 'de', title: 'German', description: 'German.', nativeTitle: 'Deutsch' },
  { name: 'zh', title: 'Chinese', description: 'Mandarin Chinese.', nativeTitle: '中文' },
]);
export type LanguageName = NameOf<typeof LANGUAGES>;

/** The language of a BCP 47 tag: `de` for `de-AT`. */
export const baseLanguage = (tag: string): string => tag.split('-', 1)[0]?.toLowerCase() ?? '';
