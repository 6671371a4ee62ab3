import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { AI_LABELS } from '../../../src/platform/catalogue/ai-labels.ts';
import { CAPTION_POSITIONS, CAPTION_SIZES } from '../../../src/platform/catalogue/film/caption-places.ts';
import { CAPTION_STYLES } from '../../../src/platform/catalogue/caption-styles.ts';
import { FRAME_RATES } from '../../../src/platform/catalogue/sizes/frame-rates.ts';
import { LANGUAGES } from '../../../src/platform/catalogue/languages.ts';
import { LOOKS } from '../../../src/platform/catalogue/looks.ts';
import type { Model } from '../../../src/platform/catalogue/models/model.ts';
import { MODELS, usableModel, usableModels } from '../../../src/platform/catalogue/models.ts';
import { MOTIONS } from '../../../src/platform/catalogue/motions.ts';
import { MUSIC_MOODS } from '../../../src/platform/catalogue/music-moods.ts';
import { RESOLUTIONS } from '../../../src/platform/catalogue/sizes/resolutions.ts';
import { SHAPES } from '../../../src/platform/catalogue/sizes/shapes.ts';
import { TRANSITIONS } from '../../../src/platform/catalogue/transitions.ts';
import { VOICES } from '../../../src/platform/catalogue/voices.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/films.md'), 'utf8');

/** Cells of the table whose first column has this title, without its head; code marks are left out. */
function tableOf(title: string): string[][] {
  const table = page.split(/\n{2,}/).find((block) => block.startsWith(`| ${title} `)) ?? '';
  return table
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

const described = (all: readonly { readonly name: string; readonly description: string }[]): string[][] =>
  all.map(({ name, description }) => [name, description]);

test.each([
  ['look', LOOKS.all],
  ['caption style', CAPTION_STYLES.all],
  ['transition', TRANSITIONS.all],
  ['motion', MOTIONS.all],
  ['music mood', MUSIC_MOODS.all],
])('films.md has the table of each %s as the catalogue has it', (title, all) => {
  expect(tableOf(title)).toEqual(described(all));
});

test('films.md has the table of voices as the catalogue has it', () => {
  expect(tableOf('voice')).toEqual(VOICES.all.map(({ name, title, language, provider }) => [name, title, language, provider]));
});

test('films.md has the table of models as the catalogue has it', () => {
  const terms = (model: Model): string =>
    model.state === 'RETIRED'
      ? `switched off on ${model.shutdownAt}; use ${model.replacedBy}`
      : `${model.price.credits} credit${model.price.credits === 1 ? '' : 's'} for each started ${model.price.eachMs / 1_000} s`;
  expect(tableOf('model')).toEqual(MODELS.all.map((model) => [model.name, model.provider, model.state, model.description, terms(model)]));
});

test('films.md has the choices and defaults of each field as the catalogue has them', () => {
  const { resolutions } = usableModel(MODELS.fallback).limits;
  const choices = {
    language: LANGUAGES,
    look: LOOKS,
    resolution: { names: resolutions, fallback: RESOLUTIONS.fallback },
    aspectRatio: SHAPES,
    fps: FRAME_RATES,
    captionStyle: CAPTION_STYLES,
    captionPosition: CAPTION_POSITIONS,
    captionSize: CAPTION_SIZES,
    transition: TRANSITIONS,
    motion: MOTIONS,
    musicMood: MUSIC_MOODS,
    aiLabel: AI_LABELS,
    model: { names: usableModels().map(({ name }) => name), fallback: MODELS.fallback },
  };
  const fields = new Map(tableOf('field').map(([field, ...cells]) => [field, cells]));
  for (const [field, { names, fallback }] of Object.entries(choices)) {
    const [offered = '', whenLeftOut] = fields.get(field) ?? [];
    expect(offered.split(/: |, also/)[0], field).toBe(names.join(', '));
    // The language is detected first; music follows the length.
    if (field === 'language') expect(whenLeftOut).toContain(`${fallback} where the text is too short`);
    else if (field === 'musicMood') expect(whenLeftOut).toBe(`${fallback} for films of 15 s or longer, else none`);
    else expect(whenLeftOut, field).toBe(String(fallback));
  }
});
