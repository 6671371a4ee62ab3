import { Faker, base, en } from '@faker-js/faker';
import { describe, expect, test } from 'vitest';
import { parseText, substitute } from '../../../../src/features/templates/template-text.ts';

const random = new Faker({ locale: [en, base], seed: 20_261_129 });

describe('a template', () => {
  test.each([
    ['Hello {{name}}.', ['name'], 'Hello Ada.'],
    ['{{ name }}{{name}}', ['name'], 'AdaAda'],
    ['{{name}} and {{other}}', ['name', 'other'], 'Ada and {{name}}'],
    ['No places at all, { name } or }} either.', [], 'No places at all, { name } or }} either.'],
    ['', [], ''],
  ])('%s', (text, variables, filled) => {
    expect(parseText(text)).toMatchObject({ variables, faults: [] });
    expect(
      substitute(
        text,
        new Map([
          ['name', 'Ada'],
          ['other', '{{name}}'],
        ]),
      ),
    ).toBe(filled);
  });

  test.each([
    ['{{name', 'line 1 has no'],
    ['a\nb {{', 'line 2 has no'],
    ['{{}}', 'is not a placeholder'],
    ['{{two words}}', 'is not a placeholder'],
    ['{{{name}}}', 'is not a placeholder'],
    ['{{1st}}', 'is not a placeholder'],
    ['{{name | upper}}', 'is not a placeholder'],
    [`{{${'a'.repeat(41)}}}`, 'is not a placeholder'],
  ])('is refused: %s', (text, fault) => {
    expect(parseText(text).faults.join(' ')).toContain(fault);
  });

  test('gives back every value as it is, whatever it contains', () => {
    const pieces = ['{{a}}', '{{', '}}', '$&', '$1', '\\', '\n', 'ß', '😀', "'", '"', 'word'];
    for (let round = 0; round < 500; round += 1) {
      const value = (): string =>
        random.helpers.multiple(() => random.helpers.arrayElement(pieces), { count: { min: 0, max: 5 } }).join('');
      const [a, b] = [value(), value()];
      expect(
        substitute(
          '<{{a}}|{{b}}|{{ a }}>',
          new Map([
            ['a', a],
            ['b', b],
          ]),
        ),
      ).toBe(`<${a}|${b}|${a}>`);
    }
  });
});
