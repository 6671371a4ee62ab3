import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import type { ICalEventData } from 'ical-generator';
import type { SlotStatus } from '../slot.states.ts';

/** A slot as calendars show it. */
export interface CalendarSlot {
  readonly id: string;
  readonly status: SlotStatus;
  readonly title: string;
  /** Calendars take the event with the highest number. */
  readonly version: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly meetingUrl: string | null;
  readonly cancelReason: string | null;
  readonly createdAt: Date;
  readonly changedAt: Date;
  /** Names of the people and of the workspace. */
  readonly giver: string;
  readonly taker: string | null;
  readonly workspace: string;
}

const STATUSES: Readonly<Record<SlotStatus, ICalEventStatus>> = {
  AVAILABLE: ICalEventStatus.TENTATIVE,
  PENDING: ICalEventStatus.TENTATIVE,
  BOOKED: ICalEventStatus.CONFIRMED,
  COMPLETED: ICalEventStatus.CONFIRMED,
  DECLINED: ICalEventStatus.CANCELLED,
  CANCELED: ICalEventStatus.CANCELLED,
};
/** An offer takes no time in the calendar until it is booked. */
const TRANSPARENT: ReadonlySet<SlotStatus> = new Set(['AVAILABLE', 'DECLINED', 'CANCELED']);
/** Seconds after which calendar programs read a feed again. */
const REFRESH_SECONDS = 900;

const PRODUCT = { company: 'Reelwright', product: 'Slots', language: 'EN' };

/**
 * Slots as iCalendar text (RFC 5545). Times are in UTC, so that they are right with any version of the reader's time zones. A canceled slot
 * stays as CANCELLED, because readers keep what disappears.
 */
export function calendarText(slots: readonly CalendarSlot[]): string {
  const calendar = ical({ name: 'Reelwright', prodId: PRODUCT, method: ICalCalendarMethod.PUBLISH, ttl: REFRESH_SECONDS });
  for (const slot of slots) calendar.createEvent(eventOf(slot));
  return calendar.toString();
}

/**
 * One slot as iCalendar text for an email, with the method of the text (RFC 5546): CANCEL for a slot that is off, otherwise PUBLISH, which
 * asks for no answer, because nobody reads answers to `organizer`, the address that sends the email.
 */
export function slotCalendar(slot: CalendarSlot, organizer: string): { readonly method: 'PUBLISH' | 'CANCEL'; readonly text: string } {
  const method = STATUSES[slot.status] === ICalEventStatus.CANCELLED ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH;
  const calendar = ical({ prodId: PRODUCT, method });
  calendar.createEvent({ ...eventOf(slot), organizer: { name: slot.giver, email: organizer } });
  return { method, text: calendar.toString() };
}

const eventOf = (slot: CalendarSlot): ICalEventData => ({
  id: `${slot.id}@reelwright`,
  sequence: slot.version - 1,
  start: slot.startsAt,
  end: slot.endsAt,
  stamp: slot.changedAt,
  created: slot.createdAt,
  lastModified: slot.changedAt,
  summary: slot.title,
  description: descriptionOf(slot),
  status: STATUSES[slot.status],
  transparency: TRANSPARENT.has(slot.status) ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
  ...placeOf(slot.meetingUrl),
});

/** ical-generator escapes separators in URL, where RFC 5545 does not allow it: such an address is only in the texts. */
const placeOf = (url: string | null) => (url === null ? {} : { location: url, ...(!/[;,\\]/.test(url) && { url }) });

const descriptionOf = ({ giver, taker, workspace, cancelReason, meetingUrl }: CalendarSlot): string =>
  [`${giver}${taker === null ? '' : ` · ${taker}`}`, workspace, meetingUrl, cancelReason].filter((line) => line !== null).join('\n');
