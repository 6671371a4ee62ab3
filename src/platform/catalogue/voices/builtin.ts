import type { Voice } from './voice.ts';

export interface BuiltinVoice extends Voice {
  /** Language and variant in espeak-ng's notation; `en+f2` is British. */
  readonly engineName: string;
  readonly wordsPerMinute: number;
  readonly provider: 'builtin';
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
  licence: 'GPL-3.0-or-later (the program; what it speaks is yours)',
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
  builtin('fr', 'Français', 'fr', { engineName: 'fr-fr', wordsPerMinute: 140 }),
  builtin('fr-female', 'Français, voix féminine', 'fr', { engineName: 'fr+f2', wordsPerMinute: 140 }),
  builtin('es', 'Español (España)', 'es-ES', { engineName: 'es', wordsPerMinute: 155 }),
  builtin('es-female', 'Español (España), voz femenina', 'es-ES', { engineName: 'es+f2', wordsPerMinute: 155 }),
  builtin('es-419', 'Español (Latinoamérica)', 'es-419', { engineName: 'es-419', wordsPerMinute: 160 }),
  builtin('es-419-female', 'Español (Latinoamérica), voz femenina', 'es-419', { engineName: 'es-419+f2', wordsPerMinute: 160 }),
  builtin('it', 'Italiano', 'it', { engineName: 'it', wordsPerMinute: 155 }),
  builtin('it-female', 'Italiano, voce femminile', 'it', { engineName: 'it+f2', wordsPerMinute: 155 }),
  builtin('pt-br', 'Português (Brasil)', 'pt-BR', { engineName: 'pt-br', wordsPerMinute: 160 }),
  builtin('pt-br-female', 'Português (Brasil), voz feminina', 'pt-BR', { engineName: 'pt-br+f2', wordsPerMinute: 160 }),
  builtin('pt-pt', 'Português (Portugal)', 'pt-PT', { engineName: 'pt', wordsPerMinute: 160 }),
  builtin('pt-pt-female', 'Português (Portugal), voz feminina', 'pt-PT', { engineName: 'pt+f2', wordsPerMinute: 160 }),
  builtin('nl', 'Nederlands', 'nl', { engineName: 'nl', wordsPerMinute: 155 }),
  builtin('nl-female', 'Nederlands, vrouwenstem', 'nl', { engineName: 'nl+f2', wordsPerMinute: 155 }),
  builtin('pl', 'Polski', 'pl', { engineName: 'pl', wordsPerMinute: 165 }),
  builtin('pl-female', 'Polski, głos żeński', 'pl', { engineName: 'pl+f2', wordsPerMinute: 165 }),
  builtin('tr', 'Türkçe', 'tr', { engineName: 'tr', wordsPerMinute: 175 }),
  builtin('tr-female', 'Türkçe, kadın sesi', 'tr', { engineName: 'tr+f2', wordsPerMinute: 175 }),
  builtin('ru', 'Русский', 'ru', { engineName: 'ru', wordsPerMinute: 150 }),
  builtin('ru-female', 'Русский, женский голос', 'ru', { engineName: 'ru+f2', wordsPerMinute: 150 }),
  builtin('uk', 'Українська', 'uk', { engineName: 'uk', wordsPerMinute: 180 }),
  builtin('uk-female', 'Українська, жіночий голос', 'uk', { engineName: 'uk+f2', wordsPerMinute: 180 }),
  builtin('el', 'Ελληνικά', 'el', { engineName: 'el', wordsPerMinute: 150 }),
  builtin('el-female', 'Ελληνικά, γυναικεία φωνή', 'el', { engineName: 'el+f2', wordsPerMinute: 150 }),
  builtin('hi', 'हिन्दी', 'hi', { engineName: 'hi', wordsPerMinute: 160 }),
  builtin('hi-female', 'हिन्दी, महिला आवाज़', 'hi', { engineName: 'hi+f2', wordsPerMinute: 160 }),
  builtin('ar', 'العربية', 'ar', { engineName: 'ar', wordsPerMinute: 165 }),
  builtin('ar-female', 'العربية، صوت نسائي', 'ar', { engineName: 'ar+f2', wordsPerMinute: 165 }),
  builtin('he', 'עברית', 'he', { engineName: 'he', wordsPerMinute: 140 }),
  builtin('he-female', 'עברית, קול נשי', 'he', { engineName: 'he+f2', wordsPerMinute: 140 }),
  builtin('ko', '한국어', 'ko', { engineName: 'ko', wordsPerMinute: 160 }),
  builtin('ko-female', '한국어 (여성)', 'ko', { engineName: 'ko+f2', wordsPerMinute: 160 }),
  builtin('vi', 'Tiếng Việt', 'vi', { engineName: 'vi', wordsPerMinute: 150 }),
  builtin('vi-female', 'Tiếng Việt, giọng nữ', 'vi', { engineName: 'vi+f2', wordsPerMinute: 150 }),
  builtin('id', 'Bahasa Indonesia', 'id', { engineName: 'id', wordsPerMinute: 160 }),
  builtin('id-female', 'Bahasa Indonesia, suara perempuan', 'id', { engineName: 'id+f2', wordsPerMinute: 160 }),
  builtin('sv', 'Svenska', 'sv', { engineName: 'sv', wordsPerMinute: 155 }),
  builtin('sv-female', 'Svenska, kvinnlig röst', 'sv', { engineName: 'sv+f2', wordsPerMinute: 155 }),
];
