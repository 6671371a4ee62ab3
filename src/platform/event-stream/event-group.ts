import type { LogEvent, SharedLog } from './shared-log.ts';

/** One subscription of one reader, among those that get the same bytes. */
export interface Member<Event extends LogEvent> {
  /** How far this reader is: what it was sent, and what was left out for it. Moved on by whoever sends. */
  sequence: Event['sequence'];
  /** Nothing more is to be sent: it has left, or its socket is closing. */
  readonly gone: boolean;
  /** Too much waits for it already. */
  readonly full: boolean;
  /** Runs the subscription's selection for one event, as everybody of the group sees it. Never rejects. */
  render(event: Event): Promise<Buffer>;
  send(payload: Buffer): void;
}

/** Why a member is no longer live. */
export type EndReason = 'ENDED' | 'FULL' | 'LEFT';

/**
 * Live readers of the same: each event is executed and serialized once, and the same bytes go to all. A group lives from its first
 * member to its last; what the log tells after that goes nowhere.
 */
export class EventGroup<Event extends LogEvent> {
  readonly #members = new Map<Member<Event>, (why: EndReason) => void>();
  #sequence: Event['sequence'];
  #unfollow: (() => void) | undefined;

  private constructor(
    sequence: Event['sequence'],
    private readonly onEmpty: () => void,
  ) {
    this.#sequence = sequence;
  }

  /** Undefined when others of the log are further than this place. */
  static open<Event extends LogEvent>(
    log: SharedLog<Event>,
    sequence: Event['sequence'],
    onEmpty: () => void,
  ): EventGroup<Event> | undefined {
    const group = new EventGroup<Event>(sequence, onEmpty);
    group.#unfollow = log.follow(sequence, { onEvent: (event) => group.#deliver(event), onEnd: () => group.#end() });
    return group.#unfollow && group;
  }

  /**
   * Live from here on; resolves when that is over. Undefined when the group is further than the member: read on, and come again.
   * A member that is further than the group is sent nothing twice.
   */
  join(member: Member<Event>): Promise<EndReason> | undefined {
    if (member.sequence < this.#sequence) return undefined;
    const { promise, resolve } = Promise.withResolvers<EndReason>();
    this.#members.set(member, resolve);
    return promise;
  }

  leave(member: Member<Event>): void {
    this.#part(member, 'LEFT');
  }

  async #deliver(event: Event): Promise<void> {
    const [any] = this.#members.keys();
    if (!any || event.sequence <= this.#sequence) return;
    const payload = await any.render(event);
    this.#sequence = event.sequence;
    for (const member of this.#members.keys()) {
      if (member.gone) this.#part(member, 'LEFT');
      else if (event.sequence <= member.sequence) continue;
      else if (member.full) this.#part(member, 'FULL');
      else {
        member.send(payload);
        member.sequence = event.sequence;
      }
    }
  }

  #end(): void {
    for (const member of this.#members.keys()) this.#part(member, 'ENDED');
  }

  #part(member: Member<Event>, why: EndReason): void {
    const resolve = this.#members.get(member);
    if (!resolve) return;
    this.#members.delete(member);
    resolve(why);
    if (this.#members.size > 0) return;
    this.#unfollow?.();
    this.onEmpty();
  }
}
