import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ordinaryMinutes } from '../../bench/report/ordinary-run.ts';
import { CHARTS, newestResults, printPerformance, RESULTS } from '../../bench/report/performance-page.ts';
import { readResults } from '../../bench/report/stored-results.ts';

const root = resolve(import.meta.dirname, '../../..');

test('the page and its charts are those of the committed results (npm run bench -- --report)', async () => {
  const files = await printPerformance(readResults(RESULTS));
  for (const [path, text] of files) expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
  const charts = [...files.keys()].filter((path) => path.startsWith(CHARTS));
  expect(readdirSync(join(root, CHARTS)).map((name) => `${CHARTS}/${name}`)).toEqual(charts.toSorted());
});

test('a run of all but the long benches takes at most 25 minutes', () => {
  expect(ordinaryMinutes(newestResults(readResults(RESULTS)))).toBeLessThan(25);
});
