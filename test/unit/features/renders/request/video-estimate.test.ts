import { describe, expect, test } from 'vitest';
import { creditsFor } from '../../../../../src/features/billing/billing.prices.ts';
import { longestFilmMs } from '../../../../../src/features/renders/request/video-estimate.ts';
import { LANGUAGES } from '../../../../../src/platform/catalogue/languages.ts';
import { breaths } from '../../../../../src/platform/providers/builtin/breaths.ts';
import { filmMs, KINDS_IN_EACH_LANGUAGE, KINDS_OF_TEXT, type Words } from '../../../../support/estimates.ts';

/** A slow voice, in milliseconds a character: those of the built-in ones were measured, and none speaks slower. */
const PACE = { letter: 66, digit: 765, han: 300, foreign: 1_260, symbol: 580 };
const OWN: Readonly<Record<string, number>> = {
  Latin: 66,
  Cyrillic: 80,
  Greek: 70,
  Han: 300,
  Hangul: 190,
  Devanagari: 85,
  Arabic: 110,
  Hebrew: 100,
};

function paceOf(character: string, language: string): number {
  if (/\p{N}/u.test(character)) return PACE.digit;
  const own = LANGUAGES.find(language)?.script ?? 'Latin';
  if (new RegExp(`[\\p{Script=${own}}\\p{M}]`, 'u').test(character)) return OWN[own] ?? PACE.letter;
  if (/[\p{Script=Latin}\s\p{P}]/u.test(character)) return PACE.letter;
  return /\p{L}/u.test(character) ? PACE.foreign : PACE.symbol;
}

const speakSlowly = (narration: string, language: string): number =>
  breaths(narration, language).reduce(
    (ms, { spoken, pauseMs }) => ms + pauseMs + [...spoken].reduce((sum, character) => sum + paceOf(character, language), 0),
    0,
  );

describe('the estimate', () => {
  describe.each(Object.entries({ ...KINDS_OF_TEXT, ...KINDS_IN_EACH_LANGUAGE }))('of %s', (kind, { language, text }) => {
    const rounds = kind in KINDS_OF_TEXT ? 10 : 1;
    test.each(['script', 'prompt'] as const)('as a %s is never below the film, at any frame rate', async (field) => {
      for (const fps of [24, 25, 30, 60]) {
        for (let round = 0; round < rounds; round += 1) {
          const words: Words = { prompt: null, script: null, language, [field]: text() };
          const estimated = longestFilmMs(words);
          const film = await filmMs(words, fps, speakSlowly);
          expect(estimated, JSON.stringify(words)).toBeGreaterThanOrEqual(film);
          expect(creditsFor('storyboard', estimated)).toBeGreaterThanOrEqual(creditsFor('storyboard', Math.round(film)));
        }
      }
    });
  });

  test.each(Object.entries({ ...KINDS_OF_TEXT, ...KINDS_IN_EACH_LANGUAGE }))(
    'of %s without narration is never below the film, and at most three times as long',
    async (_, { language, text }) => {
      for (const field of ['script', 'prompt']) {
        const words: Words = { prompt: null, script: null, voice: 'NONE', language, [field]: text() };
        const film = await filmMs(words, 30, () => 0);
        expect(longestFilmMs(words), JSON.stringify(words)).toBeGreaterThanOrEqual(film);
        if (field === 'script') expect(longestFilmMs(words), JSON.stringify(words)).toBeLessThan(3 * film + 4_000);
      }
    },
  );

  test('of usual prose is at most twice the film: credits are not locked up for nothing', async () => {
    for (const kind of ['prose', 'paragraphs', 'Prosa', '中文']) {
      const { language, text } = KINDS_OF_TEXT[kind] ?? { language: 'en', text: () => '' };
      const words: Words = { prompt: null, script: text(), language };
      expect(longestFilmMs(words), kind).toBeLessThan(2 * (await filmMs(words, 30, speakSlowly)) + 2_000);
    }
  });

  test('grows with every word, and counts the script where both are given', () => {
    const of = (script: string): number => longestFilmMs({ prompt: null, script, language: 'en' });
    expect(of('One two three four')).toBeGreaterThan(of('One two three'));
    expect(longestFilmMs({ prompt: 'x'.repeat(4_000), script: 'One two', language: 'en' })).toBe(of('One two'));
  });

  test('of the longest script is made in no time, whatever it is made of', () => {
    for (const piece of ['a', 'W', '7', '汉', '👩‍🚀', ' ', '\n', '.', "'"]) {
      const begun = performance.now();
      longestFilmMs({ prompt: null, script: piece.repeat(20_000 / piece.length), language: 'en' });
      expect(performance.now() - begun).toBeLessThan(500);
    }
  });
});

test('a film is never shorter than its one longest scene, however short it should be', () => {
  const prompt = `${'A sentence that goes on and on, '.repeat(15)}and ends here. A short one. Another one.`;
  const request = { prompt, script: null, language: 'en' };
  const scene = longestFilmMs({ prompt: null, script: prompt.slice(0, prompt.indexOf('.')), language: 'en' });
  expect(longestFilmMs({ ...request, durationMs: 1_000 })).toBeGreaterThanOrEqual(scene);
  expect(longestFilmMs({ ...request, durationMs: 1_000 })).toBeLessThanOrEqual(longestFilmMs(request));
});
