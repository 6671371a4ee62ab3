import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(resolve(root, 'docs/architecture.md'), 'utf8');
const tree = (/```text\n(src\/\n[^]*?)```/.exec(page)?.[1] ?? '').split('\n').filter((line) => /^(src\/|[│├└ ])/.test(line));

/** Paths of the drawn tree: how far a name stands from the left, in steps of four, says what it lies in. */
function drawnPaths(): string[] {
  const above: string[] = [];
  return tree.flatMap((line) => {
    const at = line.search(/[\w.…]/);
    const names = /^([\w./-]+(?: · [\w.-]+)*)(?: |$)/.exec(line.slice(at))?.[1]?.split(' · ') ?? [];
    const depth = Math.ceil(at / 4);
    above.length = depth;
    const paths = names.map((name) => [...above, name].join('/').replaceAll('//', '/'));
    above[depth] = names[0] ?? '';
    return paths;
  });
}

// `sql/` is the same everywhere, so the text describes it once.
test('the tree shows every folder of src except sql, and no other', () => {
  const drawn = drawnPaths().filter((path) => path.endsWith('/'));
  const folders = globSync('src/**/', { cwd: root }).filter(
    (path) => !/\/sql\/?$/.test(path) && statSync(resolve(root, path)).isDirectory(),
  );
  expect(drawn.toSorted()).toEqual(folders.map((path) => `${path.replace(/\/$/, '')}/`).toSorted());
});

test('every file in the tree is there', () => {
  const files = drawnPaths().filter((path) => !path.endsWith('/'));
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((path) => !existsSync(resolve(root, path)))).toEqual([]);
});
