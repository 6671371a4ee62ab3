import type { LanguageWords } from '../language.ts';

/** Letters of scripts with spaces between words. Chinese and Korean letters may be adjacent to a number. */
export const LETTER = '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Devanagari}';
/** Pattern for the start of a token: neither inside a word or number nor after `1.` of `1.2.3`. */
export const START = `(?<![${LETTER}\\p{N}_]|\\p{N}[.,:/])`;
/** Pattern for the end of a token. */
export const END = `(?![${LETTER}\\p{Script=Arabic}\\p{Script=Hebrew}\\p{N}_])`;
/** Pattern between the two numbers of a range. */
export const RANGE = '\\s?[–—-]\\s?';

/** Pattern for a number without a sign, as the language writes it. */
export function numberPattern({ numbers: { decimalMark, groupMarks } }: LanguageWords): string {
  const decimals = `(?:[${decimalMark}]\\d+)?`;
  // The first form is Swiss, with a decimal point or comma: `1'000.50`. The third one is Indian: `12,34,567`.
  return `(?:\\d{1,3}(?:['’]\\d{3})+(?!\\d)(?:[.,]\\d+)?|\\d{1,3}(?:[${groupMarks}]\\d{3})+(?!\\d)${decimals}|\\d{1,2}(?:,\\d{2})+,\\d{3}(?!\\d)|\\d+${decimals})`;
}

/** The canonical form of a number, which has digits and perhaps a decimal point: `1.234,5` is `1234.5`. */
export function canonical(written: string, { numbers: { decimalMark, groupMarks } }: LanguageWords): string {
  if (/\d['’]\d{3}/.test(written)) return written.replace(/['’]/g, '').replace(',', '.');
  const foreign = /^\d+[.,]\d{2}$/.test(written) ? written.replace(',', '.') : written;
  if (foreign !== written || decimalMark === '.') return foreign.replace(/[,\s’](?=\d)/g, '');
  return written.replace(new RegExp(`[${groupMarks}](?=\\d{3})`, 'gu'), '').replace(decimalMark, '.');
}

/** Joins parts of a reading. Chinese has no spaces, and a part with a leading plus sign follows the previous one without a space. */
export const joined = (...parts: readonly string[]): string =>
  parts.join(/\p{Script=Han}$/u.test(parts[0] ?? '') ? '' : ' ').replaceAll(' +', '');

/** Pattern for one of these words, longer ones first. Spaces are optional: `z. B.` also matches `z.B.`. */
export const anyOf = (words: readonly string[]): string =>
  words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s?'))
    .join('|');

/** Key of an abbreviation; that of `z. B.` and `z.B.` is the same. */
export const keyOf = (written: string): string => written.replace(/\s+/g, '').toLowerCase();
