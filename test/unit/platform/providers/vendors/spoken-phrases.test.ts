import { expect, test } from 'vitest';
import type { SpokenWord } from '../../../../../src/platform/providers/speech.provider.ts';
import { spokenPhrases } from '../../../../../src/platform/providers/vendors/results/spoken-phrases.ts';

const TEXT = 'A river bends. Water carries the bank away, and drops its sand.';
/** Six seconds of a steady tone. */
const SPEECH = { path: 'speech.wav', samples: new Int16Array(48_000 * 6).fill(1_000), sampleRate: 48_000, durationMs: 6_000 };

/** Half a second each. */
const WORDS: readonly SpokenWord[] = TEXT.split(' ').map((text, index) => ({ text, startMs: index * 500, endMs: index * 500 + 400 }));
const phrasesBy = (words: readonly SpokenWord[] | undefined) => spokenPhrases(TEXT, 'en', SPEECH, words);
const estimated = phrasesBy(undefined);
const { phrases } = estimated;

test('plausible times of words are those of the phrases', () => {
  const { phrases: timed, isEstimated } = phrasesBy(WORDS);
  const [first, second] = timed;
  expect(isEstimated).toBeUndefined();
  expect(first).toMatchObject({ text: 'A river bends.', startMs: 0 });
  expect(second?.startMs).toBe(1_500);
  expect(timed).not.toEqual(phrases);
});

test.each<[what: string, words: readonly SpokenWord[]]>([
  ['are missing', []],
  ['fall', WORDS.toReversed().map(({ startMs, endMs }, index) => ({ text: WORDS[index]?.text ?? '', startMs, endMs }))],
  ['end before they begin', WORDS.map(({ text, startMs, endMs }) => ({ text, startMs: endMs, endMs: startMs }))],
  ['are longer than the sound', WORDS.map(({ text, startMs, endMs }) => ({ text, startMs: startMs * 3, endMs: endMs * 3 }))],
  ['end in its first half', WORDS.map(({ text, startMs, endMs }) => ({ text, startMs: startMs / 4, endMs: endMs / 4 }))],
  ['are those of another text', WORDS.map(({ startMs, endMs }) => ({ text: 'la', startMs, endMs }))],
  ['are no numbers', WORDS.map(({ text }) => ({ text, startMs: Number.NaN, endMs: Number.NaN }))],
])('times that %s are replaced by estimates', (_, words) => {
  expect(phrasesBy(words)).toEqual(estimated);
});

test('estimates say so, rise and end with the sound', () => {
  expect(estimated.isEstimated).toBe(true);
  const times = phrases.flatMap(({ startMs, endMs }) => [startMs, endMs]);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(times.at(-1)).toBeLessThanOrEqual(6_000);
  expect(phrases.map(({ text }) => text).join(' ')).toBe(TEXT);
});
