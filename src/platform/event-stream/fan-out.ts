import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../kernel/log.ts';
import { EventGroup } from './event-group.ts';
import type { Member, EndReason } from './event-group.ts';
import type { LogEvent, LogPage, Place, SharedLog } from './shared-log.ts';

/** Milliseconds between attempts while the database is unavailable. Subscriptions wait and miss nothing. */
const RETRY_MS = 500;

export interface Subscriber<Event extends LogEvent> {
  /** Equal for subscribers that receive identical bytes. */
  readonly key: string;
  readonly log: SharedLog<Event>;
  readonly gone: boolean;
  readonly full: boolean;
  render(event: Event): Promise<Buffer>;
  send(payload: Buffer): void;
  /** Called when the subscriber has left or has received the first page of its log. */
  begun?(): void;
  /** Resolves when everything that was sent has left this process or was dropped. */
  drained(): Promise<void>;
}

/** A running subscription. */
export interface Following {
  /** Resolves when the log has ended or the subscriber has left, after everything was sent. */
  readonly ended: Promise<void>;
  leave(): void;
}

/**
 * Delivers logs to subscribers. Each reads its log to the end and then joins a live group. A reader that is too slow leaves the group; its
 * backlog stays in the log instead of memory. It catches up at its own pace, without events that may be skipped.
 */
export class FanOut {
  readonly #groups = new Map<string, EventGroup<LogEvent>>();

  /** `onDelivered` is called with each event that live subscribers have received. */
  constructor(
    private readonly log: Log,
    private readonly onDelivered: (event: LogEvent) => void = () => undefined,
  ) {}

  follow<Event extends LogEvent>(subscriber: Subscriber<Event>): Following {
    // All groups of one key have the same event type, that of the field in the key.
    return new SubscriberLoop(subscriber as unknown as Subscriber<LogEvent>, this.#groups, this.log, this.onDelivered);
  }
}

/** The loop of one subscriber: catches up from the log, streams live, and returns to the log when it lags. */
class SubscriberLoop implements Member<LogEvent>, Following {
  readonly ended: Promise<void>;
  sequence: Place = 0;
  #group: EventGroup<LogEvent> | undefined;
  #left = false;
  #hasBeenLive = false;

  constructor(
    private readonly subscriber: Subscriber<LogEvent>,
    private readonly groups: Map<string, EventGroup<LogEvent>>,
    private readonly log: Log,
    private readonly onDelivered: (event: LogEvent) => void,
  ) {
    this.ended = this.#run().finally(() => subscriber.begun?.());
  }

  get gone(): boolean {
    return this.#left || this.subscriber.gone;
  }

  get full(): boolean {
    return this.subscriber.full;
  }

  render(event: LogEvent): Promise<Buffer> {
    return this.subscriber.render(event);
  }

  send(payload: Buffer): void {
    this.subscriber.send(payload);
  }

  leave(): void {
    this.#left = true;
    this.#group?.leave(this);
  }

  async #run(): Promise<void> {
    let place = this.subscriber.log.after;
    while (!this.gone) {
      const page = await this.#read(place);
      if (!page) return;
      await this.#replay(page);
      this.subscriber.begun?.();
      place = this.sequence = page.sequence;
      if (page.ended) return;
      if (page.more) continue;
      const why = await this.#live();
      if (why === 'ENDED' || why === 'LEFT') return;
      if (why === 'FULL') await this.subscriber.drained();
      place = this.sequence;
    }
  }

  async #read(place: Place | undefined): Promise<LogPage<LogEvent> | undefined> {
    while (!this.gone) {
      try {
        return await this.subscriber.log.read(place);
      } catch (error) {
        this.log.warn({ event: 'subscription_read_failed', err: error }, 'subscription failed to read its log; retrying');
        await pause(RETRY_MS);
      }
    }
    return undefined;
  }

  async #replay({ events }: LogPage<LogEvent>): Promise<void> {
    const { log } = this.subscriber;
    for (const event of events) {
      if (this.#hasBeenLive && log.maySkip(event)) continue;
      const payload = await this.render(event);
      if (this.gone) return;
      this.send(payload);
      if (this.full) await this.subscriber.drained();
    }
  }

  /** Joins the live group. Undefined when the group is ahead, so that the log must be read first. */
  #live(): Promise<EndReason> | undefined {
    const { key, log } = this.subscriber;
    const group = this.groups.get(key) ?? this.#open(key, log);
    const left = group?.join(this);
    if (!left) return undefined;
    this.#group = group;
    this.#hasBeenLive = true;
    return left;
  }

  #open(key: string, log: SharedLog): EventGroup<LogEvent> | undefined {
    const group = EventGroup.open(log, this.sequence, () => this.groups.delete(key), this.onDelivered);
    if (group) this.groups.set(key, group);
    return group;
  }
}
