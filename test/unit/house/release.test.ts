import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { read } from '../../support/documents/blocks.ts';

/** Of Keep a Changelog. */
const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
const root = resolve(import.meta.dirname, '../../..');
const { version } = JSON.parse(read('package.json')) as { version: string };
const sections = read('CHANGELOG.md').split(/^## /m).slice(1);
const changes = (section: string): readonly string[] => section.split('\n').filter((line) => line.startsWith('- '));

test('the version of the package is that of its lock file, of the last section of the changelog and of the images', () => {
  const { version: locked, packages } = JSON.parse(read('package-lock.json')) as { version: string; packages: Record<string, unknown> };
  expect([locked, packages['']]).toMatchObject([version, { version }]);
  expect(sections[1]?.split('\n')[0]).toMatch(new RegExp(`^\\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`));
  const images = globSync('deploy/kubernetes/*.yaml', { cwd: root }).flatMap((path) =>
    [...read(path).matchAll(/image: \S+\/reelwright:(\S+)/g)].map(([, tag]) => tag),
  );
  expect(new Set(images)).toEqual(new Set([version]));
});

test('the changelog begins with what is not released, and has each change once, under a kind', () => {
  expect(sections[0]).toMatch(/^\[Unreleased\]\n/);
  for (const section of sections) {
    const [name = ''] = section.split('\n');
    const kinds = [...section.matchAll(/^### (.+)$/gm)].map(([, kind = '']) => kind);
    expect(
      kinds.filter((kind, at) => !KINDS.includes(kind) || kinds.indexOf(kind) !== at),
      name,
    ).toEqual([]);
    const starts = changes(section).map((change) => change.slice(0, 80));
    expect(
      starts.filter((start, at) => starts.indexOf(start) !== at),
      name,
    ).toEqual([]);
  }
});
