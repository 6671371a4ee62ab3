import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { REJECTIONS } from '../../../src/features/assets/rejections.ts';

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '../../..', path), 'utf8');

test('docs/assets.md lists every reason to refuse a file, with its hint, in the order of the source', () => {
  const rows = read('docs/assets.md')
    .split('\n')
    .flatMap((line) => {
      const [, code, hint] = /^\| `([A-Z_]+)` *\| .* \| (.*?) *\|$/.exec(line) ?? [];
      return code && code in REJECTIONS ? [[code, hint]] : [];
    });
  expect(rows).toEqual(Object.entries(REJECTIONS));
});

test('the database knows the same reasons', () => {
  const [, list = ''] = /rejection in \(([^)]*)\)/.exec(read('migrations/0016_batches.sql')) ?? [];
  expect(list.match(/[A-Z_]+/g)).toEqual(Object.keys(REJECTIONS));
});
