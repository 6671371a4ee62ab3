import { expect, test } from 'vitest';
import { isId } from '../../../../src/kernel/id.ts';
import { faultsOf } from '../../../../src/platform/catalogue/film/precedence.ts';
import { SYSTEM_PRESETS } from '../../../../src/platform/catalogue/presets/system-presets.ts';

test.each(SYSTEM_PRESETS)('the options of $name are accepted', ({ id, name, description, options }) => {
  expect(isId(id)).toBe(true);
  expect(name.length).toBeLessThanOrEqual(100);
  expect(description).toMatch(/^[A-Z].*\.$/);
  expect(faultsOf(options)).toEqual([]);
});

test('no two presets of the program share an id or a name', () => {
  for (const key of ['id', 'name'] as const) expect(new Set(SYSTEM_PRESETS.map((preset) => preset[key])).size).toBe(SYSTEM_PRESETS.length);
});
