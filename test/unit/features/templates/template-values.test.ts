import { describe, expect, test } from 'vitest';
import { readValues } from '../../../../src/features/templates/template-values.ts';
import type { TemplateVariable } from '../../../../src/features/templates/template.states.ts';
import { Complaints } from '../../../../src/kernel/complaints.ts';
import { ReelwrightError } from '../../../../src/kernel/errors.ts';

const variable = (more: Partial<TemplateVariable>): TemplateVariable => ({
  ...{ name: 'v', type: 'STRING', description: null, required: false, default: null, values: [] },
  ...more,
});

/** The values, or what is wrong with each field. */
function read(variables: readonly TemplateVariable[], given: unknown): Record<string, string> {
  const complaints = new Complaints();
  const values = readValues(variables, given, 'input.variables', complaints);
  try {
    complaints.throwIfAny();
    return Object.fromEntries(values);
  } catch (error) {
    if (!(error instanceof ReelwrightError)) throw error;
    return Object.fromEntries((error.fields ?? []).map(({ path, message }) => [path, message]));
  }
}

describe('a value', () => {
  const ENUM = { type: 'ENUM', values: ['a', 'b'] } as const;
  test.each<[Partial<TemplateVariable>, unknown, string]>([
    [{ type: 'STRING' }, 'text\nand {{v}}', 'text\nand {{v}}'],
    [{ type: 'STRING' }, '', ''],
    [{ type: 'NUMBER' }, 12.5, '12.5'],
    [{ type: 'NUMBER' }, -0.000_000_1, '-0.0000001'],
    [{ type: 'NUMBER' }, 9_007_199_254_740_991, '9007199254740991'],
    [{ type: 'NUMBER' }, 0.1, '0.1'],
    [ENUM, 'b', 'b'],
    [{ type: 'DATE' }, '2024-02-29', '2024-02-29'],
    [{ default: 'x' }, undefined, 'x'],
    [{ default: 'x' }, null, 'x'],
    [{}, undefined, ''],
  ])('of %o: %o is inserted as %o', (more, given, text) => {
    expect(read([variable(more)], given === undefined ? undefined : { v: given })).toEqual({ v: text });
  });

  test.each<[Partial<TemplateVariable>, unknown, string]>([
    [{ required: true }, undefined, 'Is required: a text.'],
    [{ required: true }, null, 'Is required: a text.'],
    [{ type: 'STRING' }, 5, 'Must be a text.'],
    [{ type: 'STRING' }, ['a'], 'Must be a text.'],
    [{ type: 'STRING' }, 'a\0b', 'Must not contain control, direction or invisible characters; U+0000 is at position 1.'],
    [{ type: 'STRING' }, 'a\u202Eb', 'Must not contain control, direction or invisible characters; U+202E is at position 1.'],
    [{ type: 'STRING' }, 'a'.repeat(2_001), 'Must have at most 2000 characters; this has 2001.'],
    [{ type: 'NUMBER' }, '5', 'Must be a number of at most 9007199254740991, without quotes.'],
    [{ type: 'NUMBER' }, 1e300, 'Must be a number of at most 9007199254740991, without quotes.'],
    [ENUM, 'c', 'Must be one of a, b.'],
    [ENUM, 1, 'Must be one of a, b.'],
    [{ type: 'DATE' }, '2026-02-30', 'Must be a date as YYYY-MM-DD.'],
    [{ type: 'DATE' }, '2026-2-3', 'Must be a date as YYYY-MM-DD.'],
    [{ type: 'DATE' }, 20_260_203, 'Must be a date as YYYY-MM-DD.'],
  ])('of %o: %o is refused', (more, given, message) => {
    expect(read([variable(more)], { v: given })).toEqual({ 'input.variables.v': message });
  });

  test('every problem is named at once, unknown names too', () => {
    expect(read([variable({ required: true }), variable({ name: 'n', type: 'NUMBER' })], { n: 'no', other: 1 })).toEqual({
      'input.variables.v': 'Is required: a text.',
      'input.variables.n': expect.any(String) as string,
      'input.variables.other': 'The template has no such variable. It has v, n.',
    });
    expect(read([], { other: 1 })).toEqual({ 'input.variables.other': 'The template has no such variable. It has no variables.' });
    for (const given of ['text', 5, ['v']]) expect(Object.keys(read([variable({})], given))).toEqual(['input.variables']);
    // Names of the language mean nothing.
    expect(Object.keys(read([], JSON.parse('{"__proto__": "a", "constructor": "b"}')))).toEqual([
      'input.variables.__proto__',
      'input.variables.constructor',
    ]);
  });
});
