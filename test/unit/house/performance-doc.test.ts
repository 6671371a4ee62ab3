import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { CHARTS, printPerformance, readResults } from '../../bench/report/performance-page.ts';

const root = resolve(import.meta.dirname, '../../..');

test('the page and its charts are those of the committed results (npm run bench -- --report)', async () => {
  const files = await printPerformance(readResults());
  for (const [path, text] of files) expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
  const charts = [...files.keys()].filter((path) => path.startsWith(CHARTS));
  expect(readdirSync(join(root, CHARTS)).map((name) => `${CHARTS}/${name}`)).toEqual(charts.toSorted());
});
