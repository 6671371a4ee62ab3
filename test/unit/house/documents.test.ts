import { globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { limitRules } from '../../../src/platform/graphql/limits.ts';
import { blocksOf, read, readPages } from '../../support/documents/blocks.ts';
import { checkBlock, skippedShare } from '../../support/documents/check-block.ts';
import { checkLinks } from '../../support/documents/check-links.ts';
import { checkTypes } from '../../support/documents/check-types.ts';

const root = resolve(import.meta.dirname, '../../..');
const schema = buildSchema(read('schema.graphql'));
const pages = readPages();
const blocks = pages.flatMap(blocksOf);

const MAX_SKIPPED_SHARE = 0.05;

describe('a block of a page', () => {
  test.each(blocks)('$file:$line is correct $kind', async (block) => {
    expect(await checkBlock(block)).toEqual([]);
  });

  test('of TypeScript has correct types', { timeout: 150_000 }, async () => {
    expect(await checkTypes(blocks)).toEqual([]);
  });

  test('is found in README, the guide and the tutorial', () => {
    for (const place of ['README.md', 'docs/api.md', 'docs/tutorial/', 'docs/zh/']) {
      expect(blocks.filter(({ file, kind }) => file.startsWith(place) && kind === 'graphql')).not.toEqual([]);
    }
  });

  test('is seldom skipped', () => {
    expect(skippedShare(blocks)).toBeLessThanOrEqual(MAX_SKIPPED_SHARE);
  });
});

test.each(globSync('examples/operations/*.graphql', { cwd: root }))('%s fits the schema and keeps the limits', (path) => {
  expect(validate(schema, parse(read(path)), [...specifiedRules, ...limitRules])).toEqual([]);
});

test.each(pages)('the links of $file lead somewhere', (page) => {
  expect(checkLinks(page)).toEqual([]);
});

test('the npm scripts that pages and messages name exist', () => {
  const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
  const sources = globSync('src/**/*.{ts,tsx}', { cwd: root }).map((file) => ({ file, text: read(file) }));
  const unknown = [...pages, ...sources].flatMap(({ file, text }) =>
    [...text.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)]
      .filter(([, script = '']) => !scripts.includes(script))
      .map(([named]) => `${file}: ${named}`),
  );
  expect(unknown).toEqual([]);
});

/** Pages by kind: each index links the pages of its kind, wherever they are. Links to a part of a page do not count. */
describe('the index of the documents', () => {
  const KINDS = ['tutorial', 'how-to', 'reference', 'explanation'];
  const linked = (index: string): string[] =>
    [...read(index).matchAll(/\]\(([^)#\s]+\.md)\)/g)].map(([, path = '']) => join(dirname(index), path));

  test('has every page in one kind', () => {
    const found = KINDS.flatMap((kind) => linked(`docs/${kind}/README.md`).filter((path, at, all) => all.indexOf(path) === at));
    const expected = pages
      .map(({ file }) => file)
      .filter((file) => file.startsWith('docs/') && !/^docs\/(adr|zh)\//.test(file) && !file.endsWith('README.md'));
    const times = (path: string): number => found.filter((one) => one === path).length;
    expect(expected.filter((path) => times(path) !== 1).map((path) => `${path}: in ${times(path)} kinds`)).toEqual([]);
  });

  test('is linked from README and leads to each kind', () => {
    expect(read('README.md')).toContain('](docs/README.md)');
    for (const kind of KINDS) expect(linked('docs/README.md')).toContain(`docs/${kind}/README.md`);
  });
});
