import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ReelwrightError } from '../../../../src/kernel/errors.ts';
import { readInput } from '../../../../src/platform/input/read-input.ts';
import { idField, nameField, optionalWordsField, wordsField } from '../../../../src/platform/input/text-fields.ts';

/** Messages by path. */
function faults(schema: z.ZodType, value: unknown): Record<string, string> {
  try {
    readInput(schema, value, 'input');
  } catch (error) {
    if (!(error instanceof ReelwrightError) || error.code !== 'BAD_USER_INPUT') throw error;
    return Object.fromEntries((error.fields ?? []).map(({ path, message }) => [path, message]));
  }
  return {};
}

describe('an input', () => {
  const schema = z.strictObject({ a: z.int().min(1).max(3), list: z.array(z.enum(['X', 'Y'])).max(2), on: z.boolean() });

  it('is refused with every problem at its path, in words that say what is accepted', () => {
    expect(faults(schema, { a: 9, list: ['X', 'Z'], on: 'yes', more: 1, other: 2 })).toEqual({
      'input.a': 'Must be at most 3.',
      'input.list.1': 'Must be X or Y.',
      'input.on': 'Must be true or false.',
      'input.more': 'Unknown key.',
      'input.other': 'Unknown key.',
    });
    expect(faults(schema, { a: 0, list: ['X', 'X', 'X'] })).toEqual({
      'input.a': 'Must be at least 1.',
      'input.list': 'Must have at most 2 items.',
      'input.on': 'Is missing.',
    });
    expect(faults(z.number().gt(0), 0)).toEqual({ input: 'Must be more than 0.' });
    expect(faults(schema, [])).toEqual({ input: 'Must be an object.' });
    expect(faults(schema, undefined)).toEqual({ input: 'Is missing.' });
  });

  it('is refused with at most fifty problems, and repeats no long key', () => {
    const long = 'k'.repeat(10_000);
    expect(faults(z.strictObject({}), { [long]: 1 })).toEqual({ [`input.${'k'.repeat(64)}`]: 'Unknown key.' });
    expect(
      Object.keys(
        faults(
          z.array(z.number()),
          Array.from({ length: 80 }, () => 'x'),
        ),
      ),
    ).toHaveLength(50);
  });
});

describe('a text', () => {
  it('is stored in NFC, with one kind of line break and without white space at its ends', () => {
    expect(wordsField(10).parse(' A\u0301\r\nb\rc\t')).toBe('Á\nb\nc');
    expect(optionalWordsField(10).parse(' \n ')).toBeNull();
    expect(optionalWordsField(10).parse(null)).toBeNull();
    expect(idField().parse('01A22767-64EB-706D-BBAC-A714C00F74D8')).toBe('01a22767-64eb-706d-bbac-a714c00f74d8');
  });

  it.each([
    '\u0000',
    '\u0007',
    '\u009F',
    '\u2028',
    '\u2029',
    '\u202A',
    '\u202E',
    '\u2066',
    '\u2069',
    '\u200B',
    '\u2060',
    '\uFEFF',
    '\u00AD',
    '\uD800',
  ])('must not contain %j', (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const message = `Must not contain control, direction or invisible characters; U+${code} is at position 1.`;
    for (const field of [nameField(9), wordsField(9), optionalWordsField(9)])
      expect(faults(field, `a${character}b`)).toEqual({ input: message });
  });

  it.each(['می‌خواهم', '👩‍👩‍👧', 'שלום\u200F!', 'क्‍ष', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'])('may contain the joiners and marks that scripts need: %s', (text) => {
    expect(wordsField(50).parse(text)).toBe(text.normalize('NFC'));
  });

  it('counts characters and not their parts', () => {
    expect(faults(wordsField(3), '😀😀😀')).toEqual({});
    expect(faults(wordsField(3), '😀😀😀😀')).toEqual({ input: 'Must have at most 3 characters; this has 4.' });
  });

  it.each(['', '  ', '\u200D', '\u200E'])('that is a name must be visible: %j', (text) => {
    expect(faults(nameField(9), text)).toEqual({ input: 'Must not be empty.' });
    expect(faults(nameField(9), 'a\nb')).toMatchObject({ input: expect.stringContaining('U+000A') as string });
  });
});
