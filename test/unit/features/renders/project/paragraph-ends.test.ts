import { describe, expect, test } from 'vitest';
import { paragraphEnds } from '../../../../../src/features/renders/project/paragraph-ends.ts';

const SCRIPT = '# Eggs\n\nYou need *two* eggs. Beat them well.\n\nAdd some milk.\n\n- a pinch of salt\n- some pepper\n';

describe('the end of a paragraph', () => {
  const ends = paragraphEnds(SCRIPT);

  test.each([
    ['You need two eggs. Beat them well.', true],
    ['Beat them well.', true],
    ['You need two eggs.', false],
    ['Then you add some milk.', false],
    ['Beat them well. Add some milk.', true],
    ['some pepper', true],
    ['Whisk them, then: beat them well!', false],
    ['…', false],
    ['', false],
  ])('%j: %j', (narration, expected) => {
    expect(ends(narration)).toBe(expected);
  });

  test('is unknown without a script', () => {
    expect(paragraphEnds(null)('Add some milk.')).toBe(false);
  });
});
