import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { guarded } from '../../support/operations.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/roles.md'), 'utf8');

test('roles.md names each query that needs more than VIEW, with its action', () => {
  const sentence = /So do some queries: ([^.]*)\./.exec(page)?.[1] ?? '';
  const queries = guarded.filter(([name, { needs }]) => name.startsWith('Query.') && needs !== 'VIEW');
  expect(queries.length).toBeGreaterThan(2);
  for (const [name, { needs }] of queries)
    expect(sentence).toMatch(new RegExp(`\`${name.replace('Query.', '')}\`[^,;]*needs? \`${needs}\``));
});
