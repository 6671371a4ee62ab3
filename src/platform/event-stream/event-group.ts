import type { LogEvent, SharedLog } from './shared-log.ts';

/** One subscription of a group that receives identical bytes. */
export interface Member<Event extends LogEvent> {
  /** Sequence of the last event that was sent to, or skipped for, this reader. The sender advances it. */
  sequence: Event['sequence'];
  /** Whether the reader has left or its socket is closing; nothing more is sent. */
  readonly gone: boolean;
  /** Whether too many bytes are waiting for this reader. */
  readonly full: boolean;
  /** Executes the subscription's selection for one event, as every member of the group sees it. Never rejects. */
  render(event: Event): Promise<Buffer>;
  send(payload: Buffer): void;
}

/** Why a member left the live group. */
export type EndReason = 'ENDED' | 'FULL' | 'LEFT';

/**
 * Live readers of the same selection: each event is executed and serialized once and sent to all of them. A group exists from its first
 * member to its last.
 */
export class EventGroup<Event extends LogEvent> {
  readonly #members = new Map<Member<Event>, (why: EndReason) => void>();
  #sequence: Event['sequence'];
  #unfollow: (() => void) | undefined;

  private constructor(
    sequence: Event['sequence'],
    private readonly onEmpty: () => void,
    private readonly onDelivered: (event: Event) => void,
  ) {
    this.#sequence = sequence;
  }

  /** Opens a group. Undefined when the other readers of the log are already past this position. */
  static open<Event extends LogEvent>(
    log: SharedLog<Event>,
    sequence: Event['sequence'],
    onEmpty: () => void,
    onDelivered: (event: Event) => void = () => undefined,
  ): EventGroup<Event> | undefined {
    const group = new EventGroup<Event>(sequence, onEmpty, onDelivered);
    group.#unfollow = log.follow(sequence, { onEvent: (event) => group.#deliver(event), onEnd: () => group.#end() });
    return group.#unfollow && group;
  }

  /**
   * Joins the live group; resolves when the membership ends. Undefined when the group is past the member, which must then read the log
   * first. A member ahead of the group receives nothing twice.
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
    this.onDelivered(event);
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
