import { expect, test } from 'vitest';
import { phrasesOf } from '../../../../../src/features/renders/media/heard-phrases.ts';

const words = (...said: readonly (readonly [string, number, number])[]) => said.map(([text, startMs, endMs]) => ({ text, startMs, endMs }));

test('words are joined up to the end of a sentence, and across short pauses', () => {
  const heard = words(['Rivers', 0, 400], ['bend.', 450, 800], ['Water', 850, 1_200], ['runs', 1_800, 2_000], ['on', 3_000, 3_200]);
  expect(phrasesOf(heard, 'en')).toEqual([
    { text: 'Rivers bend.', startMs: 0, endMs: 800 },
    { text: 'Water runs', startMs: 850, endMs: 2_000 },
    { text: 'on', startMs: 3_000, endMs: 3_200 },
  ]);
});

test('languages that are written without spaces get none', () => {
  expect(phrasesOf(words(['河', 0, 200], ['流。', 200, 500]), 'zh')).toEqual([{ text: '河流。', startMs: 0, endMs: 500 }]);
});
