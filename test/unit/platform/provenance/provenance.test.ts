import { expect, test } from 'vitest';
import { sourceTypeBy, sourceTypeOf } from '../../../../src/platform/provenance/provenance.ts';

const [ALL, SOME] = ['TRAINED_ALGORITHMIC_MEDIA', 'COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA'] as const;

test.each([
  ['nothing', [], null],
  ['parts of people and rules', [null, null], null],
  ['parts of models alone', [ALL, ALL], ALL],
  ['some parts of models', [ALL, null], SOME],
  ['a part that is itself composed', [ALL, SOME], SOME],
])('%s: the type is that of the whole', (_, parts, whole) => {
  expect(sourceTypeOf(parts)).toBe(whole);
});

test('the built-in provider makes by rules, every other one by a model', () => {
  expect(sourceTypeBy({ provider: 'builtin' })).toBeNull();
  expect(sourceTypeBy({ provider: 'installed' })).toBe(ALL);
  expect(sourceTypeBy({ provider: 'stability' })).toBe(ALL);
});
