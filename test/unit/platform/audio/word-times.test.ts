import { describe, expect, test } from 'vitest';
import { writtenWords } from '../../../../src/platform/audio/word-times.ts';

const at = (text: string, startMs: number, endMs: number) => ({ text, startMs, endMs });

describe('times of written words', () => {
  test('are those of the voice where it says them as written', () => {
    const spoken = [at('Why', 100, 200), at('not', 250, 400)];
    expect(writtenWords(at('Why not?', 100, 400), spoken, 'en')).toEqual([at('Why', 100, 200), at('not?', 250, 400)]);
  });

  test('share what is between words that the voice tells', () => {
    const spoken = [at('It', 0, 100), at('cost', 120, 300), at('three', 300, 500), at('dollars', 500, 900), at('then', 900, 1_100)];
    expect(writtenWords(at('It cost $3 then.', 0, 1_100), spoken, 'en')).toEqual([
      at('It', 0, 100),
      at('cost', 120, 300),
      at('$3', 300, 900),
      at('then.', 900, 1_100),
    ]);
  });

  test.each([
    ['en', 'The year 1863 was a long one, they say.', 9],
    ['zh', '天空是蓝色的，因为空气散射光。', 7],
    ['ko', '하늘은 파랗다.', 2],
  ])('are estimated without the voice, in order and without a gap (%s)', (language, text, least) => {
    const words = writtenWords(at(text, 50, 3_050), [], language);
    expect(words.length).toBeGreaterThanOrEqual(least);
    expect(
      words
        .map((word) => word.text)
        .join('')
        .replace(/\s/g, ''),
    ).toBe(text.replace(/\s/g, ''));
    expect(words[0]?.startMs).toBe(50);
    expect(words.at(-1)?.endMs).toBeCloseTo(3_050);
    for (const [index, word] of words.entries()) expect(word.startMs).toBeCloseTo(words[index - 1]?.endMs ?? 50);
  });

  test('never leave the phrase, whatever the voice says', () => {
    const words = writtenWords(at('One two three.', 1_000, 2_000), [at('two', 0, 9_000), at('three', 8_000, 9_000)], 'en');
    for (const { startMs, endMs } of words) {
      expect(startMs).toBeGreaterThanOrEqual(1_000);
      expect(endMs).toBeGreaterThanOrEqual(startMs);
      expect(endMs).toBeLessThanOrEqual(2_000);
    }
  });
});
