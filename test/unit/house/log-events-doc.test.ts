import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { printLogEventsPage, readLogEvents } from '../../../scripts/log-events.ts';

test('every call that logs a line names its event', () => {
  const { entries, unnamed } = readLogEvents();
  expect(unnamed).toEqual([]);
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(({ event }) => !/^[a-z][a-z0-9_]+$/.test(event))).toEqual([]);
});

test('docs/reference/log-events.md is printed from the source', async () => {
  expect(readFileSync(resolve(import.meta.dirname, '../../../docs/reference/log-events.md'), 'utf8')).toBe(await printLogEventsPage());
});
