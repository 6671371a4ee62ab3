import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import { FanOut, type Subscriber } from '../../../../src/platform/event-stream/fan-out.ts';
import { SharedLog, type LogListener } from '../../../../src/platform/event-stream/shared-log.ts';

interface Event {
  readonly sequence: number;
  readonly state: boolean;
}

/** A log in memory, which counts who reads it. */
class MemoryLog {
  readonly events: Event[] = [];
  readonly listeners = new Set<LogListener<Event>>();
  reads = 0;
  ended = false;

  async tell(state: boolean): Promise<void> {
    const event = { sequence: this.events.length + 1, state };
    this.events.push(event);
    await Promise.all([...this.listeners].map((listener) => listener.onEvent(event)));
  }

  end(): void {
    this.ended = true;
    for (const listener of this.listeners) listener.onEnd();
  }

  open(after: number): SharedLog<Event> {
    return new SharedLog<Event>({
      workspaceId: 'one',
      after,
      maySkip: ({ state }) => !state,
      read: async (place = 0) => {
        this.reads += 1;
        const events = this.events.filter(({ sequence }) => sequence > place).slice(0, 3);
        const sequence = events.at(-1)?.sequence ?? place;
        return { events, sequence, more: events.length === 3, ended: this.ended && sequence === this.events.length };
      },
      follow: (place, listener) => {
        if (place < this.events.length) return undefined;
        this.listeners.add(listener);
        return () => void this.listeners.delete(listener);
      },
    });
  }
}

interface Reader {
  readonly seen: number[];
  readonly payloads: Buffer[];
  full: boolean;
  gone: boolean;
  readonly drained: PromiseWithResolvers<void>;
}

const reader = (): Reader => ({ seen: [], payloads: [], full: false, gone: false, drained: Promise.withResolvers() });

/** Enough turns for everything that waits for nothing but promises. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function world() {
  const log = new MemoryLog();
  const fanOut = new FanOut(silentLog);
  const rendered: number[] = [];
  const follow = (to: Reader, after = 0, changed: Partial<Subscriber<Event>> = {}) =>
    fanOut.follow<Event>({
      key: 'same',
      log: log.open(after),
      get gone() {
        return to.gone;
      },
      get full() {
        return to.full;
      },
      drained: () => to.drained.promise,
      render: async (event) => {
        rendered.push(event.sequence);
        return Buffer.from(String(event.sequence));
      },
      send: (payload) => {
        to.payloads.push(payload);
        to.seen.push(Number(payload.toString()));
      },
      ...changed,
    });
  return { log, follow, rendered };
}

test('a subscriber has begun with the first page of its log, be it empty, or when it cannot begin', async () => {
  const { log, follow } = world();
  const begun: string[] = [];
  const note = (name: string, to: Reader) => ({ begun: () => void begun.push(`${name} after ${to.seen.length}`) });
  const [empty, full, gone] = [reader(), reader(), { ...reader(), gone: true }];
  follow(empty, 0, note('empty', empty));
  await settle();
  for (let count = 0; count < 4; count += 1) await log.tell(true);
  follow(full, 0, note('full', full));
  await settle();
  follow(gone, 0, note('gone', gone));
  await settle();
  expect(begun.filter((text, index) => begun.indexOf(text) === index)).toEqual([
    'empty after 0',
    'full after 3',
    'full after 4',
    'gone after 0',
  ]);
});

describe('subscribers of the same', () => {
  test('share one execution and one payload of each event, from the moment at which they are live', async () => {
    const { log, follow, rendered } = world();
    for (let count = 0; count < 4; count += 1) await log.tell(true);
    const readers = [reader(), reader(), reader()];
    readers.forEach((to, index) => follow(to, index));
    await settle();
    rendered.length = 0;
    const { reads } = log;
    await log.tell(true);
    await log.tell(false);
    expect(rendered).toEqual([5, 6]);
    expect(log.reads).toBe(reads);
    expect(log.listeners.size).toBe(1);
    expect(readers.map(({ seen }) => seen)).toEqual([
      [1, 2, 3, 4, 5, 6],
      [2, 3, 4, 5, 6],
      [3, 4, 5, 6],
    ]);
    expect(new Set(readers.map(({ payloads }) => payloads.at(-1))).size).toBe(1);
  });

  test('that differ in their key are executed apart', async () => {
    const { log, follow, rendered } = world();
    const [one, other] = [reader(), reader()];
    follow(one);
    follow(other, 0, { key: 'other' });
    await settle();
    await log.tell(true);
    expect(rendered).toEqual([1, 1]);
    expect([one.seen, other.seen]).toEqual([[1], [1]]);
  });

  test('go on when the one leaves in whose name events were executed, and end with the log', async () => {
    const { log, follow } = world();
    const [one, other] = [reader(), reader()];
    const [first, second] = [follow(one), follow(other)];
    await settle();
    await log.tell(true);
    first.leave();
    await log.tell(true);
    log.end();
    await Promise.all([first.ended, second.ended]);
    expect([one.seen, other.seen]).toEqual([[1], [1, 2]]);
    expect(log.listeners.size).toBe(0);
  });

  test('are sent nothing more once their socket closes', async () => {
    const { log, follow } = world();
    const to = reader();
    const { ended } = follow(to);
    await settle();
    to.gone = true;
    await log.tell(true);
    await ended;
    expect(to.seen).toEqual([]);
    expect(log.listeners.size).toBe(0);
  });

  test('who join while an event is on its way get it once', async () => {
    const { log, follow } = world();
    const [one, late] = [reader(), reader()];
    const slow = Promise.withResolvers<Buffer>();
    follow(one, 0, { render: () => slow.promise });
    await settle();
    const telling = log.tell(true);
    follow(late, 0);
    await settle();
    slow.resolve(Buffer.from('1'));
    await telling;
    await log.tell(true);
    expect(one.seen).toEqual([1, 1]);
    expect(late.seen).toEqual([1, 1]);
  });
});

describe('a live reader that is too slow', () => {
  test('keeps nothing waiting, holds nobody up, and reads on from the log without what may be skipped', async () => {
    const { log, follow } = world();
    const [slow, quick] = [reader(), reader()];
    follow(slow);
    follow(quick);
    await settle();
    await log.tell(true);
    slow.full = true;
    for (let count = 0; count < 50; count += 1) await log.tell(count % 10 === 0);
    await settle();
    expect(quick.seen).toHaveLength(51);
    expect(slow.seen).toEqual([1]);
    slow.full = false;
    slow.drained.resolve();
    for (let turn = 0; turn < 100 && slow.seen.length < 6; turn += 1) await settle();
    expect(slow.seen).toEqual([1, 2, 12, 22, 32, 42]);
    await settle();
    await log.tell(false);
    expect(slow.seen.at(-1)).toBe(52);
  });
});

test('a log that cannot be read for a moment is read again, and nothing is missed', async () => {
  const { log, follow } = world();
  await log.tell(true);
  const shared = log.open(0);
  const { read } = shared;
  let failures = 1;
  Object.assign(shared, { read: (place: number) => (failures-- > 0 ? Promise.reject(new Error('away')) : read(place)) });
  const to = reader();
  const { ended } = follow(to, 0, { log: shared });
  log.end();
  await ended;
  expect(to.seen).toEqual([1]);
});
