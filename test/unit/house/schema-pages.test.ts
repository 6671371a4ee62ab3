import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { printSchemaPages } from '../../../scripts/schema-docs.ts';

test('the pages of operations and events are printed from the schema', async () => {
  const pages = await printSchemaPages();
  expect([...pages.keys()]).toEqual(['docs/reference/operations.md', 'docs/reference/events.md']);
  for (const [path, text] of pages) {
    expect(readFileSync(resolve(import.meta.dirname, '../../..', path), 'utf8'), 'run npm run docs:schema').toBe(text);
  }
});
