const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029\v\f]/g;
const SPACES = /[^\S\n]+/g;
/**
 * Soft hyphens, zero-width spaces, byte-order marks and marks of direction. Joiners are kept, because emoji and Arabic and Indic words need
 * them.
 */
const INVISIBLE = /[\u00AD\u034F\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/**
 * A text with composed characters, one kind of line end and of space, and without control characters, unpaired surrogates or invisible
 * characters. Every word is kept.
 */
export const plainText = (text: string): string =>
  text
    .replace(LINE_ENDS, '\n')
    // Comes before spaces, because regular expressions count the byte-order mark as one.
    .replace(INVISIBLE, '')
    .replace(SPACES, ' ')
    .replace(/(?!\n)\p{Cc}|\p{Cs}/gu, '')
    .normalize('NFC');

/** Whether a text can be spoken: it has letters or digits, and not only emoji or punctuation. */
export const isSpeakable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;

/** Joins two texts with a space, except next to Chinese or Japanese characters. */
export const joinWords = (left: string, right: string): string =>
  left === '' || right === '' || UNSPACED.test(left.slice(-1)) || UNSPACED.test(right.charAt(0)) ? left + right : `${left} ${right}`;

/** Adds a full stop to a line of its own, so that the voice pauses after it. */
export const withFullStop = (text: string): string =>
  /[.!?…:;,،؛؟।。！？：；，、—–-]["'”’»」』)\]）]*$/u.test(text) ? text : text + (UNSPACED.test(text.slice(-1)) ? '。' : '.');

/** The words of a text by Unicode's rules for the language. */
export const words = (text: string, language: string): string[] =>
  Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]/u;

/** Columns of a text: 1 for a Latin character, 42 / 16 for a Chinese or Korean one, because a line holds 42 or 16 of them. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 42 / 16 : 1;
  return width;
}
