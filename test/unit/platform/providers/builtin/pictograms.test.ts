import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isPictogram } from '../../../../../src/platform/media/drawing/pictograms/pictogram.ts';
import { PICTOGRAM_NAMES, nounsIn } from '../../../../../src/platform/providers/builtin/pictograms/nouns.ts';

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

it('has an outline for each pictogram, as the package has it', () => {
  expect(PICTOGRAM_NAMES.length).toBeGreaterThan(200);
  expect(PICTOGRAM_NAMES.filter((name) => !isPictogram(name))).toEqual([]);
  execFileSync(process.execPath, ['scripts/pictograms.ts', '--check'], { cwd: new URL('../../../../..', import.meta.url) });
});
