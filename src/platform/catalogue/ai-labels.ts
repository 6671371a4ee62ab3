import { baseLanguage } from './languages.ts';
import type { LANGUAGES } from './languages.ts';
import { OptionList } from './options.ts';
import type { NameOf } from './options.ts';

/** When a film shows that a trained model made pictures, clips or voices of it. Films that no model made show nothing. */
export const AI_LABELS = new OptionList('none', [
  { name: 'none', title: 'None', description: 'No visible label.' },
  { name: 'start', title: 'Start', description: 'A label in the top right corner for the first five seconds.' },
  { name: 'throughout', title: 'Throughout', description: 'A label in the top right corner for the whole film.' },
]);
export type AiLabel = NameOf<typeof AI_LABELS>;

/** The words of the label. */
const WORDS: Readonly<Record<NameOf<typeof LANGUAGES>, string>> = {
  en: 'Made with AI',
  de: 'Mit KI erstellt',
  zh: '由 AI 生成',
  fr: 'Créé avec l’IA',
  es: 'Creado con IA',
  it: 'Creato con l’IA',
  pt: 'Criado com IA',
  nl: 'Gemaakt met AI',
  pl: 'Stworzono z użyciem AI',
  tr: 'Yapay zekâ ile yapıldı',
  ru: 'Создано с помощью ИИ',
  uk: 'Створено за допомогою ШІ',
  el: 'Δημιουργήθηκε με ΤΝ',
  hi: 'AI से निर्मित',
  ar: 'أُنشئ بالذكاء الاصطناعي',
  he: 'נוצר באמצעות בינה מלאכותית',
  ko: 'AI로 제작',
  vi: 'Tạo bằng AI',
  id: 'Dibuat dengan AI',
  sv: 'Skapad med AI',
};

/** The words of the label in the language of a film; in English for a language without a voice. */
export const aiLabelText = (language: string): string =>
  Object.entries(WORDS).find(([name]) => name === baseLanguage(language))?.[1] ?? WORDS.en;
