import { expect, test } from 'vitest';
import { wordFindings } from '../../../../../src/features/renders/checks/word-checks.ts';

const found = (narration: string, language: string) => wordFindings({ id: 'scene', narration }, 1, { language, voice: 'en-us' });

test('words that the voice would spell are an error that names what fits', () => {
  expect(found('Почему небо голубое? Это воздух.', 'en')).toEqual([
    {
      type: 'UNREADABLE_TEXT',
      severity: 'ERROR',
      message:
        'Scene 2: A voice of English cannot read this text: 100 % of its letters are of another script (Cyrillic). Choose one of ru, uk.',
      sceneId: 'scene',
      field: 'narration',
    },
  ]);
});

test('words that ask for a text are a warning', () => {
  expect(found('Explain photosynthesis to children. Use simple words.', 'en')).toMatchObject([
    { type: 'INSTRUCTION', severity: 'WARNING' },
  ]);
});

test.each([
  ['Why is the sky blue? It is the air.', 'en'],
  ['Почему небо голубое? Это воздух.', 'ru'],
  ['', 'en'],
  ['…', 'en'],
])('%j (%s) is fine', (narration, language) => {
  expect(found(narration, language)).toEqual([]);
});

test('nobody has to read out a film without narration', () => {
  expect(wordFindings({ id: 'scene', narration: 'Почему небо голубое? Это воздух.' }, 1, { language: 'en', voice: 'NONE' })).toEqual([]);
});
