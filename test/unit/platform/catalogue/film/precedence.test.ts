import { Faker, base, en } from '@faker-js/faker';
import { describe, expect, test } from 'vitest';
import { AI_LABELS } from '../../../../../src/platform/catalogue/ai-labels.ts';
import { CAPTION_POSITIONS, CAPTION_SIZES } from '../../../../../src/platform/catalogue/film/caption-places.ts';
import { CAPTION_STYLES } from '../../../../../src/platform/catalogue/caption-styles.ts';
import { OPTION_NAMES } from '../../../../../src/platform/catalogue/film/film-options.ts';
import type { GivenOptions } from '../../../../../src/platform/catalogue/film/film-options.ts';
import { OPTION_SOURCES } from '../../../../../src/platform/catalogue/film/option-layers.ts';
import type { OptionLayer } from '../../../../../src/platform/catalogue/film/option-layers.ts';
import { resolveOptions } from '../../../../../src/platform/catalogue/film/precedence.ts';
import { FRAME_RATES } from '../../../../../src/platform/catalogue/sizes/frame-rates.ts';
import { baseLanguage, LANGUAGES } from '../../../../../src/platform/catalogue/languages.ts';
import { LOOKS } from '../../../../../src/platform/catalogue/looks.ts';
import { MOTIONS } from '../../../../../src/platform/catalogue/motions.ts';
import { SHAPES } from '../../../../../src/platform/catalogue/sizes/shapes.ts';
import { TRANSITIONS } from '../../../../../src/platform/catalogue/transitions.ts';
import { VOICES, voicesOf } from '../../../../../src/platform/catalogue/voices.ts';

const random = new Faker({ locale: [en, base], seed: 20_261_129 });
const ROUNDS = 500;
const SOURCES = OPTION_SOURCES.filter((source) => source !== 'SYSTEM');

const maybe = <T>(make: () => T): T | null | undefined => random.helpers.arrayElement([make(), make(), null, undefined]);
const one = <T>(all: readonly T[]): T => random.helpers.arrayElement([...all]);

/** Valid by itself, as a saved preset is: a voice speaks the language beside it. */
function someOptions(): GivenOptions {
  const language = maybe(() => one(LANGUAGES.names));
  return {
    resolution: maybe(() => one(['P360', 'P480', 'P720', 'P1080'] as const)),
    aspectRatio: maybe(() => one(SHAPES.names)),
    fps: maybe(() => one(FRAME_RATES.names)),
    language,
    voice: maybe(() => one(language ? voicesOf(language) : VOICES.all).name),
    look: maybe(() => one(LOOKS.names)),
    captionStyle: maybe(() => one(CAPTION_STYLES.names)),
    captionPosition: maybe(() => one(CAPTION_POSITIONS.names)),
    captionSize: maybe(() => one(CAPTION_SIZES.names)),
    transition: maybe(() => one(TRANSITIONS.names)),
    motion: maybe(() => one(MOTIONS.names)),
    brandColors: maybe(() => [random.color.rgb()]),
    logoAssetId: maybe(() => random.string.uuid()),
    renditions: maybe(() => one([[], ['WEBM'], ['GIF', 'HLS']])),
    aiLabel: maybe(() => one(AI_LABELS.names)),
    musicGainDb: maybe(() => random.number.int({ min: -40, max: 12 })),
  };
}

const someLayers = (): OptionLayer[] =>
  random.helpers.shuffle(
    SOURCES.filter(() => random.datatype.boolean()).map((source) => ({ source, options: someOptions(), presetId: source })),
  );

describe('the start of music', () => {
  const startOf = (request: GivenOptions, preset: GivenOptions = {}) => {
    const { options, origins, faults } = resolveOptions([
      { source: 'REQUEST', options: request },
      { source: 'PRESET', options: preset, presetId: 'p' },
    ]);
    const from = origins.find(({ option }) => option === 'musicStartMs')?.source;
    return { start: options.musicStartMs, from, faults: faults.map(({ option, source }) => `${source} ${option}`) };
  };
  const [own, other] = [{ musicAssetId: 'own' }, { musicAssetId: 'other', musicStartMs: 5_000 }];

  test('is that of the music or of a higher source', () => {
    expect(startOf({ ...own, musicStartMs: 1_000 })).toEqual({ start: 1_000, from: 'REQUEST', faults: [] });
    expect(startOf({}, other)).toEqual({ start: 5_000, from: 'PRESET', faults: [] });
    expect(startOf({ musicStartMs: 0 }, other)).toEqual({ start: 0, from: 'REQUEST', faults: [] });
    // What a preset skips of its music says nothing of other music.
    expect(startOf(own, other)).toEqual({ start: null, from: undefined, faults: [] });
    expect(startOf({ musicMood: 'calm' }, other)).toEqual({ start: null, from: undefined, faults: [] });
  });

  test.each<[string, GivenOptions, GivenOptions, string]>([
    ['negative', { ...own, musicStartMs: -1 }, {}, 'REQUEST musicStartMs'],
    ['behind the longest file', { ...own, musicStartMs: 21_600_001 }, {}, 'REQUEST musicStartMs'],
    ['of a mood', { musicMood: 'calm', musicStartMs: 1 }, {}, 'REQUEST musicStartMs'],
    ['of the mood of a preset', { musicStartMs: 1 }, { musicMood: 'calm' }, 'REQUEST musicStartMs'],
    ['of no music', {}, { musicStartMs: 1 }, 'PRESET musicStartMs'],
  ])('%s is refused', (_, request, preset, fault) => {
    expect(startOf(request, preset).faults).toEqual([fault]);
  });

  test.each([-41, 12.5, Number.NaN])('a gain of %f dB is refused', (musicGainDb) => {
    expect(startOf({ musicGainDb }).faults).toEqual(['REQUEST musicGainDb']);
  });
});

describe('the rule of precedence', () => {
  test('gives every option the value of the first source that has one, and says so', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const layers = someLayers();
      const { options, origins, faults } = resolveOptions(layers);
      expect(faults, JSON.stringify(layers)).toEqual([]);
      for (const name of OPTION_NAMES.filter((option) => option !== 'voice' && option !== 'language')) {
        const first = SOURCES.map((source) => layers.find((layer) => layer.source === source)).find(
          (layer) => layer?.options[name] != null,
        );
        const origin = origins.find(({ option }) => option === name);
        if (first) {
          expect(options[name]).toEqual(first.options[name]);
          expect(origin).toEqual({ option: name, value: options[name], source: first.source, presetId: first.presetId });
        } else if (options[name] === null) expect(origin).toBeUndefined();
        else expect(origin).toEqual({ option: name, value: options[name], source: 'SYSTEM', presetId: null });
      }
    }
  });

  test('never joins a voice and a language that do not fit, and keeps the one from the higher source', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const layers = someLayers();
      const { options } = resolveOptions(layers);
      const why = JSON.stringify({ layers, options });
      expect(
        voicesOf(options.language).map(({ name }) => name),
        why,
      ).toContain(options.voice);
      const speaks = SOURCES.flatMap((source) => layers.filter((layer) => layer.source === source)).find(
        ({ options: given }) => given.language != null || given.voice != null,
      )?.options;
      if (speaks?.language != null) expect(options.language, why).toBe(speaks.language);
      if (speaks?.voice != null) expect(options.voice, why).toBe(speaks.voice);
    }
  });

  test('does not depend on the order in which sources are given', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const layers = someLayers();
      expect(resolveOptions(layers.toReversed())).toEqual(resolveOptions(layers));
    }
  });
});

describe('what does not fit', () => {
  const of = (source: OptionLayer['source'], options: GivenOptions): OptionLayer => ({ source, options });

  test('a lower voice that does not speak the language is passed over', () => {
    const { options, origins, faults } = resolveOptions([
      of('REQUEST', { language: 'de' }),
      of('PRESET', { voice: 'en-gb' }),
      of('WORKSPACE', { voice: 'de-female' }),
    ]);
    expect(faults).toEqual([]);
    expect(options).toMatchObject({ language: 'de', voice: 'de-female' });
    expect(origins).toContainEqual({ option: 'voice', value: 'de-female', source: 'WORKSPACE', presetId: null });
  });

  test('a film without narration takes any language that the fonts draw', () => {
    const silent = of('REQUEST', { voice: 'NONE' });
    expect(resolveOptions([silent, of('PRESET', { language: 'ja', voice: 'de' })])).toMatchObject({
      options: { voice: 'NONE', language: 'ja' },
      faults: [],
    });
    expect(resolveOptions([silent], () => 'zh').options).toMatchObject({ voice: 'NONE', language: 'zh' });
    expect(resolveOptions([of('REQUEST', { language: 'de' }), of('PRESET', { voice: 'NONE' })]).options.voice).toBe('NONE');
    expect(resolveOptions([of('REQUEST', { voice: 'NONE', language: 'ta' })]).faults).toMatchObject([{ option: 'language' }]);
    expect(resolveOptions([of('REQUEST', { language: 'ja' })]).faults).toMatchObject([{ option: 'language' }]);
  });

  test('a voice alone brings its language', () => {
    const { options, origins } = resolveOptions([of('REQUEST', { voice: 'de' }), of('PRESET', { language: 'en' })]);
    expect(baseLanguage(options.language)).toBe('de');
    expect(origins).toContainEqual({ option: 'language', value: 'de', source: 'REQUEST', presetId: null });
    expect(resolveOptions([of('REQUEST', { voice: 'de' }), of('PRESET', { language: 'de-AT' })]).options.language).toBe('de-AT');
  });

  test.each<[string, GivenOptions, string]>([
    ['a retired model', { model: 'sora-2' }, 'model'],
    ['an unknown model', { model: 'no' }, 'model'],
    ['an unknown language', { language: 'xx' }, 'language'],
    ['a tag that is none', { language: 'e' }, 'language'],
    ['a voice of another language beside it', { language: 'de', voice: 'en-us' }, 'voice'],
    ['an unknown voice', { voice: 'no' }, 'voice'],
    ['a resolution that no film has', { resolution: 'P4320' as 'P2160' }, 'resolution'],
    ['a frame rate', { fps: 29 }, 'fps'],
    ['a look', { look: 'no' }, 'look'],
    ['a transition', { transition: '' }, 'transition'],
    ['a color by name', { brandColors: ['#ffffff', 'red'] }, 'brandColors'],
    ['no color', { brandColors: [] }, 'brandColors'],
    ['six colors', { brandColors: Array.from({ length: 6 }, () => '#000000') }, 'brandColors'],
    ['an unknown provider', { providerOrder: ['no'] }, 'providerOrder'],
    ['a provider twice', { providerOrder: ['builtin', 'builtin'] }, 'providerOrder'],
    ['an unknown rendition', { renditions: ['AVI'] }, 'renditions'],
    ['a stream that is too large', { resolution: 'P1440', renditions: ['HLS'] }, 'renditions'],
    ['an unknown label', { aiLabel: 'yes' }, 'aiLabel'],
    ['a rendition twice', { renditions: ['GIF', 'GIF'] }, 'renditions'],
  ])('%s is a fault of its source', (_, options, option) => {
    for (const source of SOURCES) expect(resolveOptions([of(source, options)]).faults).toMatchObject([{ option, source }]);
  });
});
