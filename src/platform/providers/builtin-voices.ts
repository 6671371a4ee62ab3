import type { SpeechVoice } from './speech.provider.ts';

export interface BuiltinVoice extends SpeechVoice {
  /** Language and variant in espeak's own words; `en+f2` is British. */
  readonly engineName: string;
  readonly wordsPerMinute: number;
}

/** Facts only, so that the API can check a request without loading an engine. The first of a language is its default. */
export const BUILTIN_VOICES: readonly BuiltinVoice[] = [
  { id: 'en-us', name: 'English (US)', language: 'en-US', engineName: 'en-us', wordsPerMinute: 160 },
  { id: 'en-us-female', name: 'English (US), female', language: 'en-US', engineName: 'en-us+f2', wordsPerMinute: 160 },
  { id: 'en-gb', name: 'English (UK)', language: 'en-GB', engineName: 'en', wordsPerMinute: 160 },
  { id: 'en-gb-female', name: 'English (UK), female', language: 'en-GB', engineName: 'en+f2', wordsPerMinute: 160 },
  { id: 'en-gb-scotland', name: 'English (Scotland)', language: 'en-GB', engineName: 'en-gb-scotland', wordsPerMinute: 160 },
  { id: 'de', name: 'Deutsch', language: 'de', engineName: 'de', wordsPerMinute: 150 },
  { id: 'de-female', name: 'Deutsch, weiblich', language: 'de', engineName: 'de+f2', wordsPerMinute: 150 },
  { id: 'zh', name: '普通话', language: 'zh', engineName: 'cmn', wordsPerMinute: 175 },
  { id: 'zh-female', name: '普通话（女声）', language: 'zh', engineName: 'cmn+f2', wordsPerMinute: 175 },
];
