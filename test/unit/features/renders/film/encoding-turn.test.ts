import { afterEach, describe, expect, test, vi } from 'vitest';
import { encodeInTurn } from '../../../../../src/features/renders/film/encoding-turn.ts';

const [LARGE, USUAL] = [
  { width: 2_160, height: 3_840 },
  { width: 1_920, height: 1_080 },
];
const waiting = (report: () => void = () => undefined, signal = new AbortController().signal) => ({ signal, report });

afterEach(() => void vi.useRealTimers());

describe('clips', () => {
  /** Encodes three clips whose ends the test decides; tells how many run at once. */
  const three = async (size: typeof LARGE) => {
    const ends = [0, 1, 2].map(() => Promise.withResolvers<void>());
    let [running, most] = [0, 0];
    const all = ends.map(({ promise }) =>
      encodeInTurn(size, waiting(), async () => {
        most = Math.max(most, (running += 1));
        await promise;
        running -= 1;
      }),
    );
    for (const [index, { resolve }] of ends.entries()) {
      await vi.waitFor(() => expect(running).toBeGreaterThan(0));
      resolve();
      await all[index];
    }
    return most;
  };

  test('of 2160p are encoded one after the other, others at once', async () => {
    expect(await three(LARGE)).toBe(1);
    expect(await three(USUAL)).toBe(3);
  });

  test('that wait for long report it, and no longer once they are encoded', async () => {
    vi.useFakeTimers();
    const end = Promise.withResolvers<void>();
    const report = vi.fn();
    const first = encodeInTurn(LARGE, waiting(), () => end.promise);
    const own = Promise.withResolvers<void>();
    const second = encodeInTurn(LARGE, waiting(report), () => own.promise);
    await vi.advanceTimersByTimeAsync(590_000);
    expect(report).toHaveBeenCalledTimes(9);
    end.resolve();
    await first;
    await vi.advanceTimersByTimeAsync(590_000);
    expect(report).toHaveBeenCalledTimes(9);
    own.resolve();
    await second;
  });

  test('that are stopped while they wait are not encoded, and let the next one in', async () => {
    const end = Promise.withResolvers<void>();
    const stop = new AbortController();
    const encode = vi.fn(async () => undefined);
    const first = encodeInTurn(LARGE, waiting(), () => end.promise);
    const second = encodeInTurn(LARGE, waiting(undefined, stop.signal), encode);
    const third = encodeInTurn(LARGE, waiting(), async () => 'encoded');
    stop.abort(new Error('stopped'));
    end.resolve();
    await first;
    await expect(second).rejects.toThrow('stopped');
    expect(encode).not.toHaveBeenCalled();
    expect(await third).toBe('encoded');
  });
});
