import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { printMetricsPage } from '../../../scripts/metric-docs.ts';

test('docs/reference/metrics.md is printed from the registry', async () => {
  expect(readFileSync(resolve(import.meta.dirname, '../../../docs/reference/metrics.md'), 'utf8')).toBe(await printMetricsPage());
});
