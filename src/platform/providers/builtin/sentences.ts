/**
 * Turns pasted text into paragraphs and sentences. Words are never changed, moved or lost; control characters, Markdown marks and
 * white-space variants are removed.
 */

/** No control characters except line ends and tabs, no unpaired surrogates, one kind of line end and space. */
const plainText = (text: string): string =>
  text
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/(?!\n)\p{Cc}|\p{Cs}|\uFEFF/gu, '');

/** Anything that can be spoken: letters, digits and marks; not emoji or punctuation alone. */
export const isSpeakable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

const HEADING = /^\s{0,3}#{1,6}\s+/;
const LIST_ITEM = /^\s*(?:[-*+•‣▪–—]|\d{1,3}[.)])\s+/;
const LINE_MARK = /^\s*(?:#{1,6}|[-*+•‣▪–—]|>+)\s+/;
/** Asterisks and backticks adjacent to a word are emphasis; `2 * 3` is not. */
const EMPHASIS = /(?<![\p{L}\p{N}\s])[*`]+|[*`]+(?=[\p{L}\p{N}"“„(])|(?<=[^\s*`])[*`]+/gu;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;

/** A space between them, except next to Chinese or Japanese characters. */
export const joinWords = (left: string, right: string): string =>
  left === '' || right === '' || WIDE.test(left.slice(-1)) || WIDE.test(right.charAt(0)) ? left + right : `${left} ${right}`;

/** Paragraphs end at empty lines; headings and list items are paragraphs of their own. Those without a word are dropped. */
export function paragraphs(text: string): string[] {
  const found: string[] = [];
  let open = false;
  for (const line of plainText(text).split('\n')) {
    const heading = HEADING.test(line);
    const words = line.replace(LINE_MARK, '').replace(EMPHASIS, '').trim();
    if (open && words !== '' && !heading && !LIST_ITEM.test(line)) found.push(joinWords(found.pop() ?? '', words));
    else if (words !== '') found.push(words);
    open = words !== '' && !heading;
  }
  return found.filter(isSpeakable);
}

// Where `Intl.Segmenter` ends a sentence and people do not. A wrong join is harmless: long sentences are cut again at clauses.
const ABBREVIATION: Readonly<Record<string, RegExp>> = {
  en: /(?:^|[^\p{L}])(?:Dr|Mr|Mrs|Ms|Prof|St|Mt|Sen|Gov|Gen|Col|Capt|Rev|Jr|Sr|vs|etc|approx|No|Nos|Fig|Vol|Inc|Ltd|Co|e\.g|i\.e)\.$/u,
  de: /(?:^|[^\p{L}])(?:Dr|Hr|Fr|Prof|Dipl|Ing|St|Nr|Abb|Bd|Hrsg|bzw|usw|ca|vgl|evtl|ggf|inkl|sog|Mio|Mrd|Jh|\d{1,4})\.$/u,
};
/** `J.` in `J. R. Smith`, `z.` in `z. B.`, `U.S.`; the English pronoun ends sentences. */
const INITIAL = /(?:^|[\s(„“"'-])(?!I\.)\p{L}\.$|\p{Lu}\.\p{Lu}\.$/u;
const LONE_NUMBER = /^\(?\d{1,3}[.)]$/;
const CLOSING_QUOTE = /["”’»“]$/;

const goesOn = (sentence: string, next: string, language: string): boolean =>
  !isSpeakable(next) ||
  !isSpeakable(sentence) ||
  LONE_NUMBER.test(sentence) ||
  INITIAL.test(sentence) ||
  (ABBREVIATION[baseLanguage(language)]?.test(sentence) ?? false) ||
  (CLOSING_QUOTE.test(sentence) && /^\p{Ll}/u.test(next));

/** `zh-Hans` → `zh`. */
export const baseLanguage = (language: string): string => language.split('-', 1)[0]?.toLowerCase() ?? '';

/** Sentences of one paragraph, in order, trimmed. Parts without a word stay with their neighbour. */
export function sentences(paragraph: string, language: string): string[] {
  const segments = Array.from(new Intl.Segmenter(language, { granularity: 'sentence' }).segment(paragraph), ({ segment }) => segment);
  const found: string[] = [];
  let carried = '';
  for (const segment of segments) {
    // An opening quote belongs to the sentence it opens; the segmenter leaves “ with the previous one.
    const opening = /(?<=[。！？.!?]\s*)[“「『„«([（]+\s*$/u.exec(segment)?.[0] ?? '';
    const sentence = (carried + segment.slice(0, segment.length - opening.length)).trim();
    carried = opening;
    if (sentence === '') continue;
    const before = found.at(-1);
    if (before !== undefined && goesOn(before, sentence, language)) found[found.length - 1] = joinWords(before, sentence);
    else found.push(sentence);
  }
  const last = found.pop() ?? '';
  return joinWords(last, carried.trim()) === '' ? found : [...found, joinWords(last, carried.trim())];
}

/** Adds a full stop to a line of its own, so that the voice pauses after it. */
export const withFullStop = (text: string): string => (/[\p{P}]$/u.test(text) ? text : text + (WIDE.test(text.slice(-1)) ? '。' : '.'));

/** Words by Unicode's rules for the language. */
export const words = (text: string, language: string): string[] =>
  Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);

/** Columns on a line: 1 for a Latin character, 42 / 16 for a Chinese one, since a line holds 42 or 16 of them. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 42 / 16 : 1;
  return width;
}
