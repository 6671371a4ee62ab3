import type { SpokenPhrase, SpokenWord } from '../providers/speech.provider.ts';
import { estimatedWords, lettersOf, wordsOf } from './word-times.ts';

/** The share of the written words that must be heard, for their times to be believed. */
const MIN_FOUND = 0.5;
/** Maximum comparisons of words: 5,000 of them, far more than ten minutes of speech have. */
const MAX_COMPARISONS = 25_000_000;

/** Each letter of scripts without spaces, of which recognizers hear other words than were written, and whole words of all others. */
const TOKEN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]\p{M}*|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
const tokensOf = (word: string): readonly string[] => lettersOf(word.normalize('NFKC')).match(TOKEN) ?? [];

interface Token {
  readonly letters: string;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Phrases of a voice with the times at which their words were heard in it. Words that were not heard share the time between their neighbours.
 * Undefined when fewer than half of the written words were heard: then it is another text, or the recognizer failed.
 */
export function heardPhrases(
  texts: readonly string[],
  heard: readonly SpokenWord[],
  { language, durationMs }: { readonly language: string; readonly durationMs: number },
): readonly SpokenPhrase[] | undefined {
  const tokens = heard.flatMap(timedTokens);
  const phrases = texts.map((text) => ({ text, words: wordsOf(text, language).map((word) => ({ text: word, tokens: tokensOf(word) })) }));
  const words = phrases.flatMap((phrase) => phrase.words);
  const written = words.flatMap((word) => word.tokens);
  const found = commonTokens(written, tokens);
  if (!found || found.size === 0 || found.size < written.length * MIN_FOUND) return undefined;
  let at = 0;
  const known = words.map((word): SpokenWord | undefined => {
    const places = word.tokens.flatMap((_, index) => found.get(at + index) ?? []);
    at += word.tokens.length;
    const [first, last] = [tokens[places[0] ?? -1], tokens[places.at(-1) ?? -1]];
    return first && last && { text: word.text, startMs: first.startMs, endMs: last.endMs };
  });
  const placed = withoutGaps(
    words.map(({ text }) => text),
    known,
    durationMs,
  );
  let next = 0;
  return phrases.map(({ text, words: { length } }): SpokenPhrase => {
    const own = placed.slice(next, next + length);
    const before = placed[next - 1]?.endMs ?? 0;
    next += length;
    return { text, startMs: own[0]?.startMs ?? before, endMs: own.at(-1)?.endMs ?? before, words: own };
  });
}

/** The tokens of a heard word share its time. */
function timedTokens({ text, startMs, endMs }: SpokenWord): Token[] {
  const tokens = tokensOf(text);
  const eachMs = (endMs - startMs) / tokens.length;
  return tokens.map((letters, index) => ({ letters, startMs: startMs + eachMs * index, endMs: startMs + eachMs * (index + 1) }));
}

/** The longest common subsequence: places of written tokens with those of the heard ones. Undefined for texts that are too long. */
function commonTokens(written: readonly string[], heard: readonly Token[]): ReadonlyMap<number, number> | undefined {
  const width = heard.length + 1;
  if (written.length * heard.length > MAX_COMPARISONS) return undefined;
  // The length of what is common from each pair of places on.
  const lengths = new Uint16Array((written.length + 1) * width);
  const lengthAt = (one: number, other: number): number => lengths[one * width + other] ?? 0;
  for (let one = written.length - 1; one >= 0; one -= 1) {
    for (let other = heard.length - 1; other >= 0; other -= 1) {
      lengths[one * width + other] =
        written[one] === heard[other]?.letters
          ? lengthAt(one + 1, other + 1) + 1
          : Math.max(lengthAt(one + 1, other), lengthAt(one, other + 1));
    }
  }
  const found = new Map<number, number>();
  for (let [one, other] = [0, 0]; lengthAt(one, other) > 0;) {
    if (written[one] === heard[other]?.letters) {
      found.set(one, other);
      [one, other] = [one + 1, other + 1];
    } else if (lengthAt(one + 1, other) >= lengthAt(one, other + 1)) one += 1;
    else other += 1;
  }
  return found;
}

/** All words with times in order, inside the sound: words that were not heard share what is between those that were. */
function withoutGaps(words: readonly string[], known: readonly (SpokenWord | undefined)[], durationMs: number): readonly SpokenWord[] {
  const placed: SpokenWord[] = [];
  let open: string[] = [];
  let fromMs = 0;
  const close = (untilMs: number): void => {
    placed.push(...estimatedWords(open, fromMs, untilMs));
    open = [];
  };
  words.forEach((text, index) => {
    const word = known[index];
    if (!word) {
      open.push(text);
      return;
    }
    const startMs = Math.min(durationMs, Math.max(fromMs, word.startMs));
    close(startMs);
    fromMs = Math.min(durationMs, Math.max(startMs, word.endMs));
    placed.push({ text, startMs, endMs: fromMs });
  });
  close(Math.max(fromMs, durationMs));
  return placed;
}
