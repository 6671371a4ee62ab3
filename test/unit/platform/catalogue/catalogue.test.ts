import { describe, expect, test } from 'vitest';
import { CAPTION_STYLES } from '../../../../src/platform/catalogue/caption-styles.ts';
import { FRAME_RATES } from '../../../../src/platform/catalogue/sizes/frame-rates.ts';
import { baseLanguage, LANGUAGES } from '../../../../src/platform/catalogue/languages.ts';
import { LOOKS } from '../../../../src/platform/catalogue/looks.ts';
import type { UsableModel } from '../../../../src/platform/catalogue/models/model.ts';
import { MODELS, usableModel, usableModels } from '../../../../src/platform/catalogue/models.ts';
import { oneOf, OptionList } from '../../../../src/platform/catalogue/options.ts';
import { PROVIDER_KINDS, PROVIDERS, serves } from '../../../../src/platform/catalogue/providers.ts';
import { RESOLUTIONS } from '../../../../src/platform/catalogue/sizes/resolutions.ts';
import { SHAPES } from '../../../../src/platform/catalogue/sizes/shapes.ts';
import { TRANSITIONS } from '../../../../src/platform/catalogue/transitions.ts';
import { VOICES, voicesOf } from '../../../../src/platform/catalogue/voices.ts';

const LISTS = { CAPTION_STYLES, FRAME_RATES, LANGUAGES, LOOKS, MODELS, PROVIDERS, RESOLUTIONS, SHAPES, TRANSITIONS, VOICES };

interface Listed {
  readonly fallback: string | number;
  readonly names: readonly (string | number)[];
  readonly all: readonly { readonly title: string; readonly description: string }[];
}

describe.each(Object.entries(LISTS))('%s', (_name, list: Listed) => {
  test('has its default among its entries', () => expect(list.names).toContain(list.fallback));

  test('describes each entry in a full sentence', () => {
    for (const { title, description } of list.all) {
      expect(title.trim()).not.toBe('');
      expect(description).toMatch(/^\S.*[.]$/);
    }
  });
});

describe('a list of options', () => {
  const entry = (name: string) => ({ name, title: name, description: `${name}.` });

  test('refuses two entries of one name', () => {
    expect(() => new OptionList('a', [entry('a'), entry('a')])).toThrow('Duplicate name among a, a.');
  });

  test('does not compile with a default that is not among its entries', () => {
    // @ts-expect-error -- c is not an entry.
    expect(new OptionList('c', [{ name: 'a', title: 'A', description: 'A.' }]).find('c')).toBeUndefined();
  });

  test('finds nothing by the names that every object has', () => {
    expect(LOOKS.find('toString')).toBeUndefined();
    expect(() => LOOKS.get('constructor')).toThrow('unknown option: constructor');
  });

  test.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b', 'c'], 'a, b or c'],
  ])('writes %j as “%s”', (names, text) => expect(oneOf(names)).toBe(text));
});

describe('a model', () => {
  test('that can be used names providers that serve what it needs, and accepts the defaults', () => {
    for (const { uses, limits, provider, kind } of usableModels()) {
      expect(serves(provider, kind)).toBe(true);
      expect([serves(uses.script, 'SCRIPT'), serves(uses.visual, 'VISUAL')]).toEqual([true, true]);
      expect(limits.resolutions).toContain(RESOLUTIONS.fallback);
      expect(limits.aspectRatios).toContain(SHAPES.fallback);
      expect(limits.frameRates).toContain(FRAME_RATES.fallback);
      expect(FRAME_RATES.names).toEqual(expect.arrayContaining([...limits.frameRates]));
    }
  });

  test('is replaced by one that can be used', () => {
    const successors = MODELS.all.flatMap(({ replacedBy }) => replacedBy ?? []);
    expect(usableModels().map(({ name }) => name)).toEqual(expect.arrayContaining(successors));
  });

  test('has a date of its end that exists', () => {
    const dates = MODELS.all.flatMap(({ shutdownAt }) => shutdownAt ?? []);
    expect(dates.map((date) => new Date(date).toISOString().slice(0, 10))).toEqual(dates);
  });

  test.each(['sora-1', 'sora-2', 'runway-gen3'])('that its maker switched off is listed as retired: %s', (name) => {
    expect(MODELS.find(name)).toMatchObject({ state: 'RETIRED', replacedBy: 'storyboard' });
  });

  test('does not compile without a price while it can be used', () => {
    const { price: _, ...free } = usableModel('storyboard');
    // @ts-expect-error -- the price is missing.
    const model: UsableModel = free;
    expect(model).not.toHaveProperty('price');
  });
});

test('every language has a voice, and every voice a language and a provider that speaks', () => {
  for (const language of LANGUAGES.names) expect(voicesOf(language), language).not.toEqual([]);
  for (const { language, provider } of VOICES.all) {
    expect(LANGUAGES.names).toContain(baseLanguage(language));
    expect(serves(provider, 'SPEECH')).toBe(true);
  }
});

test('a frame of every rate holds a whole number of samples', () => {
  for (const rate of FRAME_RATES.names) expect(48_000 % rate).toBe(0);
});

test('a provider serves known kinds only', () => {
  for (const { kinds } of PROVIDERS.all) expect(PROVIDER_KINDS).toEqual(expect.arrayContaining([...kinds]));
  expect([serves('builtin', 'AVATAR'), serves('nobody', 'SPEECH')]).toEqual([false, false]);
});
