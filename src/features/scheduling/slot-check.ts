import type { Complaints } from '../../kernel/complaints.ts';
import { textFault } from '../../platform/text/text-fault.ts';

const MAX_SLOT_HOURS = 24;
/** Days from now within which a slot begins. */
export const MAX_DAYS_AHEAD = 731;
const MAX_TITLE_LENGTH = 200;
const MAX_URL_LENGTH = 2_000;
const MAX_REASON_LENGTH = 500;
const MAX_BUFFER_MINUTES = 240;

const HOUR_MS = 3_600_000;

/** A slot as a client asks for it. */
export interface GivenSlot {
  readonly giverId: string;
  readonly takerId?: string | null | undefined;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly title: string;
  readonly projectId?: string | null | undefined;
  readonly meetingUrl?: string | null | undefined;
  readonly bufferBeforeMinutes?: number | null | undefined;
  readonly bufferAfterMinutes?: number | null | undefined;
}

/** A slot as it is stored, but for its state. */
export interface CheckedSlot {
  readonly giverId: string;
  readonly takerId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly title: string;
  readonly projectId: string | null;
  readonly meetingUrl: string | null;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
}

/** Checks the texts and numbers of a slot; problems are added at `path.FIELD`. Times are checked by `checkTimes`. */
export function checkSlot(given: GivenSlot, path: string, complaints: Complaints): CheckedSlot {
  const complain = (field: string, fault: string | undefined): void => void (fault && complaints.add(`${path}.${field}`, fault));
  const { takerId = null, projectId = null, meetingUrl = null, bufferBeforeMinutes, bufferAfterMinutes } = given;
  const [before, after] = [bufferBeforeMinutes ?? 0, bufferAfterMinutes ?? 0];
  complain('takerId', takerId === given.giverId ? 'Must be another person than `giverId`.' : undefined);
  complain('timeZone', zoneFault(given.timeZone));
  complain('title', textFault(given.title, { max: MAX_TITLE_LENGTH }));
  complain('meetingUrl', meetingUrl === null ? undefined : urlFault(meetingUrl));
  complain('bufferBeforeMinutes', bufferFault(before));
  complain('bufferAfterMinutes', bufferFault(after));
  return {
    ...{ giverId: given.giverId, takerId, startsAt: given.startsAt, endsAt: given.endsAt, timeZone: given.timeZone },
    ...{ title: given.title.normalize('NFC').trim(), projectId, meetingUrl: meetingUrl === null ? null : normalUrl(meetingUrl) },
    ...{ bufferBeforeMinutes: before, bufferAfterMinutes: after },
  };
}

/** Checks the times of a slot that is created or moved; problems are added at `path.startsAt` or `path.endsAt`. */
export function checkTimes(times: { readonly startsAt: Date; readonly endsAt: Date }, path: string, complaints: Complaints): void {
  const complain = (field: string, fault: string | undefined): void => void (fault && complaints.add(`${path}.${field}`, fault));
  complain('startsAt', startFault(times.startsAt));
  complain('endsAt', endFault(times.startsAt, times.endsAt));
}

/** The last time at which a slot can begin. */
export const latestStart = (): Date => new Date(Date.now() + MAX_DAYS_AHEAD * 24 * HOUR_MS);

/** Why a slot cannot begin then; undefined when it can. */
export function startFault(startsAt: Date): string | undefined {
  const hours = (startsAt.getTime() - Date.now()) / HOUR_MS;
  if (!(hours > 0)) return 'Must be in the future.';
  if (hours > MAX_DAYS_AHEAD * 24) return `Must be at most ${MAX_DAYS_AHEAD} days from now.`;
  return startsAt.getUTCMilliseconds() > 0 ? NO_FRACTION : undefined;
}

function endFault(startsAt: Date, endsAt: Date): string | undefined {
  const hours = (endsAt.getTime() - startsAt.getTime()) / HOUR_MS;
  if (!(hours > 0)) return 'Must be after `startsAt`.';
  if (hours > MAX_SLOT_HOURS) return `Must be at most ${MAX_SLOT_HOURS} hours after \`startsAt\`.`;
  return endsAt.getUTCMilliseconds() > 0 ? NO_FRACTION : undefined;
}

/** Calendars know no fractions of seconds. */
const NO_FRACTION = 'Must be a whole second.';

/** Why a reason is refused; undefined when it is accepted. */
export const reasonFault = (reason: string): string | undefined =>
  textFault(reason, { max: MAX_REASON_LENGTH, lines: true, mayBeEmpty: true });

/** Why a text names no time zone; undefined when it does. Offsets such as +01:00 are no time zones. */
function zoneFault(timeZone: string): string | undefined {
  try {
    // Names are matched exactly: `europe/berlin` is accepted by Intl and not by calendars.
    if (/^[A-Z][\w+-]*(\/[\w+-]+)*$/.test(timeZone) && new Intl.DateTimeFormat('en', { timeZone })) return undefined;
  } catch {
    // Intl throws a RangeError for an unknown name.
  }
  return 'Must be a time zone of the IANA database, such as Europe/Berlin or UTC.';
}

function urlFault(text: string): string | undefined {
  // Browsers drop control characters, and characters of direction show another address than the one that opens.
  const fault = text === '' ? undefined : textFault(text, { max: MAX_URL_LENGTH });
  if (fault !== undefined) return fault;
  const accepted = !/\s/.test(text) && URL.canParse(text) && new URL(text).href.length <= MAX_URL_LENGTH;
  return accepted && ['http:', 'https:'].includes(new URL(text).protocol)
    ? undefined
    : `Must be an http or https URL with at most ${MAX_URL_LENGTH} characters.`;
}

/** The URL as browsers write it; an invalid one, which is refused, as it is. */
const normalUrl = (text: string): string => URL.parse(text)?.href ?? text;

const bufferFault = (minutes: number): string | undefined =>
  minutes >= 0 && minutes <= MAX_BUFFER_MINUTES ? undefined : `Must be 0 to ${MAX_BUFFER_MINUTES} minutes.`;
