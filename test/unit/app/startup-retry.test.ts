import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StartupRetry } from '../../../src/app/startup-retry.ts';
import type { Log } from '../../../src/kernel/log.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { AwayError, StartError } from '../../../src/kernel/start-error.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const away = () => new AwayError('DATABASE_URL: no database at db:5432/reelwright (connect ECONNREFUSED).');

function begin(seconds: number) {
  const said: object[] = [];
  const stop = new AbortController();
  const log: Log = { ...silentLog, warn: (fields: object) => void said.push(fields) };
  return { said, stop, waiting: new StartupRetry({ seconds, signal: stop.signal, log }) };
}

const reasonOf = (rejected: Promise<unknown>): Promise<unknown> => rejected.catch((error: unknown) => error);

/** Away for so many seconds, then there. */
const thereAfter = (seconds: number) => {
  const since = performance.now();
  return async () => {
    if (performance.now() - since < seconds * 1_000) throw away();
    return 'opened';
  };
};

describe('a start that waits', () => {
  test('opens what comes in time, and says every five seconds who is missing', async () => {
    const { waiting, said } = begin(180);
    const opened = waiting.until('database', thereAfter(120));
    expect(waiting.states()).toEqual({ database: 'unavailable', storage: 'unavailable' });
    await vi.advanceTimersByTimeAsync(121_000);
    expect(await opened).toBe('opened');
    expect(waiting.states()).toEqual({ database: 'ok', storage: 'unavailable' });
    expect(said).toHaveLength(24);
    expect(said[0]).toEqual({ event: 'waiting_for_dependencies', missing: { database: away().message }, givingUpIn: '180 s' });
  });

  test('says in one line who of several is missing', async () => {
    const { waiting, said } = begin(180);
    const both = Promise.all([waiting.until('database', thereAfter(7)), waiting.until('storage', thereAfter(12))]);
    await vi.advanceTimersByTimeAsync(13_000);
    await both;
    expect(said.map((fields) => Object.keys((fields as { missing: object }).missing))).toEqual([
      ['database'],
      expect.arrayContaining(['database', 'storage']),
      ['storage'],
    ]);
  });

  test('gives up at its end with the reason of the last try; with no patience after the first', async () => {
    const patient = begin(10);
    const ended = reasonOf(patient.waiting.until('database', thereAfter(60)));
    await vi.advanceTimersByTimeAsync(11_000);
    expect(await ended).toEqual(away());
    await expect(begin(0).waiting.until('database', thereAfter(60))).rejects.toThrow('no database at db');
  });

  test.each([
    ['what only the operator can mend', new StartError('password authentication failed')],
    ['what nobody foresaw', new TypeError('undefined is not a function')],
  ])('does not wait for %s', async (_, error) => {
    const open = vi.fn(() => Promise.reject(error));
    await expect(begin(180).waiting.until('database', open)).rejects.toBe(error);
    expect(open).toHaveBeenCalledTimes(1);
  });

  test('ends at once when it is asked to stop, or another part has given up, also in a try that hangs', async () => {
    const { waiting, stop } = begin(180);
    const hang = () => new Promise(() => undefined);
    const ended = Promise.all([reasonOf(waiting.until('database', thereAfter(60))), reasonOf(waiting.until('storage', hang))]);
    await vi.advanceTimersByTimeAsync(100);
    stop.abort();
    const { reason } = stop.signal;
    expect((await ended).map((why) => why === reason)).toEqual([true, true]);
    const other = begin(180);
    const given = reasonOf(other.waiting.until('database', thereAfter(60)));
    other.waiting.giveUp();
    expect(await given).toMatchObject({ message: 'the start has ended' });
  });
});
