import { plainText } from '../../../text/plain-text.ts';
import { breaths } from '../../builtin/breaths.ts';
import type { SpokenPhrase, SpokenWord } from '../../speech.provider.ts';
import type { DecodedSpeech } from './decode-speech.ts';

/** Sample value (−42 dBFS) and duration: a longer quieter stretch is a pause between phrases. */
const QUIET = 260;
const MIN_PAUSE_MS = 120;
/** Milliseconds by which a vendor's last word may end after the sound, because encoders trim it. */
const TOLERANCE_MS = 500;

/** Phrases of a text as captions show them, timed by the words of the vendor, or estimated if it reported none that are plausible. */
export function spokenPhrases(
  text: string,
  language: string,
  speech: DecodedSpeech,
  words: readonly SpokenWord[] | undefined,
): readonly SpokenPhrase[] {
  const phrases = breaths(text, language).map((breath) => breath.text);
  const timed = words && isBelievable(words, speech.durationMs) ? timedByWords(phrases, words, speech.durationMs) : undefined;
  return timed ?? estimated(phrases, speech);
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
  return filled(phrases, starts, durationMs).map(({ text, startMs, endMs }, index) => {
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

interface Span {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Adds missing starts of phrases, in proportion to their length. */
function filled(phrases: readonly string[], starts: readonly (number | undefined)[], durationMs: number): readonly Span[] {
  const known = [...starts, durationMs];
  const times = known.map((start, index) => {
    if (start !== undefined) return start;
    const from = known.findLastIndex((one, place) => place < index && one !== undefined);
    const to = known.findIndex((one, place) => place > index && one !== undefined);
    const weigh = (first: number, last: number): number => phrases.slice(first, last).reduce((sum, phrase) => sum + weightOf(phrase), 0);
    const [fromMs, toMs] = [known[from] ?? 0, known[to] ?? durationMs];
    return fromMs + ((toMs - fromMs) * weigh(from, index)) / weigh(from, to);
  });
  return phrases.map((text, index) => ({ text, startMs: times[index] ?? 0, endMs: times[index + 1] ?? durationMs }));
}

/** Approximate number of syllables: groups of vowels, and each character of a script without vowels. */
const weightOf = (text: string): number => {
  const plain = plainText(text).normalize('NFD').toLowerCase();
  return (
    (plain.match(/[aeiouyαεηιουωаеёиоуыэюя]+/gu) ?? []).length + (plain.match(HAN) ?? []).length + (plain.match(/\p{N}/gu) ?? []).length + 1
  );
};

/** Divides the sound by syllables, and moves each boundary to the nearest pause, unless that is nearer to another boundary. */
function estimated(phrases: readonly string[], speech: DecodedSpeech): readonly SpokenPhrase[] {
  const { first, last, pauses } = soundOf(speech);
  const spans = filled(
    phrases,
    phrases.map((_, index) => (index === 0 ? first : undefined)),
    last,
  );
  const boundaries = spans.slice(1).map(({ startMs }, index) => {
    const reach = Math.min(startMs - (spans[index]?.startMs ?? 0), (spans[index + 1]?.endMs ?? last) - startMs) / 2;
    const near = pauses.filter((pause) => Math.abs(middle(pause) - startMs) < reach);
    const [nearest] = near.toSorted((one, other) => Math.abs(middle(one) - startMs) - Math.abs(middle(other) - startMs));
    return nearest ?? { startMs, endMs: startMs };
  });
  return spans.map(({ text }, index) => ({
    text,
    startMs: boundaries[index - 1]?.endMs ?? first,
    endMs: boundaries[index]?.startMs ?? last,
  }));
}

interface Pause {
  readonly startMs: number;
  readonly endMs: number;
}

const middle = ({ startMs, endMs }: Pause): number => (startMs + endMs) / 2;

/** Start and end of the sound, and its pauses, in milliseconds. */
function soundOf({ samples, sampleRate }: DecodedSpeech): {
  readonly first: number;
  readonly last: number;
  readonly pauses: readonly Pause[];
} {
  const toMs = (count: number): number => (count * 1_000) / sampleRate;
  const pauses: Pause[] = [];
  let [first, heard] = [-1, -1];
  for (let index = 0; index < samples.length; index += 1) {
    if (Math.abs(samples[index] ?? 0) <= QUIET) continue;
    if (first < 0) first = index;
    else if (toMs(index - heard) >= MIN_PAUSE_MS) pauses.push({ startMs: toMs(heard), endMs: toMs(index) });
    heard = index;
  }
  return { first: toMs(Math.max(0, first)), last: toMs(heard < 0 ? samples.length : heard + 1), pauses };
}

function missing(): never {
  throw new Error('a matched word is there');
}
