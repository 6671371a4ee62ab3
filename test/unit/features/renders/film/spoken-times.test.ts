import { describe, expect, test } from 'vitest';
import { spokenAt } from '../../../../../src/features/renders/film/spoken-times.ts';

const NARRATION = 'You need two eggs. Then some milk.';

describe('spokenAt', () => {
  test('divides a phrase by length where the voice tells no words', () => {
    const at = spokenAt(NARRATION, [
      { text: 'You need two eggs.', startMs: 0, endMs: 1_800 },
      { text: 'Then some milk.', startMs: 2_000, endMs: 3_500 },
    ]);
    expect(at?.(0)).toBe(0);
    expect(at?.(NARRATION.indexOf('two'))).toBe(900);
    expect(at?.(NARRATION.indexOf('Then'))).toBe(2_000);
    expect(at?.(NARRATION.length)).toBe(3_500);
  });

  test('is exact at the words that the voice tells, also where one comes twice', () => {
    const words = [
      { text: 'to', startMs: 100, endMs: 150 },
      { text: 'be', startMs: 400, endMs: 500 },
      { text: 'to', startMs: 900, endMs: 950 },
      { text: 'go', startMs: 1_200, endMs: 1_300 },
    ];
    const at = spokenAt('to be to go', [{ text: 'to be to go', startMs: 100, endMs: 1_300, words }]);
    expect([0, 3, 6, 9].map((character) => at?.(character))).toEqual([100, 400, 900, 1_200]);
  });

  test('never goes back, whatever a voice tells', () => {
    const at = spokenAt(NARRATION, [
      { text: 'You need two eggs.', startMs: 900, endMs: 1_800, words: [{ text: 'eggs', startMs: 10, endMs: 20 }] },
      { text: 'other words', startMs: 1_900, endMs: 2_500 },
    ]);
    const times = Array.from(NARRATION, (_, character) => at?.(character) ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('knows nothing of a scene that nobody speaks', () => {
    expect(spokenAt(NARRATION, [])).toBeUndefined();
  });
});
