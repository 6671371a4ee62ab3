import { expect, test } from 'vitest';
import { beforeOf, moved } from '../../../../src/web/project/scenes/order.ts';

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
