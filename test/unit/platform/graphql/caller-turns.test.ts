import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  BURST_MS,
  CallerTurns,
  MAX_TURNS_AT_ONCE,
  MAX_TURN_MS,
  MAX_WAITING_OPERATIONS,
} from '../../../../src/platform/graphql/caller-turns.ts';
import type { EndTurn } from '../../../../src/platform/graphql/caller-turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MANY = 20;

/** The ends of the turns that have begun, in their order. */
async function begun(turns: CallerTurns, callers: readonly string[]): Promise<{ readonly caller: string; readonly end: EndTurn }[]> {
  const running: { readonly caller: string; readonly end: EndTurn }[] = [];
  for (const caller of callers) void turns.take(caller).then((end) => running.push({ caller, end }));
  await vi.advanceTimersByTimeAsync(0);
  return running;
}

const many = (caller: string): string[] => Array.from({ length: MANY }, () => caller);

test('a caller who is alone never waits', async () => {
  const turns = new CallerTurns();
  expect(await begun(turns, many('a'))).toHaveLength(MANY);
});

test('while others call, operations of one caller wait for each other, and those of the others do not', async () => {
  const turns = new CallerTurns();
  const running = await begun(turns, ['b', ...many('a'), 'b']);
  expect(running.map(({ caller }) => caller)).toEqual(['b', ...Array.from({ length: MAX_TURNS_AT_ONCE }, () => 'a'), 'b']);
  const before = running.length;
  running[1]?.end();
  running[1]?.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(running).toHaveLength(before + 1);
});

test('who waits begins once nobody else calls', async () => {
  const turns = new CallerTurns();
  const running = await begun(turns, ['b', ...many('a')]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(running).toHaveLength(1 + MANY);
});

test('an operation that takes long delays the next ones of its caller no longer than a turn', async () => {
  const turns = new CallerTurns();
  const running = await begun(turns, ['b', 'a', 'a', 'a']);
  await vi.advanceTimersByTimeAsync(MAX_TURN_MS - 1);
  expect(running).toHaveLength(1 + MAX_TURNS_AT_ONCE);
  await vi.advanceTimersByTimeAsync(1);
  expect(running).toHaveLength(4);
});

test('operations that a caller sends at once take no more time than passes after a burst, and what it does one after the other is not counted', async () => {
  const turns = new CallerTurns();
  // Others call all the time.
  const call = setInterval(() => void turns.take('b').then((end) => end()), MAX_TURN_MS);
  void turns.take('b').then((end) => end());
  const done: string[] = [];
  const work = async (caller: string): Promise<void> => {
    const end = await turns.take(caller);
    setTimeout(() => {
      done.push(caller);
      end();
    }, MAX_TURN_MS);
  };
  for (const caller of [...many('a'), ...many('a')]) void work(caller);
  const one = (async () => {
    for (let count = 0; count < MANY; count += 1)
      await new Promise((resolve) => void work('c').then(() => setTimeout(resolve, MAX_TURN_MS)));
  })();
  await vi.advanceTimersByTimeAsync(MANY * (MAX_TURN_MS + 1));
  await one;
  clearInterval(call);
  expect(done.filter((caller) => caller === 'c')).toHaveLength(MANY);
  const attack = done.filter((caller) => caller === 'a').length;
  expect(attack).toBeGreaterThan(BURST_MS / MAX_TURN_MS);
  expect(attack).toBeLessThan(1.5 * MANY);
});

test('a limited number of operations wait, of which those whose client is gone make room and never begin', async () => {
  const turns = new CallerTurns();
  let [isGone, began, refused] = [false, 0, 0];
  const ends: EndTurn[] = [];
  const take = (): void =>
    void turns
      .take('a', () => isGone)
      .then(
        (end) => ((began += 1), ends.push(end)),
        () => (refused += 1),
      );
  void turns.take('b');
  for (let count = 0; count < MAX_TURNS_AT_ONCE + MAX_WAITING_OPERATIONS; count += 1) take();
  await vi.advanceTimersByTimeAsync(0);
  expect([began, refused]).toEqual([MAX_TURNS_AT_ONCE, 0]);
  await expect(turns.take('a')).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 1 } });
  // Another caller has a number of its own.
  await expect(turns.take('c')).resolves.toBeTypeOf('function');
  isGone = true;
  let isNext = false;
  void turns.take('a').then(() => (isNext = true));
  await vi.advanceTimersByTimeAsync(0);
  expect([began, refused, isNext]).toEqual([MAX_TURNS_AT_ONCE, MAX_WAITING_OPERATIONS, false]);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(isNext).toBe(true);
});
