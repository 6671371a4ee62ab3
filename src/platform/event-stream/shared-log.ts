/** Where an event stands in its log. Grows from one to the next; what can be counted in numbers counts up by one. */
export type Place = number | bigint;

/** An event with its place in a log. */
export interface LogEvent {
  readonly sequence: Place;
}

export interface LogPage<Event extends LogEvent> {
  /** In order. A log may answer a cursor that it does not know with one event that sums up all before it. */
  readonly events: readonly Event[];
  /** How far the reader is after these. */
  readonly sequence: Event['sequence'];
  /** More waits: read on before anything else. */
  readonly more: boolean;
  /** More is written, yet cannot be told before something older is settled: nobody will ring, so look again. */
  readonly held?: boolean;
  /** Nothing will follow. */
  readonly ended: boolean;
}

/** Somebody who hears of new events. An event counts as heard when `onEvent` resolves; it may not reject. */
export interface LogListener<Event extends LogEvent> {
  onEvent(event: Event): Promise<void>;
  onEnd(): void;
}

export interface SharedLogOptions<Event extends LogEvent> {
  /** Everybody of one role in this workspace sees the same of it. */
  readonly workspaceId: string;
  /** Where this subscriber begins; undefined: with what is true now. */
  readonly after: Event['sequence'] | undefined;
  /** What is behind a place by now, for this subscriber alone. */
  readonly read: (after: Event['sequence'] | undefined) => Promise<LogPage<Event>>;
  /**
   * Hears of every event behind `after` from now on, together with all others of this process. Undefined when the others are
   * further already: read on, and come again. Returns how to stop.
   */
  readonly follow: (after: Event['sequence'], listener: LogListener<Event>) => (() => void) | undefined;
  /** May a live reader that is too slow miss this one? */
  readonly maySkip: (event: Event) => boolean;
}

/** What the `subscribe` of a subscription returns: a log that is read from a place on and then followed together with others. */
export class SharedLog<Event extends LogEvent = LogEvent> implements AsyncIterable<Event> {
  readonly workspaceId: string;
  readonly after: Event['sequence'] | undefined;
  readonly read: SharedLogOptions<Event>['read'];
  readonly follow: SharedLogOptions<Event>['follow'];
  readonly maySkip: SharedLogOptions<Event>['maySkip'];

  constructor({ workspaceId, after, read, follow, maySkip }: SharedLogOptions<Event>) {
    this.workspaceId = workspaceId;
    this.after = after;
    this.read = read;
    this.follow = follow;
    this.maySkip = maySkip;
  }

  /** The same log without the events that do not fit. */
  only(fits: (event: Event) => boolean): SharedLog<Event> {
    const { workspaceId, after, maySkip } = this;
    return new SharedLog({
      workspaceId,
      after,
      maySkip,
      read: async (place) => {
        const page = await this.read(place);
        return { ...page, events: page.events.filter(fits) };
      },
      follow: (place, listener) =>
        this.follow(place, {
          onEvent: async (event) => (fits(event) ? listener.onEvent(event) : undefined),
          onEnd: () => listener.onEnd(),
        }),
    });
  }

  /** graphql-js takes nothing else for a source; whoever would really iterate it would follow alone. */
  [Symbol.asyncIterator](): never {
    throw new Error('a shared log is followed through FanOut');
  }
}
