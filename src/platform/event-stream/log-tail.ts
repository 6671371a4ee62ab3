import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../kernel/log.ts';
import type { LogEvent, LogListener, LogPage } from './shared-log.ts';

/** The database is unavailable; the log is still there afterwards. */
const READ_AGAIN_MS = 500;
/** Events are held back for other transactions, which are short. */
const LOOK_AGAIN_MS = 200;

/**
 * Tails one log for all its followers in this process, from the first follower's position. Delivers one event at a time and waits for
 * every follower.
 */
export class LogTail<Event extends LogEvent> {
  readonly #listeners = new Set<LogListener<Event>>();
  /** Position of the newest delivered event. */
  #sequence: Event['sequence'];
  /** The log may have grown since it was last read. */
  #rung = false;
  #reading = false;
  #lookAgain: NodeJS.Timeout | undefined;

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

  /** Undefined when the tail is past this position. */
  join(after: Event['sequence'], listener: LogListener<Event>): (() => void) | undefined {
    if (after < this.#sequence) return undefined;
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.onEmpty();
    };
  }

  /** Read again. */
  ring(): void {
    this.#rung = true;
    if (!this.#reading) void this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    this.#reading = true;
    clearTimeout(this.#lookAgain);
    while (this.#rung && this.#listeners.size > 0) {
      this.#rung = false;
      try {
        const page = await this.read(this.#sequence);
        await this.#tell(page);
        // Notified in the meantime: a retried job extends its log after the end, and a follower may have joined.
        if (page.ended && !this.#rung) return this.#end();
        this.#rung ||= page.more;
        if (page.held && !this.#rung) this.#lookAgain = setTimeout(() => this.ring(), LOOK_AGAIN_MS);
      } catch (error) {
        this.log.warn({ err: error }, 'failed to read a log; retrying');
        await pause(READ_AGAIN_MS);
        this.#rung = true;
      }
    }
    this.#reading = false;
  }

  async #tell({ events, sequence }: LogPage<Event>): Promise<void> {
    for (const event of events) {
      // Advanced first: a follower that joins during delivery must already have read this event.
      this.#sequence = event.sequence;
      await Promise.all([...this.#listeners].map((listener) => listener.onEvent(event)));
    }
    this.#sequence = sequence;
  }

  /** Unregister before notifying, so that new subscribers open a new tail. */
  #end(): void {
    this.onEmpty();
    for (const listener of this.#listeners) listener.onEnd();
  }
}
