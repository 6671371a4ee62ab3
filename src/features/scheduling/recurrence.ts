import { RRuleTemporal } from 'rrule-temporal';
import { MAX_DAYS_AHEAD, latestStart } from './slot-check.ts';

/** Maximum slots that one call creates. */
export const MAX_OCCURRENCES = 500;

/**
 * What a rule may contain, with the accepted values. Others would repeat within a day, or never end. BYSETPOS is left out: rrule-temporal
 * expands every year that it looks at, which takes half a minute of the processor for 500 occurrences.
 */
const PARTS: Readonly<Record<string, RegExp>> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,6}$/,
  UNTIL: /^\d{8}T\d{6}Z$/,
  BYDAY: /^([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)){0,20}$/,
  BYMONTHDAY: /^-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01])){0,30}$/,
  BYMONTH: /^([1-9]|1[0-2])(,([1-9]|1[0-2])){0,11}$/,
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
};
/** Days, weeks, months or years that are tried one after another; a rule such as the 30th of February never matches. */
const MAX_STEPS = 1_000;
/** The highest ordinal of BYDAY that every month or year can have. rrule-temporal shifts the 53rd of a weekday to the next year. */
const MAX_ORDINALS: Readonly<Record<string, number>> = { MONTHLY: 5, YEARLY: 52 };

/** The times of a rule, or why it is refused. */
type Occurrences = { readonly times: readonly Date[] } | { readonly fault: string };

/**
 * The times of an RRULE (RFC 5545) that begins with `startsAt`, on the clocks of a time zone: a session at nine o'clock stays at nine
 * o'clock when daylight saving begins or ends. A time that the clocks skip is left out, and does not count; of a time that they repeat, it
 * is the first.
 */
export function occurrencesOf(rule: string, startsAt: Date, timeZone: string): Occurrences {
  const text = rule
    .trim()
    .replace(/^RRULE:/i, '')
    .toUpperCase();
  const fault = faultOf(text);
  if (fault !== undefined) return { fault };
  try {
    const iterator = new RRuleTemporal({
      rruleString: `RRULE:${text}`,
      dtstart: { timeZoneId: timeZone, toString: () => `${startsAt.toISOString()}[${timeZone}]` },
      maxIterations: MAX_STEPS,
      strict: true,
    });
    const latest = latestStart().getTime();
    let isTooFar = false;
    const found = iterator.all(({ epochMilliseconds }, index) => {
      isTooFar = epochMilliseconds > latest;
      return index <= MAX_OCCURRENCES && !isTooFar;
    });
    if (found.length > MAX_OCCURRENCES) return { fault: `Has more than ${MAX_OCCURRENCES} occurrences. Lower COUNT or UNTIL.` };
    if (isTooFar) return { fault: `Every occurrence must start at most ${MAX_DAYS_AHEAD} days from now. Lower COUNT, INTERVAL or UNTIL.` };
    if (found.length === 0) return { fault: 'Has no occurrence from `startsAt` on.' };
    return { times: found.map(({ epochMilliseconds }) => new Date(epochMilliseconds)) };
  } catch {
    return { fault: 'Has too few occurrences, or its parts contradict each other. Example: FREQ=WEEKLY;BYDAY=MO;COUNT=10.' };
  }
}

function faultOf(text: string): string | undefined {
  const parts = text.split(';').map((part) => part.split('=', 2) as [string, string?]);
  const names = parts.map(([name]) => name);
  for (const [index, [name, value = '']] of parts.entries()) {
    const accepted = PARTS[name];
    if (!accepted) return `Must have the parts ${Object.keys(PARTS).join(', ')}; this has ${shown(name)}.`;
    if (!accepted.test(value)) return `The part ${name} has an invalid or unsupported value.`;
    if (names.indexOf(name) < index) return `Has the part ${name} twice.`;
  }
  if (!names.includes('FREQ')) return 'The part FREQ is missing.';
  if (names.includes('COUNT') === names.includes('UNTIL')) return 'Must end: give either COUNT or UNTIL.';
  const highest = MAX_ORDINALS[valueOf(parts, 'FREQ')] ?? 0;
  if (ordinalsOf(valueOf(parts, 'BYDAY')).some((ordinal) => ordinal > highest)) {
    return 'The part BYDAY can have numbers from 1 to 5 with FREQ=MONTHLY, and from 1 to 52 with FREQ=YEARLY, also negative ones.';
  }
  const count = Number(valueOf(parts, 'COUNT') || 1);
  return count > MAX_OCCURRENCES ? `Has more than ${MAX_OCCURRENCES} occurrences. Lower COUNT.` : undefined;
}

/** The value of a part; empty without one. */
const valueOf = (parts: readonly (readonly [string, string?])[], wanted: string): string =>
  parts.find(([name]) => name === wanted)?.[1] ?? '';

/** The ordinals of a list of days, without their signs: 2 for `-2FR`. */
const ordinalsOf = (days: string): number[] => (days.match(/\d+/g) ?? []).map(Number);

/** An unknown part as the error repeats it. */
const shown = (name: string): string => (/^[A-Z-]{1,20}$/.test(name) ? name : 'something else');
