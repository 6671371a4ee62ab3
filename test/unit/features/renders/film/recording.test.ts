import { describe, expect, test } from 'vitest';
import { quietLevel, recordedPhrases } from '../../../../../src/features/renders/film/sound/recording.ts';

const RATE = 48_000;

/** Stretches of a tone, with noise between them: milliseconds of each, a tone first. */
function recording(lengths: readonly number[], noise = 0): Int16Array {
  const samples = lengths.flatMap((ms, index) =>
    Array.from({ length: (ms * RATE) / 1_000 }, (_, at) => {
      const hiss = noise * (((at * 7_919) % 200) / 100 - 1);
      return Math.round((index % 2 === 0 ? 9_000 * Math.sin((2 * Math.PI * 220 * at) / RATE) : 0) + hiss);
    }),
  );
  return Int16Array.from(samples);
}

const SENTENCES = 'The sea is blue today. The sand is warm and dry.';

describe('the sentences of a recording', () => {
  test('begin and end at its pause, although another place would fit their syllables better', () => {
    const phrases = recordedPhrases(SENTENCES, 'en', recording([1_400, 500, 1_600]));
    expect(phrases.map(({ text }) => text.trim())).toEqual(['The sea is blue today.', 'The sand is warm and dry.']);
    expect(phrases[0]?.endMs).toBeCloseTo(1_400, -1);
    expect(phrases[1]?.startMs).toBeCloseTo(1_900, -1);
    expect(phrases[1]?.endMs).toBeCloseTo(3_500, -1);
  });

  test('are found in a noisy room', () => {
    const samples = recording([1_400, 500, 1_600], 600);
    expect(quietLevel(samples)).toBeGreaterThan(600);
    expect(recordedPhrases(SENTENCES, 'en', samples)[0]?.endMs).toBeCloseTo(1_400, -1);
  });

  test('are divided by their syllables where nobody pauses', () => {
    const [first, second] = recordedPhrases(SENTENCES, 'en', recording([3_000]));
    expect(first?.endMs).toBe(second?.startMs);
    expect(first?.endMs).toBeGreaterThan(1_000);
    expect(first?.endMs).toBeLessThan(2_000);
  });

  test('are one phrase without a text where there are none', () => {
    const [only, ...others] = recordedPhrases('', 'en', recording([1_000]));
    expect(others).toEqual([]);
    expect(only).toMatchObject({ text: '' });
    expect(only?.endMs).toBeCloseTo(1_000, -1);
  });
});
