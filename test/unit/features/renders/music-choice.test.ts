import { expect, test } from 'vitest';
import { musicOf } from '../../../../src/features/renders/music-choice.ts';
import { smallSpec } from '../../../support/small-spec.ts';

const open = { musicAssetId: null, musicMood: null, musicStartMs: null, musicGainDb: null, language: 'en' };
const scenes = (count: number) =>
  smallSpec({ voicesMs: Array.from({ length: count }, () => 1_000) }).scenes.map((scene) => ({
    ...scene,
    narration: 'Sunlight looks white, but it is a mix of all colours of the rainbow.',
  }));

test('a short film has music only when it was asked for', () => {
  expect(musicOf(open, scenes(1))).toBeUndefined();
  expect(musicOf({ ...open, musicMood: 'tense' }, scenes(1))).toEqual({ mood: 'tense', provider: 'builtin' });
});

test('a longer film has calm music unless it was turned off', () => {
  expect(musicOf(open, scenes(6))).toEqual({ mood: 'calm', provider: 'builtin' });
  expect(musicOf({ ...open, musicMood: 'none' }, scenes(6))).toBeUndefined();
});

test('silent scenes count by their length', () => {
  const silent = scenes(4).map((scene) => ({ ...scene, narration: '', durationMs: 4_000 }));
  expect(musicOf(open, silent)).toBeDefined();
  expect(musicOf(open, silent.slice(1))).toBeUndefined();
});

test('music of the workspace is used whatever the length', () => {
  expect(musicOf({ ...open, musicAssetId: 'a' }, scenes(1))).toEqual({ assetId: 'a' });
  const changed = { ...open, musicStartMs: 1_500, musicGainDb: -3 };
  expect(musicOf({ ...changed, musicAssetId: 'a' }, scenes(1))).toEqual({ assetId: 'a', startMs: 1_500, gainDb: -3 });
  expect(musicOf({ ...changed, musicMood: 'tense' }, scenes(1))).toEqual({ mood: 'tense', provider: 'builtin', gainDb: -3 });
});

test('defaults are left out, so that a worker from before there was a choice reads the spec', () => {
  expect(musicOf({ ...open, musicAssetId: 'a', musicStartMs: 0, musicGainDb: 0 }, scenes(1))).toEqual({ assetId: 'a' });
});
