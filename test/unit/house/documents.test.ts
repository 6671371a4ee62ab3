import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { limitRules } from '../../../src/platform/graphql/limits.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const schema = buildSchema(read('schema.graphql'));

/** The ```graphql blocks of a page. */
const blocksOf = (page: string): string[] => [...page.matchAll(/^```graphql\n([^]*?)^```$/gm)].map(([, block]) => block ?? '');

const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];
const shown = pages.flatMap((page) => blocksOf(read(page)).map((text, index) => ({ name: `${page}, block ${index + 1}`, text })));
const examples = globSync('examples/operations/*.graphql', { cwd: root }).map((path) => ({ name: path, text: read(path) }));

describe('a document that we show', () => {
  test.each([...shown, ...examples])('$name fits the schema and keeps the limits', ({ text }) => {
    expect(validate(schema, parse(text), [...specifiedRules, ...limitRules])).toEqual([]);
  });

  test('is found in README, the guide and the examples', () => {
    const names = [...shown, ...examples].map(({ name }) => name);
    for (const place of ['README.md', 'docs/api.md', 'examples/operations/']) {
      expect(names.filter((name) => name.startsWith(place))).not.toEqual([]);
    }
  });
});

describe('a link between our pages', () => {
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = '', anchor]) => ({ page, path, anchor })),
  );
  const headings = (text: string): string[] =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    );

  test.each(links)('in $page to $path #$anchor leads somewhere', ({ page, path, anchor }) => {
    const target = path === '' ? page : resolve(root, page, '..', path);
    expect(globSync(resolve(root, target)), `${path} exists`).not.toEqual([]);
    if (anchor !== undefined) expect(headings(read(target))).toContain(anchor);
  });
});
