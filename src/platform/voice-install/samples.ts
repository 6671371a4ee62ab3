import { baseLanguage } from '../catalogue/languages.ts';
import type { LanguageName } from '../catalogue/languages.ts';

/** The sentence that a new voice speaks, by language: it proves that the voice works, and is its sample for listeners. */
const SAMPLES: Readonly<Record<LanguageName, string>> = {
  en: 'Hello. This is what my voice sounds like.',
  de: 'Guten Tag. So klingt meine Stimme.',
  zh: '你好，这就是我的声音。',
  fr: 'Bonjour. Voici ma voix.',
  es: 'Hola. Así suena mi voz.',
  it: 'Buongiorno. Questa è la mia voce.',
  pt: 'Olá. Esta é a minha voz.',
  nl: 'Goedendag. Zo klinkt mijn stem.',
  pl: 'Dzień dobry. Tak brzmi mój głos.',
  tr: 'Merhaba. Sesim böyle.',
  ru: 'Здравствуйте. Так звучит мой голос.',
  uk: 'Вітаю. Так звучить мій голос.',
  el: 'Γεια σας. Αυτή είναι η φωνή μου.',
  hi: 'नमस्ते। यह मेरी आवाज़ है।',
  ar: 'مرحبا. هذا هو صوتي.',
  he: 'שלום. זה הקול שלי.',
  ko: '안녕하세요. 제 목소리입니다.',
  vi: 'Xin chào. Đây là giọng nói của tôi.',
  id: 'Halo. Inilah suara saya.',
  sv: 'Hej. Så här låter min röst.',
};

export const sampleText = (language: string): string => SAMPLES[baseLanguage(language) as LanguageName] ?? SAMPLES.en;
