import { expect, test } from 'vitest';
import { arranged, beforeOf, moved } from '../../../../src/web/project/scenes/order.ts';

test.each([
  ['a', 2, ['b', 'c', 'a']],
  ['c', 0, ['c', 'a', 'b']],
  ['b', 9, ['a', 'c', 'b']],
  ['b', -1, ['b', 'a', 'c']],
  ['x', 1, ['a', 'b', 'c']],
])('%s is moved to %i', (id, to, order) => {
  expect(moved(['a', 'b', 'c'], id, to)).toEqual(order);
});

test('the scene before another one; none before the first', () => {
  expect([beforeOf(['a', 'b'], 'b'), beforeOf(['a', 'b'], 'a')]).toEqual(['a', null]);
});

test('scenes are arranged by ids, without those that are gone, and added ones stay where they are', () => {
  const scenes = ['a', 'new', 'b', 'c'].map((id) => ({ id }));
  expect(arranged(scenes, ['c', 'gone', 'a', 'b']).map(({ id }) => id)).toEqual(['c', 'new', 'a', 'b']);
});
