import type { FanOut } from '../../src/platform/event-stream/fan-out.ts';
import type { LogEvent, SharedLog } from '../../src/platform/event-stream/shared-log.ts';

export interface FollowOptions<Event extends LogEvent> {
  /** Those of one key share. */
  readonly key: string;
  readonly log: SharedLog<Event>;
}

/** Whose reader can leave. */
export interface FollowedLog<Event> extends AsyncIterableIterator<Event> {
  return(): Promise<IteratorResult<Event>>;
}

/** What the bytes stand for, which one reader renders for all who share. */
const rendered = new WeakMap<Buffer, LogEvent>();

/** Follows a log as a socket does, with events instead of bytes for the reader. */
export function followLog<Event extends LogEvent>(
  fanOut: FanOut,
  { key, log }: FollowOptions<Event>,
  signal = new AbortController().signal,
): FollowedLog<Event> {
  const arrived: Event[] = [];
  let over = false;
  let news = Promise.withResolvers<void>();
  const following = fanOut.follow<Event>({
    key,
    log,
    get gone() {
      return signal.aborted;
    },
    full: false,
    drained: () => Promise.resolve(),
    render: async (event) => {
      const payload = Buffer.alloc(0);
      rendered.set(payload, event);
      return payload;
    },
    send: (payload) => {
      arrived.push(rendered.get(payload) as Event);
      news.resolve();
    },
  });
  signal.addEventListener('abort', () => following.leave(), { once: true });
  void following.ended.then(() => {
    over = true;
    news.resolve();
  });
  return {
    next: async () => {
      while (arrived.length === 0 && !over) {
        await news.promise;
        news = Promise.withResolvers();
      }
      const value = arrived.shift();
      return value ? { value, done: false } : { value: undefined, done: true };
    },
    return: async () => {
      following.leave();
      await following.ended;
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
