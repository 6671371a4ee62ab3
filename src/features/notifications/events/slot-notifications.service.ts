import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../../kernel/id.ts';
import { NEVER_ABORTED } from '../../../kernel/signals.ts';
import type { Log } from '../../../kernel/log.ts';
import type { Database } from '../../../platform/database/database.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import { SlotEntity } from '../../scheduling/slot.entity.ts';
import { slotAttachment } from '../../scheduling/calendar/slot-attachment.read.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import type { NotificationWriter, Occurrence } from '../delivery/notification-writer.ts';
import { idsOf, isNews } from './notification-sources.ts';
import type { Source } from './notification-sources.ts';

/** What notifications say about a slot. */
interface NotedSlot {
  readonly id: string;
  readonly workspaceId: string;
  readonly giverId: string;
  readonly takerId?: string | null | undefined;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Name in the IANA database. */
  readonly timeZone: string;
  readonly title: string;
  readonly status: string;
}

/** A change of a slot by a person; the kind of its notification is its type, and SLOT_REQUESTED when a change needs the giver's answer. */
interface NotedSlotEvent {
  /** For SLOT_REQUESTED: the slots of one call, of which `slot` is the first. */
  readonly series?: { readonly id: string; readonly count: number } | undefined;
  readonly type: 'SLOT_REQUESTED' | 'SLOT_BOOKED' | 'SLOT_CONFIRMED' | 'SLOT_DECLINED' | 'SLOT_CHANGED' | 'SLOT_CANCELED';
  readonly slot: NotedSlot;
  /** For SLOT_CHANGED, the times before the change. */
  readonly before?: { readonly startsAt: Date; readonly endsAt: Date } | undefined;
  readonly actorId: string | null;
}

/** Reads the booked slots of all workspaces that start in `[from, to)`; with `hours`, those without a reminder that many hours before. */
type ReadUpcoming = (em: EntityManager, from: Date, to: Date, hours?: number) => Promise<readonly NotedSlot[]>;

const HOUR_MS = 3_600_000;
/**
 * Hours before a slot at which its people are reminded, and for how many hours that reminder may come late, after an outage. Later the next
 * one says the same.
 */
const REMINDERS = [
  { hours: 24, late: 1 },
  { hours: 1, late: 1 },
] as const;

interface SlotNotificationOptions {
  /** The address that sends the emails, which calendars show as the organizer. */
  readonly sender: string;
  readonly log: Log;
}

/** Notifications of slots: of changes in their own transactions, which are rare, and reminders by a maintenance task. */
export class SlotNotifications {
  constructor(
    private readonly database: Pick<Database, 'systemScope'>,
    private readonly writer: NotificationWriter,
    private readonly options: SlotNotificationOptions,
  ) {}

  /**
   * Notifies the giver and the taker of a change, except the person who made it. A request goes to the giver only; so does the move of a
   * slot that is PENDING, as a request, while its taker receives it as a change.
   */
  readonly onEvent = async (em: EntityManager, { type, slot, actorId, series, before }: NotedSlotEvent): Promise<void> => {
    const others = (people: readonly string[]): string[] => people.filter((id) => id !== actorId);
    const asksGiver = type === 'SLOT_REQUESTED' || (type === 'SLOT_CHANGED' && slot.status === 'PENDING' && isMoved(slot, before));
    // Called once in the transaction of a change, so any new key is that of the change.
    const key = series ? `series:${series.id}` : `slot:${slot.id}:${newId()}`;
    if (asksGiver) await this.#write(em, slot, { kind: 'SLOT_REQUESTED', key, people: others([slot.giverId]), count: series?.count });
    if (type === 'SLOT_REQUESTED') return;
    const people = asksGiver ? peopleOf(slot).filter((id) => id !== slot.giverId) : peopleOf(slot);
    await this.#write(em, slot, { kind: type, key, people: others(people) });
  };

  /**
   * Slots that the engine has canceled or declined, because giver or taker has left the workspace or nobody confirmed a slot in time. Offers
   * that nobody has taken end without news. A person who has left is no member, so only the other one is notified.
   */
  readonly endedByEngine: Source = async (em, workspace, events) => {
    const ended = await em.find(SlotEntity, {
      ...{ id: { $in: idsOf(events) }, updatedAs: 'SYSTEM', status: { $in: ['CANCELED', 'DECLINED'] } },
      ...{ takerId: { $ne: null }, deletedAt: null },
    });
    return ended.flatMap((slot) => {
      const { id, title, startsAt, timeZone, status, updatedAt } = slot;
      if (!isNews(events, id, updatedAt)) return [];
      return {
        kind: status === 'CANCELED' ? 'SLOT_CANCELED' : 'SLOT_DECLINED',
        key: `slot:${id}:engine:${updatedAt.getTime()}`,
        people: peopleOf(slot),
        subjectId: id,
        params: { workspace: workspace.name, title, startsAt: startsAt.toISOString(), timeZone, status },
        attachment: (within) => slotAttachment(within, id, this.options.sender),
      } satisfies Occurrence;
    });
  };

  /**
   * Reminds the giver and the taker of slots that begin in 24 hours or in one, once for each time of a slot: one that was moved has a new
   * time, and one that was canceled is not read. Returns the number of slots.
   */
  async remind(readUpcoming: ReadUpcoming, now = new Date()): Promise<number> {
    let reminded = 0;
    for (const { hours, late } of REMINDERS) {
      const [from, to] = [hours - late, hours].map((offset) => new Date(now.getTime() + offset * HOUR_MS)) as [Date, Date];
      const slots = await this.database.systemScope(NEVER_ABORTED).tx((em) => readUpcoming(em, from, to, hours));
      for (const slot of slots) {
        try {
          await this.#remindOf(readUpcoming, slot, hours);
          reminded += 1;
        } catch (error) {
          this.options.log.error({ event: 'slot_reminder_failed', slotId: slot.id, err: error }, 'Reminding of a slot failed');
        }
      }
    }
    return reminded;
  }

  /**
   * Reads the slot again in the transaction of the reminder, under its lock: it may have been moved or canceled since, and a change that comes
   * now is reported after the reminder.
   */
  async #remindOf(readUpcoming: ReadUpcoming, { id, workspaceId, startsAt }: NotedSlot, hours: number): Promise<void> {
    const key = `slot-reminder:${hours}:${id}:${startsAt.getTime()}`;
    await this.database.systemScope(NEVER_ABORTED, workspaceId).tx(async (em) => {
      await lockRow(em, SlotEntity, id);
      const found = await readUpcoming(em, startsAt, new Date(startsAt.getTime() + 1));
      const slot = found.find((one) => one.id === id);
      if (slot) await this.#write(em, slot, { kind: 'SLOT_REMINDER', key, people: peopleOf(slot) });
    });
  }

  async #write(
    em: EntityManager,
    { id, workspaceId, title, startsAt, timeZone, status }: NotedSlot,
    {
      count,
      ...told
    }: {
      readonly kind: NotedSlotEvent['type'] | 'SLOT_REMINDER';
      readonly key: string;
      readonly people: readonly string[];
      readonly count?: number | undefined;
    },
  ): Promise<void> {
    const { name: workspace } = await em.findOneOrFail(WorkspaceEntity, { id: workspaceId });
    const params = { workspace, title, startsAt: startsAt.toISOString(), timeZone, status, ...(count !== undefined && { count }) };
    await this.writer.write(em, workspaceId, {
      ...told,
      subjectId: id,
      params,
      attachment: (within) => slotAttachment(within, id, this.options.sender),
    });
  }
}

const isMoved = (slot: NotedSlot, before: NotedSlotEvent['before']): boolean =>
  before !== undefined && (+before.startsAt !== +slot.startsAt || +before.endsAt !== +slot.endsAt);

const peopleOf = ({ giverId, takerId }: NotedSlot): string[] => [giverId, ...(takerId ? [takerId] : [])];
