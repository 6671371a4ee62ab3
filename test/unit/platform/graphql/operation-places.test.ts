import { expect, test, vi } from 'vitest';
import { MAX_PLACE_MS, MAX_RUNNING_OPERATIONS, OperationPlaces } from '../../../../src/platform/graphql/operation-places.ts';

test('a caller has few places, another one has its own, and who waits gets the place that is left', async () => {
  const places = new OperationPlaces();
  const held = await Promise.all(Array.from({ length: MAX_RUNNING_OPERATIONS }, () => places.take('attacker')));
  const begun: string[] = [];
  const waiting = ['first', 'second'].map((name) => places.take('attacker').then((leave) => (begun.push(name), leave)));
  const neighbour = await places.take('neighbour');
  expect(begun).toEqual([]);
  held[0]?.();
  held[0]?.();
  await waiting[0];
  expect(begun).toEqual(['first']);
  held[1]?.();
  for (const leave of await Promise.all(waiting)) leave();
  neighbour();
  expect(begun).toEqual(['first', 'second']);
  await Promise.all(Array.from({ length: MAX_RUNNING_OPERATIONS }, () => places.take('attacker')));
});

test('an operation that waits for somebody else does not keep its place', async () => {
  vi.useFakeTimers();
  try {
    const places = new OperationPlaces();
    await Promise.all(Array.from({ length: MAX_RUNNING_OPERATIONS }, () => places.take('caller')));
    const next = places.take('caller');
    await vi.advanceTimersByTimeAsync(MAX_PLACE_MS);
    expect(await next).toBeTypeOf('function');
  } finally {
    vi.useRealTimers();
  }
});
