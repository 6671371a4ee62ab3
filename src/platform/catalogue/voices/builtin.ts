import type { Voice } from '../voice.ts';

export interface BuiltinVoice extends Voice {
  /** Language and variant in espeak-ng's notation; `en+f2` is British. */
  readonly engineName: string;
  readonly wordsPerMinute: number;
}

const builtin = (
  name: string,
  title: string,
  language: Voice['language'],
  { engineName, wordsPerMinute }: Pick<BuiltinVoice, 'engineName' | 'wordsPerMinute'>,
): BuiltinVoice => ({
  name,
  title,
  language,
  engineName,
  wordsPerMinute,
  provider: 'builtin',
  description: 'Synthetic voice of espeak-ng; works offline.',
});

/** Voices of espeak-ng. */
export const BUILTIN_VOICES: readonly BuiltinVoice[] = [
  builtin('en-us', 'English (US)', 'en-US', { engineName: 'en-us', wordsPerMinute: 160 }),
  builtin('en-us-female', 'English (US), female', 'en-US', { engineName: 'en-us+f2', wordsPerMinute: 160 }),
  builtin('en-gb', 'English (UK)', 'en-GB', { engineName: 'en', wordsPerMinute: 160 }),
  builtin('en-gb-female', 'English (UK), female', 'en-GB', { engineName: 'en+f2', wordsPerMinute: 160 }),
  builtin('en-gb-scotland', 'English (Scotland)', 'en-GB', { engineName: 'en-gb-scotland', wordsPerMinute: 160 }),
  builtin('de', 'Deutsch', 'de', { engineName: 'de', wordsPerMinute: 150 }),
  builtin('de-female', 'Deutsch, weiblich', 'de', { engineName: 'de+f2', wordsPerMinute: 150 }),
  builtin('zh', '普通话', 'zh', { engineName: 'cmn', wordsPerMinute: 175 }),
  builtin('zh-female', '普通话（女声）', 'zh', { engineName: 'cmn+f2', wordsPerMinute: 175 }),
];
