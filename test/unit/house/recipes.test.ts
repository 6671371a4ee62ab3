import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(resolve(root, 'CONTRIBUTING.md'), 'utf8');
const recipes = (/## Everyday changes\n([^]*?)\n## /.exec(page)?.[1] ?? '').split('\n### ').slice(1);

test('CONTRIBUTING has twelve recipes of three lines', () => {
  expect(recipes.map((recipe) => recipe.split('\n').filter((line) => /^\d\. /.test(line)).length)).toEqual(Array(12).fill(3));
});

test.each(recipes.map((recipe) => [recipe.split('\n')[0], recipe] as const))('every path in “%s” exists', (_, recipe) => {
  const paths = [...recipe.matchAll(/`((?:src|test|docs|scripts|migrations)\/[^`<>…]+|\.env\.example|schema\.graphql)`/g)].map(
    (found) => found[1]!,
  );
  expect(paths.length).toBeGreaterThan(1);
  expect(paths.filter((path) => !existsSync(resolve(root, path)))).toEqual([]);
});

test('every path in CONTRIBUTING exists', () => {
  const paths = [...page.matchAll(/`((?:src|test|docs|scripts|migrations)\/[^`<>…*]+)`/g)].map((found) => found[1]!);
  expect(paths.filter((path) => !path.includes('NNNN') && !existsSync(resolve(root, path)))).toEqual([]);
});

test('every constant named in a recipe is in a file that the recipe names', () => {
  for (const recipe of recipes) {
    const names = [...recipe.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map((found) => found[1]!);
    const sources = [...recipe.matchAll(/`(src\/[^`<>]+\.ts)`/g)].map((found) => readFileSync(resolve(root, found[1]!), 'utf8'));
    expect(names.filter((name) => name !== 'RATE_LIMIT_LOGIN' && !sources.some((source) => source.includes(name)))).toEqual([]);
  }
});
