import { expect, test } from 'vitest';
import type { GivenOptions } from '../../../../src/platform/catalogue/film/film-options.ts';
import { resolveOptions } from '../../../../src/platform/catalogue/film/precedence.ts';

const ASSET = '019a0000-0000-7000-8000-00000000000a';
const resolved = (request: GivenOptions, preset: GivenOptions = {}) => {
  const { options, origins, faults } = resolveOptions([
    { source: 'REQUEST', options: request },
    { source: 'PRESET', options: preset },
  ]);
  const { musicAssetId, musicMood } = options;
  const chosen = origins.filter(({ option }) => option.startsWith('music')).map(({ option, source }) => `${option} of ${source}`);
  return { musicAssetId, musicMood, chosen, faults: faults.map(({ option, message }) => `${option}: ${message}`) };
};

test('music is left open where nobody chooses it', () => {
  expect(resolved({})).toEqual({ musicAssetId: null, musicMood: null, chosen: [], faults: [] });
});

test('an asset of a preset is used, and a mood of the request turns it off', () => {
  const preset = { musicAssetId: ASSET };
  expect(resolved({}, preset)).toMatchObject({ musicAssetId: ASSET, musicMood: null, chosen: ['musicAssetId of PRESET'], faults: [] });
  expect(resolved({ musicMood: 'none' }, preset)).toMatchObject({
    musicAssetId: null,
    musicMood: 'none',
    chosen: ['musicMood of REQUEST'],
  });
  expect(resolved({ musicMood: 'tense' }, preset)).toMatchObject({ musicAssetId: null, musicMood: 'tense', faults: [] });
});

test('a request names one of both, and a mood that there is', () => {
  expect(resolved({ musicAssetId: ASSET, musicMood: 'calm' }).faults).toEqual(['musicMood: Give musicMood or musicAssetId, not both.']);
  expect(resolved({ musicMood: 'loud' }).faults).toEqual(['musicMood: Not supported. Choose one of none, calm, uplifting, tense.']);
});
