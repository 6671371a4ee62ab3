import { plainText } from '../text/plain-text.ts';

/** Quieter than −42 dBFS for this long is a pause between phrases. */
const QUIET = 260;
const MIN_PAUSE_MS = 120;

const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** Speech as 16-bit samples of one channel. */
export interface SpeechSamples {
  readonly samples: Int16Array;
  readonly sampleRate: number;
}

/** A phrase with its times in a sound. */
export interface TimedPhrase {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Gives phrases without a start one, in proportion to their length. */
export function divided(phrases: readonly string[], starts: readonly (number | undefined)[], durationMs: number): readonly TimedPhrase[] {
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

/** Roughly its syllables: groups of vowels, and each character of a script without them. */
const weightOf = (text: string): number => {
  const plain = plainText(text).normalize('NFD').toLowerCase();
  return (
    (plain.match(/[aeiouyαεηιουωаеёиоуыэюя]+/gu) ?? []).length + (plain.match(HAN) ?? []).length + (plain.match(/\p{N}/gu) ?? []).length + 1
  );
};

/**
 * Times of phrases that are spoken one after the other in a sound: it is divided by syllables, and each boundary moves to the nearest pause that
 * is not nearer to another one. `quiet` is the level of a pause; −42 dBFS when omitted.
 */
export function estimatedPhrases(phrases: readonly string[], speech: SpeechSamples, quiet = QUIET): readonly TimedPhrase[] {
  const { first, last, pauses } = soundOf(speech, quiet);
  const spans = divided(
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

/** Where the sound begins and ends, and its pauses, in milliseconds. */
function soundOf(
  { samples, sampleRate }: SpeechSamples,
  quiet: number,
): {
  readonly first: number;
  readonly last: number;
  readonly pauses: readonly Pause[];
} {
  const toMs = (count: number): number => (count * 1_000) / sampleRate;
  const pauses: Pause[] = [];
  let [first, heard] = [-1, -1];
  for (let index = 0; index < samples.length; index += 1) {
    if (Math.abs(samples[index] ?? 0) <= quiet) continue;
    if (first < 0) first = index;
    else if (toMs(index - heard) >= MIN_PAUSE_MS) pauses.push({ startMs: toMs(heard), endMs: toMs(index) });
    heard = index;
  }
  return { first: toMs(Math.max(0, first)), last: toMs(heard < 0 ? samples.length : heard + 1), pauses };
}
