import { expect, test } from 'vitest';
import { heardPhrases } from '../../../../src/platform/audio/heard-times.ts';

/** Words of a second each, from the first second on. */
const heardAs = (...words: readonly string[]) =>
  words.map((text, index) => ({ text, startMs: (index + 1) * 1_000, endMs: (index + 1) * 1_000 + 800 }));
const timesOf = (texts: readonly string[], heard: ReturnType<typeof heardAs>, language = 'en', durationMs = 20_000) =>
  heardPhrases(texts, heard, { language, durationMs })?.map(({ text, startMs, endMs, words = [] }) => ({
    ...{ text, startMs, endMs },
    words: words.map((word) => [word.text, word.startMs, word.endMs]),
  }));

test('phrases begin and end with their words, whatever their letters look like', () => {
  expect(timesOf(['A river bends.', 'Why?'], heardAs('a', 'River', 'bends,', 'WHY'))).toEqual([
    {
      text: 'A river bends.',
      startMs: 1_000,
      endMs: 3_800,
      words: [
        ['A', 1_000, 1_800],
        ['river', 2_000, 2_800],
        ['bends.', 3_000, 3_800],
      ],
    },
    { text: 'Why?', startMs: 4_000, endMs: 4_800, words: [['Why?', 4_000, 4_800]] },
  ]);
});

test('words that were heard as others, not at all, or too much leave the rest where it is', () => {
  const [first, second] =
    timesOf(['It cost $3 then.', 'They paid it.'], heardAs('It', 'cost', 'three', 'dollars', 'then', 'uh', 'paid', 'it')) ?? [];
  expect(first?.words).toEqual([
    ['It', 1_000, 1_800],
    ['cost', 2_000, 2_800],
    ['$3', 2_800, 5_000],
    ['then.', 5_000, 5_800],
  ]);
  expect(second).toMatchObject({ startMs: 5_800, endMs: 8_800 });
  expect(second?.words[1]).toEqual(['paid', 7_000, 7_800]);
});

test('a small word that is heard far away does not draw the others after it', () => {
  const words = timesOf(['The a river bends the bank.'], heardAs('river', 'bends', 'bank', 'the'))?.[0]?.words ?? [];
  expect(words.find(([text]) => text === 'river')).toEqual(['river', 1_000, 1_800]);
  expect(words.find(([text]) => text === 'bank.')).toEqual(['bank.', 3_000, 3_800]);
});

test('scripts without spaces are compared by letters, because recognizers divide them otherwise', () => {
  const [phrase] = timesOf(['天空是蓝色的。'], heardAs('天', '空是', '蓝色的'), 'zh') ?? [];
  expect(phrase).toMatchObject({ startMs: 1_000, endMs: 3_800 });
  expect(phrase?.words.map(([text]) => text).join('')).toBe('天空是蓝色的。');
  const starts = phrase?.words.map(([, startMs]) => Number(startMs)) ?? [];
  expect(starts).toEqual(starts.toSorted((one, other) => one - other));
});

test.each([
  ['another text', ['A river bends slowly.'], heardAs('Thank', 'you', 'for', 'watching')],
  ['fewer than half of the words', ['One two three four five.'], heardAs('one', 'two')],
  ['nothing', ['A river bends.'], []],
  ['a text without words', ['…'], heardAs('one')],
])('%s tells no times', (_, texts, heard) => {
  expect(timesOf(texts, heard)).toBeUndefined();
});

test('no word leaves the sound or goes back, whatever was heard', () => {
  const wild = [
    { text: 'one', startMs: 900, endMs: 700 },
    { text: 'two', startMs: 100, endMs: 9_000 },
    { text: 'three', startMs: 8_000, endMs: 9_500 },
  ];
  const words = timesOf(['One two three four.'], wild, 'en', 2_000)?.[0]?.words ?? [];
  let lastMs = 0;
  for (const [, startMs, endMs] of words) {
    expect(Number(startMs)).toBeGreaterThanOrEqual(lastMs);
    expect(Number(endMs)).toBeGreaterThanOrEqual(Number(startMs));
    expect(Number(endMs)).toBeLessThanOrEqual(2_000);
    lastMs = Number(endMs);
  }
  expect(words).toHaveLength(4);
});
