import { globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PICTURES } from '../../../scripts/media/pictures.ts';
import { read, readPages } from '../../support/documents/blocks.ts';

const root = resolve(import.meta.dirname, '../../..');
const pictures = globSync('docs/images/**/*.*', { cwd: root }).toSorted();
const made = Object.values(PICTURES).flat();
/** A picture, or a folder of pictures that a page links as a whole. */
const isIn = (paths: readonly string[], picture: string): boolean => paths.includes(picture) || paths.includes(`${dirname(picture)}/`);

describe('every picture of the documents', () => {
  test('is made by one command of `npm run docs:media`', () => {
    expect(pictures.length).toBeGreaterThan(50);
    expect(pictures.filter((picture) => !isIn(made, picture))).toEqual([]);
    expect(made.filter((path, at) => made.indexOf(path) !== at)).toEqual([]);
  });

  test('is shown or linked by a page', () => {
    const linked = readPages().flatMap(({ file, text }) =>
      [...text.matchAll(/\]\(([^)#\s]*images\/[^)#\s]+)\)/g)].map(([, path = '']) => {
        const target = join(dirname(file), path);
        return /\.\w+$/.test(target) ? target : `${target.replace(/\/$/, '')}/`;
      }),
    );
    expect(pictures.filter((picture) => !isIn(linked, picture))).toEqual([]);
  });

  test('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(PICTURES).filter((command) => scripts[command.split(' ')[0] ?? ''] === undefined)).toEqual([]);
    // A new command for pictures belongs in the table.
    const others = ['docs:media', 'docs:schema', 'docs:timeline', 'docs:mutations', 'docs:metrics', 'docs:log-events'];
    const commands = Object.keys(scripts).filter((name) => name.startsWith('docs:') && !others.includes(name));
    expect(commands.filter((name) => PICTURES[name] === undefined)).toEqual([]);
  });
});
