/** A text with compatibility characters replaced, and the position in the original for each of its UTF-16 units. */
export interface FoldedText {
  readonly text: string;
  /** Has one entry more than units; the last one is the length of the original. */
  readonly origin: readonly number[];
}

/**
 * Characters whose compatibility form is read the same: full-width letters and digits, ligatures, mathematical letters, squared units,
 * letter-like symbols, Roman numerals, circled numbers, non-breaking spaces, Arabic-Indic and Devanagari digits. Superscripts, fractions
 * and ordinal marks are not included, because their compatibility form is read differently (`2²` is not `22`), nor is Chinese punctuation.
 */
const COMPATIBLE =
  /[\uFB00-\uFB06\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\uFF05\uFF0B\uFF0D-\uFF0F\uFF1D\uFFE0\uFFE1\uFFE5\uFFE6\u{1D400}-\u{1D7FF}\u3300-\u33FF\u2100-\u2113\u2116\u2126\u212A\u212B\u2160-\u217F\u2460-\u2473\u00A0\u202F\u2009\u2007\u2002-\u2006\u3000\u0149\u01C4-\u01CC]/u;
const DIGIT = /[\u0660-\u0669\u06F0-\u06F9\u0966-\u096F]/u;
/** Invisible characters without a sound. Joiners inside Indic and Arabic words and emoji are kept. */
const SILENT = /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/u;
const OTHER_FORMS: Readonly<Record<string, string>> = {
  '\u2212': '-',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '–',
  '\u066B': '.',
  '\u066C': ',',
  '\uFE69': '$',
  '\uFF04': '$',
  '\uFF5E': '~',
  '\u301C': '~',
};

function folded(character: string): string {
  if (SILENT.test(character)) return '';
  if (DIGIT.test(character)) return String(digitOf(character));
  const other = OTHER_FORMS[character];
  if (other !== undefined) return other;
  return COMPATIBLE.test(character) ? character.normalize('NFKC') : character;
}

function digitOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x966 ? code - 0x966 : code >= 0x6f0 ? code - 0x6f0 : code - 0x660;
}

/** Replaces compatibility characters, for the voice. Captions show the original. */
export function fold(original: string): FoldedText {
  const origin: number[] = [];
  let text = '';
  let at = 0;
  for (const character of original) {
    const form = folded(character);
    for (let unit = 0; unit < form.length; unit += 1) origin.push(at);
    text += form;
    at += character.length;
  }
  return { text, origin: [...origin, original.length] };
}
