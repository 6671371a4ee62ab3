import { baseLanguage } from './languages.ts';
import { OptionList } from './options.ts';
import type { Voice } from './voice.ts';
import { BUILTIN_VOICES } from './voices/builtin.ts';

/** Every voice. The first one of a language is its default; a provider adds its list here. */
export const VOICES = new OptionList<Voice>('en-us', [...BUILTIN_VOICES]);

/** The `voice` of a film without narration. It fits every language whose letters the fonts draw. */
export const NO_VOICE = 'NONE';

/** Voices that speak a language, its regional variants included: `de-AT` is spoken like `de`. */
export const voicesOf = (language: string): readonly Voice[] =>
  VOICES.all.filter((voice) => baseLanguage(voice.language) === baseLanguage(language));
