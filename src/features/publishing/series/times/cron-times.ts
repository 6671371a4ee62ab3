import { Cron } from 'croner';

/** Minimum minutes between two runs of a series. */
const MIN_INTERVAL_MINUTES = 15;
const MAX_CRON_LENGTH = 100;
/** Times that are compared with each other: more than an expression within the limit has in two days. */
const TIMES_CHECKED = 200;
/** Maximum number of missed times that are counted; there may be many after a long outage. */
const MAX_MISSED_COUNTED = 1_000;

const ACCEPTED =
  'Must be a cron expression of five fields: minute, hour, day of the month, month and day of the week, for example `0 9 * * MON`.';

/** The times of a series: a cron expression in a time zone. */
export interface CronTimes {
  readonly cron: string;
  readonly timeZone: string;
}

const open = ({ cron, timeZone }: CronTimes): Cron => new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });

/** The first time after `after`; null when there is none. */
export const nextTime = (times: CronTimes, after: Date): Date | null => open(times).nextRun(after);

/** The fault of a time zone, as a message for the field; undefined without a fault. */
export function timeZoneFault(name: string): string | undefined {
  // Offsets such as +02:00 are time zones for Intl, but no clock change is known of them.
  if (/^[A-Za-z][\w+\-/]{0,63}$/.test(name) && isKnown(name)) return undefined;
  return 'Must be a time zone of the IANA database, for example `Europe/Berlin` or `UTC`.';
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The fault of a cron expression, as a message for the field; undefined without a fault. The time zone must be valid. */
export function cronFault({ cron, timeZone }: CronTimes, now: Date): string | undefined {
  if (cron.length > MAX_CRON_LENGTH || !/^[\dA-Za-z*,/#-]+(?: [\dA-Za-z*,/#-]+){4}$/.test(cron)) return ACCEPTED;
  let times: readonly Date[];
  try {
    times = open({ cron, timeZone }).nextRuns(TIMES_CHECKED, now);
  } catch {
    // The library's message names its own terms.
    return ACCEPTED;
  }
  if (times.length === 0) return 'Names a day that does not exist, so the series would never run.';
  const isTooFrequent = times.some((time, index) => index > 0 && minutesBetween(times[index - 1] ?? time, time) < MIN_INTERVAL_MINUTES);
  return isTooFrequent ? `Must leave at least ${MIN_INTERVAL_MINUTES} minutes between two runs.` : undefined;
}

const minutesBetween = (one: Date, other: Date): number => (other.getTime() - one.getTime()) / 60_000;

/** Minutes after which a time counts as missed: workers look for due series every few seconds. */
const GRACE_MINUTES = 10;

/** What is due of a series: at most one run, and the times that were missed. */
export interface DueTimes {
  /** The time to run for; null when it was missed too. */
  readonly run: Date | null;
  /** The number of missed times, at most `MAX_MISSED_COUNTED`. */
  readonly missed: number;
  /** The first time after now; null when there is none. */
  readonly next: Date | null;
}

/** What is due at `now` of a series whose next time was `due`. Times that passed without a worker are missed, only the last may still run. */
export function dueTimes(times: CronTimes, due: Date, now: Date): DueTimes {
  const cron = open(times);
  let [last, passed] = [due, 0];
  for (let time = cron.nextRun(due); time !== null && time <= now; time = cron.nextRun(time)) {
    if (passed >= MAX_MISSED_COUNTED) break;
    [last, passed] = [time, passed + 1];
  }
  const isMissed = minutesBetween(last, now) > GRACE_MINUTES;
  return {
    run: isMissed ? null : last,
    missed: Math.min(passed + (isMissed ? 1 : 0), MAX_MISSED_COUNTED),
    next: cron.nextRun(now),
  };
}
