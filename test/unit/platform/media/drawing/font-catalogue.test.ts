import { describe, expect, it } from 'vitest';
import { BUILTIN_VOICES } from '../../../../../src/platform/catalogue/voices/builtin.ts';
import { missingGlyphs } from '../../../../../src/platform/media/drawing/fonts/glyph-coverage.ts';
import { familyOrder, rangeTest } from '../../../../../src/platform/media/drawing/fonts/font-catalogue.ts';
import { SAMPLES } from '../../../../support/samples.ts';

describe('familyOrder', () => {
  it.each([
    ['ja', 'jp'],
    ['ja-JP', 'jp'],
    ['ko', 'kr'],
    ['zh', 'sc'],
    ['zh-Hans', 'sc'],
    ['zh-CN', 'sc'],
    ['zh-Hant', 'tc'],
    ['zh-TW', 'tc'],
    ['zh-HK', 'tc'],
    ['yue', 'tc'],
  ])('puts the forms of %s right after Latin', (language, family) => {
    expect(familyOrder(language, 'sans').slice(0, 2)).toEqual(['sans', family]);
  });

  it('asks emoji last, for they contain digits', () => {
    for (const language of ['en', 'ja', 'ar', 'zh-Hant', 'nonsense']) expect(familyOrder(language, 'serif').at(-1)).toBe('emoji');
  });

  it('falls back from serif to sans before any other script', () => {
    expect(familyOrder('en', 'serif').slice(0, 2)).toEqual(['serif', 'sans']);
  });

  it('names each family once', () => {
    const order = familyOrder('ja', 'sans');
    expect(new Set(order).size).toBe(order.length);
  });
});

it('reads the unicode ranges of a style sheet', () => {
  const covers = rangeTest('U+0-7f,U+2014, U+1f1e6-1f1ff');
  expect([0x41, 0x7f, 0x2014, 0x1f1f0].every(covers)).toBe(true);
  expect([0x80, 0x2013, 0x2015, 0x1f200].some(covers)).toBe(false);
});

it('draws every language that a voice speaks', () => {
  for (const [language, sample] of Object.entries(SAMPLES)) expect(missingGlyphs(sample, language), language).toEqual([]);
  for (const { title, language } of BUILTIN_VOICES) expect(missingGlyphs(title, language), title).toEqual([]);
});
