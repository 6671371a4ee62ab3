import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../kernel/log.ts';
import type { LogEvent, LogListener, LogPage } from './shared-log.ts';

/** Milliseconds between attempts while the database is unavailable; the log will still be there. */
const RETRY_MS = 500;
/** Milliseconds until events are read again that were held back for other transactions, which are short. */
const RECHECK_MS = 200;

/**
 * Reads one log for all its followers in this process, from the first follower's position. Delivers one event at a time and waits for every
 * follower.
 */
export class LogTail<Event extends LogEvent> {
  readonly #listeners = new Set<LogListener<Event>>();
  /** Position of the newest delivered event. */
  #sequence: Event['sequence'];
  /** Whether the log may have grown since it was last read. */
  #isDue = false;
  #reading = false;
  #recheck: NodeJS.Timeout | undefined;

  constructor(
    sequence: Event['sequence'],
    private readonly read: (after: Event['sequence']) => Promise<LogPage<Event>>,
    private readonly log: Log,
    private readonly onEmpty: () => void,
  ) {
    this.#sequence = sequence;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Adds a follower and returns a function that removes it. Undefined when the tail is past this position. */
  join(after: Event['sequence'], listener: LogListener<Event>): (() => void) | undefined {
    if (after < this.#sequence) return undefined;
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.onEmpty();
    };
  }

  /** Reads the log again. */
  wake(): void {
    this.#isDue = true;
    if (!this.#reading) void this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    this.#reading = true;
    clearTimeout(this.#recheck);
    while (this.#isDue && this.#listeners.size > 0) {
      this.#isDue = false;
      try {
        const page = await this.read(this.#sequence);
        await this.#deliver(page);
        // A notification came meanwhile: a retried job extends its log after the end, and another follower may have joined.
        if (page.ended && !this.#isDue) return this.#end();
        this.#isDue ||= page.more;
        if (page.held && !this.#isDue) this.#recheck = setTimeout(() => this.wake(), RECHECK_MS);
      } catch (error) {
        this.log.warn({ event: 'log_read_failed', err: error }, 'failed to read a log; retrying');
        await pause(RETRY_MS);
        this.#isDue = true;
      }
    }
    this.#reading = false;
  }

  async #deliver({ events, sequence }: LogPage<Event>): Promise<void> {
    for (const event of events) {
      // Advanced before the delivery: a follower that joins meanwhile must already have read this event.
      this.#sequence = event.sequence;
      await Promise.all([...this.#listeners].map((listener) => listener.onEvent(event)));
    }
    this.#sequence = sequence;
  }

  /** Unregisters before it notifies, so that new subscribers open a new tail. */
  #end(): void {
    this.onEmpty();
    for (const listener of this.#listeners) listener.onEnd();
  }
}
