import type { LanguageWords } from '../language.ts';
import { rule } from '../reading.ts';
import type { Rule } from '../reading.ts';
import { anyOf, END, keyOf, START } from './patterns.ts';

/** Abbreviations in full. */
export function abbreviationRules({ abbreviations }: LanguageWords): Rule[] {
  const entries = Object.entries(abbreviations);
  if (entries.length === 0) return [];
  const byKey = new Map(entries.map(([written, spoken]) => [keyOf(written), spoken]));
  const exact = new Map(entries.map(([written, spoken]) => [written.replace(/\s+/g, ''), spoken]));
  const written = entries.flatMap(([one]) => [one, one.charAt(0).toUpperCase() + one.slice(1)]);
  // With a capital, an abbreviation begins a sentence: `Max.` at its end is a name.
  const begins = (before: string, after: string): boolean => /(?:^|[.!?:…(“„"]\s*)$/u.test(before) && /^[\s,/]/.test(after);
  return [
    rule(
      new RegExp(`(?<![\\p{L}\\p{M}\\p{N}]|\\p{L}\\.)(?:${anyOf(written)})(?![\\p{L}\\p{M}\\p{N}])`, 'gu'),
      ({ text, before, after }) =>
        exact.get(text.replace(/\s+/g, '')) ??
        (begins(before, after) || (after === '' && before === '') ? byKey.get(keyOf(text)) : undefined),
    ),
  ];
}

const VOWEL = /[AEIOUYÀ-ÅÈ-ÏÒ-ÖÙ-ÝĄĘÓАЕЄИІЇОУЮЯЫЭЁΑΕΗΙΟΥΩ]/u;

/** Words in capitals that are spelled: `FBI`. Words in capitals for emphasis are read as words. */
export function acronymRules({ acronyms }: LanguageWords): Rule[] {
  const words = new Set((acronyms.words ?? '').split(/\s+/));
  const spelled = new Set(acronyms.spelled.split(/\s+/));
  const isSpelled = (letters: string, before: string, after: string): boolean => {
    if (spelled.has(letters)) return true;
    if (words.has(letters)) return false;
    if (!VOWEL.test(letters)) return !/^M{0,3}(?:C{0,3})(?:X{0,3})(?:I{1,3})$/.test(letters);
    const isShouted = /\p{Lu}{2,}[\s,!-]*$/u.test(before) || /^[\s,!-]*\p{Lu}{2,}/u.test(after);
    return letters.length <= acronyms.shortest && !isShouted;
  };
  return [
    rule(/(?<![\p{L}\p{N}.])(?:\p{Lu}\.\s?){2,6}(?![\p{L}])/gu, ({ text }) => {
      const letters = text.replace(/[.\s]/g, '');
      return letters.length > 6 || /\.\s\p{Lu}/u.test(text) ? undefined : acronyms.spell(letters) + (/\s$/.test(text) ? ' ' : '');
    }),
    rule(new RegExp(`${START}(?<letters>\\p{Lu}{2,6})(?<plural>['’]?s)?${END}`, 'gu'), ({ groups, before, after }) => {
      const letters = groups['letters'] ?? '';
      if (!isSpelled(letters, before, after)) return undefined;
      return acronyms.spell(letters) + (groups['plural'] ? (acronyms.plural ?? '') : '');
    }),
  ];
}

const ROMAN = '(?<roman>(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))';
const VALUES: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

/** The value of a Roman numeral: `XIV` is 14. */
export function romanValue(roman: string): number {
  const values = [...roman].map((letter) => VALUES[letter] ?? 0);
  return values.reduce((sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value), 0);
}

/** Roman numerals beside words that tell what they count. */
export function romanRules({ romans, numbers }: LanguageWords): Rule[] {
  if (romans === undefined) return [];
  const rules: Rule[] = [];
  const { cardinalAfter, ordinalAfter, ordinalBefore, speakOrdinal = numbers.ordinal } = romans;
  const valueOf = (groups: Readonly<Record<string, string | undefined>>): string => String(romanValue(groups['roman'] ?? ''));
  if (ordinalBefore !== undefined) {
    rules.push(
      rule(
        new RegExp(`${START}(?<lead>\\p{L}{1,6}\\s)?${ROMAN}(?<mark>\\.|e|ᵉ|er|ème)?(?<noun>\\s(?:${ordinalBefore}))`, 'gu'),
        ({ groups }) =>
          `${groups['lead'] ?? ''}${speakOrdinal(valueOf(groups), (groups['lead'] ?? '').trim().toLowerCase(), (groups['noun'] ?? '').trim())}${groups['noun'] ?? ''}`,
      ),
    );
  }
  if (cardinalAfter !== undefined) {
    rules.push(
      rule(
        new RegExp(`(?<![\\p{L}\\p{N}])(?<noun>(?:${cardinalAfter})\\s)${ROMAN}${END}`, 'gu'),
        ({ groups }) => `${groups['noun'] ?? ''}${numbers.cardinal(valueOf(groups))}`,
      ),
    );
  }
  if (ordinalAfter !== undefined) {
    rules.push(
      rule(new RegExp(`(?<![\\p{L}\\p{N}])(?<name>(?:${ordinalAfter})\\s)${ROMAN}(?:er|ʳᵉ|ᵉʳ|\\.)?${END}`, 'gu'), ({ groups }) => {
        return `${groups['name'] ?? ''}${speakOrdinal(valueOf(groups), undefined, (groups['name'] ?? '').trim())}`;
      }),
    );
  }
  return rules;
}
