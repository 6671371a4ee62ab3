import { divided, estimatedPhrases } from '../../../audio/phrase-times.ts';
import { breaths } from '../../builtin/breaths.ts';
import type { SpeechResult, SpokenPhrase, SpokenWord } from '../../speech.provider.ts';
import type { DecodedSpeech } from './decode-speech.ts';

/** Milliseconds by which a vendor's last word may end after the sound, because encoders trim it. */
const TOLERANCE_MS = 500;

type SpokenTimes = Pick<SpeechResult, 'phrases' | 'isEstimated'>;

/** Phrases of a text as captions show them, timed by the words of the vendor, or estimated if it reported none that are plausible. */
export function spokenPhrases(
  text: string,
  language: string,
  speech: DecodedSpeech,
  words: readonly SpokenWord[] | undefined,
): SpokenTimes {
  const phrases = breaths(text, language).map((breath) => breath.text);
  const timed = words && isBelievable(words, speech.durationMs) ? timedByWords(phrases, words, speech.durationMs) : undefined;
  return timed ? { phrases: timed } : { phrases: estimatedPhrases(phrases, speech), isEstimated: true };
}

/** Whether times are plausible: they must not decrease, be missing, or end after the sound. */
function isBelievable(words: readonly SpokenWord[], durationMs: number): boolean {
  const rises = words.every(({ startMs, endMs }, index) => startMs <= endMs && startMs >= (words[index - 1]?.startMs ?? 0));
  const last = words.at(-1)?.endMs ?? 0;
  return words.length > 0 && rises && last <= durationMs + TOLERANCE_MS && last >= durationMs / 2;
}

const WORD = /[\p{L}\p{N}]+/gu;
const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const wordsIn = (text: string): readonly string[] => text.toLowerCase().replaceAll(HAN, ' $& ').match(WORD) ?? [];

/**
 * Times phrases by the vendor's words. Vendors change the words (`$5` becomes `five dollars`) and divide them in their own way, so words
 * are matched in order, and a phrase begins with its first matched word. Undefined if less than half is found.
 */
function timedByWords(phrases: readonly string[], words: readonly SpokenWord[], durationMs: number): readonly SpokenPhrase[] | undefined {
  const heard = words.flatMap((word) => wordsIn(word.text).map((key) => ({ key, word })));
  const written = phrases.flatMap((phrase, index) => wordsIn(phrase).map((key) => ({ key, index })));
  const pairs = commonWords(
    written.map(({ key }) => key),
    heard.map(({ key }) => key),
  );
  if (pairs.length * 2 < written.length) return undefined;
  const spans = phrases.map((_, index) =>
    pairs.filter(([at]) => written[at]?.index === index).map(([, at]) => heard[at]?.word ?? missing()),
  );
  // Between a phrase without a match and the next one with a match, the time is divided by length.
  const starts = phrases.map((_, index) => (index === 0 ? (heard[0]?.word.startMs ?? 0) : spans[index]?.[0]?.startMs));
  const heardEndMs = Math.min(durationMs, words.at(-1)?.endMs ?? durationMs);
  return divided(phrases, starts, durationMs).map(({ text, startMs, endMs }, index) => {
    const ownEndMs = index === phrases.length - 1 ? heardEndMs : (lastOf(spans[index]) ?? endMs);
    return { text, startMs, endMs: Math.max(startMs, Math.min(endMs, ownEndMs)) };
  });
}

const lastOf = (span: readonly SpokenWord[] | undefined): number | undefined => span?.at(-1)?.endMs;

/** The longest common subsequence of words, as pairs of indices. */
function commonWords(written: readonly string[], heard: readonly string[]): readonly (readonly [number, number])[] {
  const best = Array.from({ length: written.length + 1 }, () => new Uint16Array(heard.length + 1));
  const at = (row: number, column: number): number => best[row]?.[column] ?? 0;
  for (let row = written.length - 1; row >= 0; row -= 1) {
    for (let column = heard.length - 1; column >= 0; column -= 1) {
      const value = written[row] === heard[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      best[row]?.fill(value, column, column + 1);
    }
  }
  const pairs: [number, number][] = [];
  for (let row = 0, column = 0; row < written.length && column < heard.length;) {
    if (written[row] === heard[column]) pairs.push([row++, column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}

function missing(): never {
  throw new Error('a matched word is there');
}
