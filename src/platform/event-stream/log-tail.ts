import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../kernel/log.ts';
import type { LogEvent, LogListener, LogPage } from './shared-log.ts';

/** The database is away; the log is still there when it is back. */
const READ_AGAIN_MS = 500;
/** What is held back waits for transactions of others, and these are short. */
const LOOK_AGAIN_MS = 200;

/**
 * The end of one log, read once for all who follow it in this process, from the first one's place on. Tells one event after the
 * other: the next when all have heard this one.
 */
export class LogTail<Event extends LogEvent> {
  readonly #listeners = new Set<LogListener<Event>>();
  /** Place of the newest event that was told. */
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

  /** Undefined when the tail is past this place. */
  join(after: Event['sequence'], listener: LogListener<Event>): (() => void) | undefined {
    if (after < this.#sequence) return undefined;
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.onEmpty();
    };
  }

  /** Look again. */
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
        // Rung meanwhile: it may have gone on behind its end, as a job does that is tried again, and somebody may have joined there.
        if (page.ended && !this.#rung) return this.#end();
        this.#rung ||= page.more;
        if (page.held && !this.#rung) this.#lookAgain = setTimeout(() => this.ring(), LOOK_AGAIN_MS);
      } catch (error) {
        this.log.warn({ err: error }, 'a log could not be read; will try again');
        await pause(READ_AGAIN_MS);
        this.#rung = true;
      }
    }
    this.#reading = false;
  }

  async #tell({ events, sequence }: LogPage<Event>): Promise<void> {
    for (const event of events) {
      // Moved on first: who joins while this is being told must have read it.
      this.#sequence = event.sequence;
      await Promise.all([...this.#listeners].map((listener) => listener.onEvent(event)));
    }
    this.#sequence = sequence;
  }

  /** Away before anybody hears of the end: who comes now begins anew. */
  #end(): void {
    this.onEmpty();
    for (const listener of this.#listeners) listener.onEnd();
  }
}
