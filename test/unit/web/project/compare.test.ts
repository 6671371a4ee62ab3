import { expect, test } from 'vitest';
import { compare, scenesOf } from '../../../../src/web/project/versions/compare.ts';

const row = (then: number | undefined, now: number | undefined, change: string) => ({
  ...{ before: then === undefined ? undefined : expect.objectContaining({ number: then }) },
  ...{ now: now === undefined ? undefined : expect.objectContaining({ number: now }), change },
});

test('scenes are compared by their ids, whatever the order of their fields', () => {
  const then = [
    { id: 'a', narration: 'One', motion: 'NONE' },
    { id: 'b', narration: 'Two' },
    { id: 'c', narration: 'Three' },
  ];
  const now = [
    { motion: 'NONE', caption: null, narration: 'One', id: 'a' },
    { id: 'd', narration: 'New' },
    { id: 'c', narration: 'Changed' },
  ];
  expect(compare(then, now)).toMatchObject([
    row(1, 1, 'SAME'),
    row(2, undefined, 'REMOVED'),
    row(undefined, 2, 'ADDED'),
    row(3, 3, 'CHANGED'),
  ]);
  expect(compare([{ id: 'a' }, { id: 'b' }], [{ id: 'b' }, { id: 'a' }]).map(({ change }) => change)).toEqual(['MOVED', 'MOVED']);
});

test('something else than a timeline has no scenes', () => {
  expect([null, {}, { scenes: 1 }].map(scenesOf)).toEqual([[], [], []]);
});
