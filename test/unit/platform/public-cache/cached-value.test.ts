import { beforeEach, expect, test } from 'vitest';
import { CachedValue } from '../../../../src/platform/public-cache/cached-value.ts';

/** The LISTEN connection of a process. */
class Connection {
  isListening = true;
  readonly #listeners: ((payload: string | undefined) => void)[] = [];
  listen(_channel: string, listener: (payload: string | undefined) => void): () => void {
    this.#listeners.push(listener);
    return () => undefined;
  }
  notify(): void {
    for (const listener of this.#listeners) listener('');
  }
  lose(): void {
    this.isListening = false;
  }
  restore(): void {
    this.isListening = true;
    for (const listener of this.#listeners) listener(undefined);
  }
  close = (): Promise<void> => Promise.resolve();
}

let connection: Connection;
/** Loads that were begun; each waits until the test ends it. */
let loads: PromiseWithResolvers<string>[];
let value: CachedValue<string>;
beforeEach(() => {
  connection = new Connection();
  loads = [];
  value = new CachedValue(connection, 'plans', () => {
    const load = Promise.withResolvers<string>();
    loads.push(load);
    return load.promise;
  });
});

test('a value is loaded once, also for those who ask during the load', async () => {
  const asked = [value.get(), value.get()];
  loads[0]!.resolve('one');
  expect(await Promise.all(asked)).toEqual(['one', 'one']);
  expect(await value.get()).toBe('one');
  expect(loads).toHaveLength(1);
});

test('a notification drops the value', async () => {
  const first = value.get();
  loads[0]!.resolve('one');
  await first;
  connection.notify();
  const second = value.get();
  loads[1]!.resolve('two');
  expect(await second).toBe('two');
});

test('a load that began before a notification is returned to its callers and not kept', async () => {
  const before = value.get();
  connection.notify();
  const after = value.get();
  loads[1]!.resolve('new');
  expect(await after).toBe('new');
  // The older load ends last.
  loads[0]!.resolve('old');
  expect(await before).toBe('old');
  expect(await value.get()).toBe('new');
  expect(loads).toHaveLength(2);
});

test('a load that fails rejects for its callers, and the next caller loads again', async () => {
  const [first, second] = [value.get(), value.get()];
  loads[0]!.reject(new Error('the database is away'));
  await expect(first).rejects.toThrow('the database is away');
  await expect(second).rejects.toThrow('the database is away');
  const again = value.get();
  loads[1]!.resolve('one');
  expect(await again).toBe('one');
});

test('a load that fails after a notification does not drop the newer value', async () => {
  const old = value.get();
  connection.notify();
  const newer = value.get();
  loads[1]!.resolve('new');
  await newer;
  loads[0]!.reject(new Error('canceled'));
  await expect(old).rejects.toThrow('canceled');
  expect(await value.get()).toBe('new');
  expect(loads).toHaveLength(2);
});

test('while the connection is lost nothing is kept, and those who ask during a load share it', async () => {
  const kept = value.get();
  loads[0]!.resolve('before');
  await kept;
  connection.lose();
  const asked = [value.get(), value.get()];
  loads[1]!.resolve('during');
  expect(await Promise.all(asked)).toEqual(['during', 'during']);
  const next = value.get();
  loads[2]!.resolve('later');
  expect(await next).toBe('later');
  expect(loads).toHaveLength(3);
});

test('a load that fails while the connection is lost is not shared with later callers', async () => {
  connection.lose();
  const failed = value.get();
  loads[0]!.reject(new Error('away'));
  await expect(failed).rejects.toThrow('away');
  const next = value.get();
  loads[1]!.resolve('one');
  expect(await next).toBe('one');
});

test('a value of before the loss is loaded again when the connection is back, also when nobody asked meanwhile', async () => {
  const before = value.get();
  loads[0]!.resolve('before');
  await before;
  connection.lose();
  connection.restore();
  const after = value.get();
  loads[1]!.resolve('after');
  expect(await after).toBe('after');
});

test('a load that began while the connection was lost is not kept when it is back', async () => {
  connection.lose();
  const during = value.get();
  connection.restore();
  const after = value.get();
  loads[0]!.resolve('during');
  loads[1]!.resolve('after');
  expect(await Promise.all([during, after])).toEqual(['during', 'after']);
  expect(await value.get()).toBe('after');
});

test('a change of this process drops the value before its notification arrives, also while the connection is lost', async () => {
  const before = value.get();
  value.drop();
  const after = value.get();
  loads[0]!.resolve('before');
  loads[1]!.resolve('after');
  expect(await Promise.all([before, after])).toEqual(['before', 'after']);
  connection.lose();
  const lost = value.get();
  value.drop();
  const changed = value.get();
  loads[2]!.resolve('lost');
  loads[3]!.resolve('changed');
  expect(await Promise.all([lost, changed])).toEqual(['lost', 'changed']);
});
