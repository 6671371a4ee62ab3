import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isPictogram } from '../../../../../src/platform/media/drawing/pictograms/pictogram.ts';
import { PICTOGRAM_NAMES, nounsIn, pictogramOf } from '../../../../../src/platform/providers/builtin/pictograms/nouns.ts';

const found = (text: string, language: string): string[] =>
  nounsIn(text, language).map(({ pictogram, start, end }) => `${text.slice(start, end)}: ${pictogram}`);

describe('nounsIn', () => {
  it.each([
    ['en', 'The lighthouses guide ships home.', ['lighthouses: lighthouse', 'ships: boat', 'home: house']],
    [
      'en',
      'A cat chases butterflies past the washing machine.',
      ['cat: cat', 'butterflies: butterfly', 'washing machine: washing-machine'],
    ],
    ['en', 'He likes to watch and to bank on it, light as a fan.', []],
    ['de', 'Die Leuchttürme weisen den Schiffen den Weg.', ['Leuchttürme: lighthouse', 'Schiffen: boat']],
    ['de', 'Sie essen gern und feuern an.', []],
    ['zh', '猫和狗在森林里。', ['猫: cat', '狗: dog', '森林: tree-evergreen']],
    ['fr', 'Le chat dort.', []],
  ])('%s: %s', (language, text, expected) => {
    expect(found(text, language)).toEqual(expected);
  });
});

it.each([
  ['en', 'The team scored in the last minute of the football match.', 'soccer-ball'],
  ['en', 'Astronauts train for years before their rocket starts.', 'rocket'],
  ['en', 'Lock your bicycle to something heavy.', 'bicycle'],
  ['en', 'The train leaves before the rocket.', 'train'],
  ['en', 'People wait for an hour.', 'users-three'],
  ['en', 'Book early.', 'book-open'],
  ['de', 'Das Team feiert mit dem Pokal.', 'trophy'],
  ['fr', 'Le chat dort.', undefined],
])('%s: chooses the noun that says what it is about: %s', (language, text, expected) => {
  expect(pictogramOf(text, language)).toBe(expected);
});

it('has an outline for each pictogram, as the package has it', () => {
  expect(PICTOGRAM_NAMES.length).toBeGreaterThan(200);
  expect(PICTOGRAM_NAMES.filter((name) => !isPictogram(name))).toEqual([]);
  execFileSync(process.execPath, ['scripts/pictograms.ts', '--check'], { cwd: new URL('../../../../..', import.meta.url) });
});
