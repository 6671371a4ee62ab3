import { expect, test } from 'vitest';
import { searchesOf } from '../../../../../src/platform/providers/vendors/stock/search-words.ts';

const scene = { width: 640, height: 360, position: 0, sceneCount: 1, seed: 'a', look: 'editorial' };

test('a scene is searched by the words of its heading, then of its narration, then of the film, then by less', () => {
  const searches = searchesOf({
    ...{ ...scene, language: 'en', filmTitle: 'Why rivers bend', heading: 'The outer bank' },
    narration: 'Water on the outside of a curve runs faster.',
  });
  expect(searches.slice(0, 3)).toEqual(['outer bank', 'Water outside curve runs', 'rivers bend']);
  expect(searches).toContain('outside');
});

test('a prompt of one’s own comes first, and nothing is searched without words', () => {
  expect(searchesOf({ ...scene, language: 'de', filmTitle: '', heading: '', narration: '', prompt: 'Ein Fluss im Tal' })[0]).toBe(
    'Fluss Tal',
  );
  expect(searchesOf({ ...scene, language: 'en', filmTitle: '…', heading: '', narration: '' })).toEqual([]);
});
