import { forms } from '../forms.ts';
import type { Forms } from '../forms.ts';
import type { LanguageWords } from '../language.ts';

/** The forms of units, by name. */
export const formsOf = (lines: Readonly<Record<string, string>>): Record<string, Forms> =>
  Object.fromEntries(Object.entries(lines).map(([unit, line]) => [unit, forms(line)]));

type Optional = 'fractions' | 'wholeAndFraction' | 'abbreviations' | 'units' | 'acronyms';

/** Completes the words of a language with what languages have in common. Without a list, acronyms without a vowel are spelled. */
export const defineLanguage = (words: Omit<LanguageWords, Optional> & Partial<Pick<LanguageWords, Optional>>): LanguageWords => ({
  fractions: {},
  wholeAndFraction: '# %',
  abbreviations: {},
  units: {},
  acronyms: { spelled: '', spell: (letters) => [...letters].join(' '), shortest: 0 },
  ...words,
});
