import { expect, test } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import { LogTail } from '../../../../src/platform/event-stream/log-tail.ts';
import type { LogListener, LogPage } from '../../../../src/platform/event-stream/shared-log.ts';

interface Event {
  readonly sequence: number;
}

/** A listener that takes as long over an event as the test says. */
function listener() {
  const heard: number[] = [];
  const taking = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const listens: LogListener<Event> & { ended: boolean } = {
    ended: false,
    onEvent: async ({ sequence }) => {
      heard.push(sequence);
      began.resolve();
      await taking.promise;
    },
    onEnd: () => {
      listens.ended = true;
      end.resolve();
    },
  };
  return { heard, listens, began: began.promise, goOn: taking.resolve, end: end.promise };
}

test('a log that goes on while its end is being delivered has not ended for anybody', async () => {
  const events: Event[] = [{ sequence: 1 }];
  let ended = true;
  const read = async (after: number): Promise<LogPage<Event>> => {
    const page = events.filter(({ sequence }) => sequence > after);
    return { events: page, sequence: page.at(-1)?.sequence ?? after, more: false, ended };
  };
  const tail = new LogTail<Event>(0, read, silentLog, () => undefined);
  const [early, late] = [listener(), listener()];
  tail.join(0, early.listens);
  tail.wake();
  await early.began;
  // As a retry does to a failed job; who comes now has read it already.
  ended = false;
  events.push({ sequence: 2 });
  tail.join(2, late.listens);
  tail.wake();
  early.goOn();
  late.goOn();
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect([early.listens.ended, late.listens.ended]).toEqual([false, false]);

  ended = true;
  events.push({ sequence: 3 });
  tail.wake();
  await Promise.all([early.end, late.end]);
  expect(early.heard).toEqual([1, 2, 3]);
  expect(late.heard.at(-1)).toBe(3);
});
