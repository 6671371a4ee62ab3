import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../kernel/log.ts';
import type { LogListener, LogPage } from '../../platform/live/shared-log.ts';
import type { JobProgressEvent } from './job-log.ts';

/** The database is away; the log is still there when it is back. */
const READ_AGAIN_MS = 500;

/**
 * The end of one job's log, read once for all who follow it in this process, from the first one's place on. Tells one event after
 * the other: the next when all have heard this one.
 */
export class JobTail {
  readonly #read: (after: number) => Promise<LogPage<JobProgressEvent>>;
  readonly #log: Log;
  readonly #onEmpty: () => void;
  readonly #listeners = new Set<LogListener<JobProgressEvent>>();
  /** Number of the newest event that was told. */
  #sequence: number;
  /** The log may have grown since it was last read. */
  #rung = false;
  #reading = false;

  constructor(sequence: number, read: (after: number) => Promise<LogPage<JobProgressEvent>>, log: Log, onEmpty: () => void) {
    this.#sequence = sequence;
    this.#read = read;
    this.#log = log;
    this.#onEmpty = onEmpty;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Undefined when the tail is past this place. */
  join(after: number, listener: LogListener<JobProgressEvent>): (() => void) | undefined {
    if (after < this.#sequence) return undefined;
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#onEmpty();
    };
  }

  /** Look again. */
  ring(): void {
    this.#rung = true;
    if (!this.#reading) void this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    this.#reading = true;
    while (this.#rung && this.#listeners.size > 0) {
      this.#rung = false;
      try {
        const page = await this.#read(this.#sequence);
        await this.#tell(page);
        if (page.ended) return this.#end();
        this.#rung ||= page.more;
      } catch (error) {
        this.#log.warn({ err: error }, 'the log of a job could not be read; will try again');
        await pause(READ_AGAIN_MS);
        this.#rung = true;
      }
    }
    this.#reading = false;
  }

  async #tell({ events, sequence }: LogPage<JobProgressEvent>): Promise<void> {
    for (const event of events) {
      // Moved on first: who joins while this is being told must have read it.
      this.#sequence = event.sequence;
      await Promise.all([...this.#listeners].map((listener) => listener.onEvent(event)));
    }
    this.#sequence = sequence;
  }

  /** Away before anybody hears of the end: who comes now begins anew. */
  #end(): void {
    this.#onEmpty();
    for (const listener of this.#listeners) listener.onEnd();
  }
}
