import { describe, expect, it } from 'vitest';
import { breaths } from '../../../../../src/platform/providers/builtin/breaths.ts';
import { textWidth, words } from '../../../../../src/platform/text/plain-text.ts';

const texts = (text: string, language = 'en'): string[] => breaths(text, language).map((breath) => breath.text);

describe('breaths', () => {
  it('are sentences where these fit a caption', () => {
    expect(texts('Why is the sky blue? Sunlight holds every colour.')).toEqual(['Why is the sky blue?', 'Sunlight holds every colour.']);
  });

  it('end at clauses where a sentence is long', () => {
    expect(
      texts('Sunlight looks white, but it holds every colour of the rainbow, all mixed together until the air takes them apart.'),
    ).toEqual(['Sunlight looks white, but it holds every colour of the rainbow,', 'all mixed together until the air takes them apart.']);
  });

  it.each([
    ['en', 'a word and another word and '.repeat(40)],
    ['zh', '当阳光穿过大气层时空气分子把蓝光向各个方向散射所以我们看到的天空是蓝色的'.repeat(5)],
    ['en', 'x'.repeat(700)],
    ['de', 'Donaudampfschifffahrtsgesellschaft und noch mehr, z. B. am 3. Oktober; '.repeat(8)],
  ])('fit two lines of a caption and hold every word (%s)', (language, text) => {
    const parts = texts(text, language);
    expect(Math.max(...parts.map(textWidth))).toBeLessThanOrEqual(84);
    expect(parts.flatMap((part) => words(part, language)).join('')).toBe(words(text, language).join(''));
  });

  it('pause longer after a sentence than after a clause, and not after the last', () => {
    const long = 'Sunlight looks white, but it holds every colour of the rainbow, all mixed together until the air takes them apart. Yes.';
    const [clause = 0, sentence = 0, last = 0] = breaths(long, 'en').map(({ pauseMs }) => pauseMs);
    expect(sentence).toBeGreaterThan(clause);
    expect(clause).toBeGreaterThan(0);
    expect(last).toBe(0);
  });

  it('show emoji and do not speak them', () => {
    expect(breaths('Nice 😀 work 👩‍🚀!', 'en')).toEqual([{ text: 'Nice 😀 work 👩‍🚀!', spoken: 'Nice work !', pauseMs: 0 }]);
  });

  it('never hand the notation of the voice to it', () => {
    for (const { spoken } of breaths("Say [[h@'l_oU]] now.\u0000 [[", 'en')) expect(spoken).not.toMatch(/[[\]]|\p{Cc}/u);
  });

  it('leave pieces without a word with their neighbour', () => {
    expect(texts('… — Hello. 😀 !!! ... World.')).toEqual(['… — Hello. 😀 !!! ...', 'World.']);
    expect(texts('😀 … !')).toEqual([]);
  });
});
