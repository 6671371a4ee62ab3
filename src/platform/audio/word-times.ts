import type { SpokenPhrase, SpokenWord } from '../providers/speech.provider.ts';

type Timed = Pick<SpokenPhrase, 'text' | 'startMs' | 'endMs'>;

/** Letters and digits of a word, by which words are compared and weighed. */
export const lettersOf = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');

/** How long a word takes relative to others: a constant for its start, and more for digits, which are read as words. */
const weightOf = (word: string): number => 2 + [...lettersOf(word)].reduce((sum, letter) => sum + (/\p{N}/u.test(letter) ? 5 : 1), 0);

/** The words of a text as written, with adjacent punctuation; in languages without spaces the words of the segmenter. */
export function wordsOf(text: string, language: string): string[] {
  const bySpaces = text.split(/\s+/).filter((word) => word !== '');
  if (!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(text)) return bySpaces;
  const words: string[] = [];
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    if (isWordLike === true || words.length === 0) words.push(segment);
    else words[words.length - 1] += segment;
  }
  return words.map((word) => word.trim()).filter((word) => word !== '');
}

/** Divides a stretch of time among words by their letters. */
export function estimatedWords(words: readonly string[], startMs: number, endMs: number): SpokenWord[] {
  const total = words.reduce((sum, word) => sum + weightOf(word), 0);
  let before = 0;
  return words.map((text) => {
    const at = (weight: number): number => startMs + ((endMs - startMs) * weight) / total;
    const from = before;
    before += weightOf(text);
    return { text, startMs: at(from), endMs: at(before) };
  });
}

/**
 * Times of the words of a phrase as written. Words that were spoken as written have the times of the voice. Words between them (numbers,
 * abbreviations), and all words if the voice reports no times, share the remaining time by their letters.
 */
export function writtenWords(phrase: Timed, spoken: readonly SpokenWord[], language: string): readonly SpokenWord[] {
  const words = wordsOf(phrase.text, language);
  const placed: SpokenWord[] = [];
  let open: string[] = [];
  let fromMs = phrase.startMs;
  const close = (untilMs: number): void => {
    placed.push(...estimatedWords(open, fromMs, Math.max(fromMs, untilMs)));
    open = [];
  };
  let next = 0;
  for (const text of words) {
    const found = spoken.findIndex((word, index) => index >= next && index < next + REACH && lettersOf(word.text) === lettersOf(text));
    const word = spoken[found];
    if (!word || lettersOf(text) === '') {
      open.push(text);
      continue;
    }
    const startMs = Math.min(phrase.endMs, Math.max(fromMs, word.startMs));
    close(startMs);
    fromMs = Math.min(phrase.endMs, Math.max(startMs, word.endMs));
    placed.push({ text, startMs, endMs: fromMs });
    next = found + 1;
  }
  close(phrase.endMs);
  return placed;
}

/** Maximum spoken words for one written word: "1,234,567" is read as a dozen. */
const REACH = 16;
