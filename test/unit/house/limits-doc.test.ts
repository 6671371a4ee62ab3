import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

interface Row {
  readonly value: string;
  readonly constant: string;
  readonly file: string;
}

const rows: readonly Row[] = readFileSync(resolve(root, 'docs/limits.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, value, constant, file] = /^\|.*\| *([^|]+?) *\| `([\w.]+)` *\| `([\w./-]+)` *\|$/.exec(line) ?? [];
    return value && constant && file ? [{ value, constant, file }] : [];
  });

/** What a value with a unit may stand for in code: times in seconds or milliseconds, sizes in bytes. */
const UNITS: Readonly<Record<string, readonly number[]>> = {
  '': [1],
  ms: [1],
  s: [1, 1_000],
  min: [60, 60_000],
  h: [3_600, 3_600_000],
  d: [86_400, 86_400_000],
  KiB: [1024],
  MiB: [1024 ** 2],
  GiB: [1024 ** 3],
};

function meanings(value: string): number[] {
  const [, amount, unit = ''] = /^([\d.]+) ?([A-Za-z]*)$/.exec(value) ?? [];
  return (UNITS[unit] ?? []).map((factor) => Number(amount) * factor);
}

/** The number that a constant, or a field of one, is given: digits, `*` and `**`. */
function numberIn(source: string, constant: string): number {
  const name = constant.split('.').at(-1) ?? '';
  const expression = new RegExp(`\\b${name}(?::| =) ([\\d_* ]+?)[,;)}]`).exec(source)?.[1] ?? '';
  return expression
    .replaceAll('_', '')
    .split(/(?<!\*)\*(?!\*)/)
    .map((factor) => factor.split('**').map(Number))
    .reduce((product, [base = NaN, power = 1]) => product * base ** power, 1);
}

test('the page has its tables', () => {
  expect(rows.length).toBeGreaterThan(50);
});

test.each(rows)('$constant is $value', ({ value, constant, file }) => {
  expect(meanings(value)).toContain(numberIn(readFileSync(resolve(root, file), 'utf8'), constant));
});
