import type { LanguageWords } from './language.ts';
import { german } from './languages/latin/de.ts';
import { english } from './languages/latin/en.ts';
import { spanish } from './languages/latin/es.ts';
import { french } from './languages/latin/fr.ts';
import { indonesian } from './languages/latin/id.ts';
import { italian } from './languages/latin/it.ts';
import { dutch } from './languages/latin/nl.ts';
import { polish } from './languages/latin/pl.ts';
import { portuguese } from './languages/latin/pt.ts';
import { swedish } from './languages/latin/sv.ts';
import { turkish } from './languages/latin/tr.ts';
import { vietnamese } from './languages/latin/vi.ts';
import { arabic } from './languages/other/ar.ts';
import { greek } from './languages/other/el.ts';
import { hebrew } from './languages/other/he.ts';
import { hindi } from './languages/other/hi.ts';
import { korean } from './languages/other/ko.ts';
import { russian } from './languages/other/ru.ts';
import { ukrainian } from './languages/other/uk.ts';
import { chinese } from './languages/other/zh.ts';
import type { Rule } from './reading.ts';
import { dateRules, yearRules } from './rules/dates.ts';
import { abbreviationRules, acronymRules, romanRules } from './rules/letters.ts';
import { moneyRules } from './rules/money.ts';
import { exponentRules, formulaRules, fractionRules, numberRules } from './rules/numbers.ts';
import { symbolRules } from './rules/symbols.ts';
import { timeRules } from './rules/times.ts';
import { unitRules } from './rules/units.ts';
import { phoneRules, webRules } from './rules/web.ts';

/** The words of each language, for the region of the tag. */
const LANGUAGES: Readonly<Record<string, (region: string | undefined) => LanguageWords>> = {
  en: english,
  ar: () => arabic,
  de: () => german,
  el: () => greek,
  es: () => spanish,
  fr: () => french,
  he: () => hebrew,
  hi: () => hindi,
  id: () => indonesian,
  it: () => italian,
  ko: () => korean,
  nl: () => dutch,
  pl: () => polish,
  pt: portuguese,
  ru: () => russian,
  sv: () => swedish,
  tr: () => turkish,
  uk: () => ukrainian,
  vi: () => vietnamese,
  zh: () => chinese,
};

const known = new Map<string, { readonly words: LanguageWords; readonly rules: readonly Rule[] } | undefined>();

function languageOf(tag: string): { readonly words: LanguageWords; readonly rules: readonly Rule[] } | undefined {
  if (!known.has(tag)) {
    const [base = '', ...subtags] = tag.split('-');
    const region = subtags.find((subtag) => /^[a-z]{2}$/i.test(subtag))?.toUpperCase();
    const words = LANGUAGES[base.toLowerCase()]?.(region);
    known.set(tag, words && { words, rules: orderedRules(words) });
  }
  return known.get(tag);
}

/** The rules in order: a rule that recognises more precedes those that recognise parts of it, such as a price before a number. */
const orderedRules = (words: LanguageWords): Rule[] => [
  ...webRules(words),
  ...(words.first ?? []),
  ...dateRules(words),
  ...(words.years ?? []),
  ...phoneRules(words),
  ...moneyRules(words),
  ...yearRules(words),
  ...timeRules(words),
  ...formulaRules(words),
  ...unitRules(words),
  ...fractionRules(words),
  ...romanRules(words),
  ...exponentRules(words),
  ...(words.last ?? []),
  ...numberRules(words),
  ...abbreviationRules(words),
  ...acronymRules(words),
  ...symbolRules(words),
];

/** Rules of a language or regional variant, in order; empty for a language without words here. */
export const rulesOf = (language: string): readonly Rule[] => languageOf(language)?.rules ?? [];

/** Abbreviations of a language as they are written. A sentence does not end with their full stop. */
export const abbreviationsOf = (language: string): readonly string[] => Object.keys(languageOf(language)?.words.abbreviations ?? {});
