import { expect, test } from 'vitest';
import { checkTemplate } from '../../../../src/features/templates/template-check.ts';
import type { GivenTemplate, GivenVariable } from '../../../../src/features/templates/template-check.ts';
import { ReelwrightError } from '../../../../src/kernel/errors.ts';

const template = (more: Partial<GivenTemplate> = {}): GivenTemplate => ({
  ...{ name: 'A template', writes: 'PROMPT', text: 'About {{v}}.', variables: [{ name: 'v', type: 'STRING' }] },
  ...more,
});

function wrong(more: Partial<GivenTemplate>): string[] {
  try {
    checkTemplate(template(more));
    return [];
  } catch (error) {
    if (!(error instanceof ReelwrightError)) throw error;
    return (error.fields ?? []).map(({ path }) => path);
  }
}

test('a template is stored with its variables complete', () => {
  const variables: GivenVariable[] = [{ name: 'v', type: 'NUMBER', default: '007.50' }];
  expect(checkTemplate(template({ name: ' A template ', description: '', variables }))).toEqual({
    name: 'A template',
    description: null,
    writes: 'PROMPT',
    text: 'About {{v}}.',
    variables: [{ name: 'v', type: 'NUMBER', description: null, required: false, default: '7.5', values: [] }],
  });
});

const vars = (...variables: (Partial<GivenVariable> & { name: string })[]) => ({
  variables: variables.map((one) => ({ type: 'STRING' as const, ...one })),
});

test.each<[string, Partial<GivenTemplate>, string[]]>([
  ['no name', { name: ' ' }, ['input.name']],
  ['a name that turns the direction', { name: 'a\u202Eb' }, ['input.name']],
  ['a long description', { description: 'a'.repeat(501) }, ['input.description']],
  ['no text', { text: '', variables: [] }, ['input.text']],
  ['control characters', { text: 'a\u0007 {{v}}' }, ['input.text']],
  ['a long prompt', { text: `{{v}}${'a'.repeat(4_000)}` }, ['input.text']],
  ['as long a script', { text: `{{v}}${'a'.repeat(4_000)}`, writes: 'SCRIPT' }, []],
  ['an open placeholder', { text: '{{v}} {{v' }, ['input.text']],
  ['an undeclared placeholder', { text: '{{v}} {{w}} {{x}}' }, ['input.text', 'input.text']],
  ['an unused variable', { text: 'Words.' }, ['input.variables.0.name']],
  ['a name twice', vars({ name: 'v' }, { name: 'v' }), ['input.variables.1.name']],
  ['a name that is none', { text: '{{v}}', ...vars({ name: 'v' }, { name: 'a b' }) }, ['input.variables.1.name', 'input.variables.1.name']],
  ['required with a default', vars({ name: 'v', required: true, default: 'x' }), ['input.variables.0.default']],
  ['a default of another type', vars({ name: 'v', type: 'NUMBER', default: 'x' }), ['input.variables.0.default']],
  ['a default that is no value', vars({ name: 'v', type: 'ENUM', values: ['a'], default: 'b' }), ['input.variables.0.default']],
  ['an ENUM without values', vars({ name: 'v', type: 'ENUM' }), ['input.variables.0.values']],
  ['values of a STRING', vars({ name: 'v', values: ['a'] }), ['input.variables.0.values']],
  ['a value twice', vars({ name: 'v', type: 'ENUM', values: ['a', 'a'] }), ['input.variables.0.values']],
  ['an empty value', vars({ name: 'v', type: 'ENUM', values: [''] }), ['input.variables.0.values']],
  [
    '51 variables',
    { variables: Array.from({ length: 51 }, (_, index) => ({ name: `v${index}`, type: 'STRING' as const })) },
    ['input.variables'],
  ],
])('%s', (_, more, paths) => {
  expect(wrong(more)).toEqual(paths);
});
