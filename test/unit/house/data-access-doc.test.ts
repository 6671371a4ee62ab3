import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

test('docs/data-access.md says of every function, view and trigger why it is in the database', () => {
  const page = readFileSync(resolve(root, 'docs/data-access.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `(\w+)` +\| \w+ +\| \w.*\|$/gm)].map(([, name = '']) => name);
  const files = globSync('src/**/sql/*.sql', { cwd: root }).map((path) => basename(path, '.sql'));
  expect(listed.toSorted()).toEqual(files.toSorted());
});
