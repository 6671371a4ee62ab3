import type { LanguageWords } from '../language.ts';

/** Letters of scripts that put spaces between words; Chinese and Korean letters may touch a number. */
export const LETTER = '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Devanagari}';
/** A token begins: neither inside a word or number nor after `1.` of `1.2.3`. */
export const START = `(?<![${LETTER}\\p{N}_]|\\p{N}[.,:/])`;
/** A token ends. */
export const END = `(?![${LETTER}\\p{Script=Arabic}\\p{Script=Hebrew}\\p{N}_])`;
/** Between the two numbers of a range. */
export const RANGE = '\\s?[–—-]\\s?';

/** A number as the language writes it, without a sign. */
export function numberPattern({ numbers: { decimalMark, groupMarks } }: LanguageWords): string {
  const decimals = `(?:[${decimalMark}]\\d+)?`;
  // The second form is Indian: `12,34,567`.
  return `(?:\\d{1,3}(?:[${groupMarks}]\\d{3})+(?!\\d)${decimals}|\\d{1,2}(?:,\\d{2})+,\\d{3}(?!\\d)|\\d+${decimals})`;
}

/** Digits, with a decimal point where needed: `1.234,5` is `1234.5`. */
export function canonical(written: string, { numbers: { decimalMark, groupMarks } }: LanguageWords): string {
  const foreign = /^\d+[.,]\d{2}$/.test(written) ? written.replace(',', '.') : written;
  if (foreign !== written || decimalMark === '.') return foreign.replace(/[,\s’](?=\d)/g, '');
  return written.replace(new RegExp(`[${groupMarks}](?=\\d{3})`, 'gu'), '').replace(decimalMark, '.');
}

/** Parts of a reading; Chinese is written without spaces, and a part with a leading plus sign is written on to the one before. */
export const joined = (...parts: readonly string[]): string =>
  parts.join(/\p{Script=Han}$/u.test(parts[0] ?? '') ? '' : ' ').replaceAll(' +', '');

/** One of these words; longer ones first. Blanks are optional: `z. B.` is `z.B.` too. */
export const anyOf = (words: readonly string[]): string =>
  words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s?'))
    .join('|');

/** `z. B.` and `z.B.` have the same key. */
export const keyOf = (written: string): string => written.replace(/\s+/g, '').toLowerCase();
