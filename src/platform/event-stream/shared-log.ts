/** Position of an event in its log. Positions strictly increase; numbers increase by one. */
export type Place = number | bigint;

/** An event and its position. */
export interface LogEvent {
  readonly sequence: Place;
}

export interface LogPage<Event extends LogEvent> {
  /** Events in order. For an unknown cursor a log may return one event that summarizes everything before it. */
  readonly events: readonly Event[];
  /** Position of the reader after these events. */
  readonly sequence: Event['sequence'];
  /** Whether more events can be read at once. */
  readonly more: boolean;
  /** Whether more events exist that must wait for an older transaction. No notification follows, so the log must be read again later. */
  readonly held?: boolean;
  /** Whether the log has ended. */
  readonly ended: boolean;
}

/** A receiver of new events. An event counts as delivered when `onEvent` resolves; it must not reject. */
export interface LogListener<Event extends LogEvent> {
  onEvent(event: Event): Promise<void>;
  onEnd(): void;
}

export interface SharedLogOptions<Event extends LogEvent> {
  /** Workspace of the log. Everyone with the same role in it sees the same events. Undefined for the log of one person. */
  readonly workspaceId: string | undefined;
  /** Start position; undefined starts with the current state. */
  readonly after: Event['sequence'] | undefined;
  /** Events after a position, for this subscriber only. */
  readonly read: (after: Event['sequence'] | undefined) => Promise<LogPage<Event>>;
  /**
   * Delivers every event after `after`, together with the other followers in the process. Undefined when the others are ahead, so that the
   * log must be read first. Returns a function that stops.
   */
  readonly follow: (after: Event['sequence'], listener: LogListener<Event>) => (() => void) | undefined;
  /** Whether a slow live reader may skip this event. */
  readonly maySkip: (event: Event) => boolean;
}

/** A log that is read from a position and then followed; returned by the `subscribe` of a subscription. */
export class SharedLog<Event extends LogEvent = LogEvent> implements AsyncIterable<Event> {
  readonly workspaceId: string | undefined;
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

  /** The same log without the events that do not match. */
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

  /** graphql-js requires an async iterable; FanOut never iterates it. */
  [Symbol.asyncIterator](): never {
    throw new Error('a shared log is followed through FanOut');
  }
}
