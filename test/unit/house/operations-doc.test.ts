import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { environmentVariables } from '../../../src/app/config.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/operations.md'), 'utf8');

test('operations.md lists every variable with its sentence, and no other', () => {
  const rows = [...page.matchAll(/^\| `([A-Z][A-Z0-9_]+)`[ \\*]*\|[^|]*\|(.*)\|$/gm)].map(([, name = '', meaning = '']) => ({
    name,
    meaning: meaning.trim(),
  }));
  expect(rows).toEqual(environmentVariables);
});
