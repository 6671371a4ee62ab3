import { expect, test } from 'vitest';
import { targetCheck } from '../../../../../src/features/renders/film/checks/target-check.ts';

test('a film within 20 % of the requested length meets it', () => {
  expect(targetCheck(null, 5_000)).toEqual([]);
  expect(targetCheck(10_000, 12_000.4)).toEqual([
    { name: 'targetDuration', unit: 'ms', expected: '10000 ± 20 %', measured: '12000', ok: false },
  ]);
  expect([8_000, 10_000, 12_000].map((measured) => targetCheck(10_000, measured)[0]?.ok)).toEqual([true, true, true]);
  expect([7_999, 12_001].map((measured) => targetCheck(10_000, measured)[0]?.ok)).toEqual([false, false]);
});
