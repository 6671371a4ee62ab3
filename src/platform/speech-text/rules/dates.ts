import type { CalendarDate, LanguageWords } from '../language.ts';
import { rule } from '../reading.ts';
import type { Found, Rule } from '../reading.ts';
import { anyOf, END, RANGE, START } from './patterns.ts';

/** Names of months as CLDR writes them: alone, in a date, abbreviated; and the language's other forms. */
function monthNames({ locale, dates }: LanguageWords): Map<string, number> {
  const names = new Map<string, number>();
  const styles: Intl.DateTimeFormatOptions[] = [{ month: 'long' }, { month: 'long', day: 'numeric' }, { month: 'short', day: 'numeric' }];
  for (const style of styles) {
    const format = new Intl.DateTimeFormat(locale, { ...style, calendar: 'gregory', timeZone: 'UTC' });
    for (let month = 1; month <= 12; month += 1) {
      const parts = format.formatToParts(Date.UTC(2024, month - 1, 3));
      const name = parts.find(({ type }) => type === 'month')?.value.replace(/\.$/, '') ?? '';
      if (/^\p{L}[\p{L}\p{M} ]+$/u.test(name)) names.set(name, month);
    }
  }
  for (const [name, month] of Object.entries(dates.otherMonths ?? {})) names.set(name, month);
  for (const [name, month] of [...names]) names.set(name.charAt(0).toUpperCase() + name.slice(1), month);
  return names;
}

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isDate = ({ day, month }: CalendarDate): boolean =>
  month >= 1 && month <= 12 && (day === undefined || (day >= 1 && day <= (MONTH_DAYS[month - 1] ?? 0)));

/** Dates with a month's name and dates in numbers. */
export function dateRules(words: LanguageWords): Rule[] {
  const { dates } = words;
  const names = monthNames(words);
  const month = `(?<month>${anyOf([...names.keys()])})\\.?(?![\\p{L}\\p{M}])`;
  const yearMark = dates.yearMark ? `(?:\\s(?:${dates.yearMark})(?!\\p{L}))?` : '';
  const year = `(?<year>[12]\\d{3})(?![\\p{N}]|[.,:]\\d)${yearMark}`;
  const between = dates.between ? `\\s(?:(?:${dates.between})\\s?)?` : '\\s';
  const day = `(?<day>\\d{1,2})(?:${dates.dayMark ?? ''})`;
  const lead = '(?<lead>[\\p{L}]{1,6}\\s)?';
  const speak = (found: Found, date: CalendarDate): string | undefined => {
    const before = found.groups['lead'] ?? '';
    return isDate(date) ? before + dates.speak(date, before.trim().toLowerCase()) : undefined;
  };
  const named = (found: Found): string | undefined => {
    const { groups } = found;
    const number = names.get(groups['month'] ?? '') ?? 0;
    return speak(found, {
      month: number,
      ...(groups['day'] === undefined ? {} : { day: Number(groups['day']) }),
      ...(groups['year'] === undefined ? {} : { year: groups['year'] }),
    });
  };
  const numeric = (found: Found): string | undefined => {
    const { first = '', second = '', year: written = '' } = found.groups;
    const [a, b] = [Number(first), Number(second)];
    const [dayNumber, monthNumber] = dates.order === 'mdy' && a <= 12 ? [b, a] : [a, b];
    return speak(found, { day: dayNumber, month: monthNumber, year: written.length === 2 ? fullYear(written) : written });
  };
  const front = `(?<![\\p{L}\\p{N}])${lead}${START}`;
  return [
    rule(
      new RegExp(
        `${front}(?<year>[12]\\d{3})-(?<month>\\d{2})-(?<day>\\d{2})T(?<hour>\\d{2}):(?<minute>\\d{2})(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:?\\d{2})?${END}`,
        'gu',
      ),
      (found) => {
        const { year: written = '', month: of, day: on, hour, minute } = found.groups;
        const date = speak(found, { year: written, month: Number(of), day: Number(on) });
        return date && `${date}, ${words.times.speak({ hour: Number(hour), minute: Number(minute), mark: '' })}`;
      },
    ),
    rule(new RegExp(`${front}(?<year>[12]\\d{3})[-/.](?<month>\\d{1,2})[-/.](?<day>\\d{1,2})${END}`, 'gu'), (found) =>
      speak(found, { year: found.groups['year'] ?? '', month: Number(found.groups['month']), day: Number(found.groups['day']) }),
    ),
    rule(
      new RegExp(
        `${front}(?<first>\\d{1,2})(?<mark>[./-])\\s?(?<second>\\d{1,2})\\k<mark>(?:\\s?(?=\\d{4})|(?=\\d{2}(?!\\d)))(?<year>\\d{4}|\\d{2})${END}${yearMark}`,
        'gu',
      ),
      numeric,
    ),
    rule(new RegExp(`${front}(?<month>0?[1-9]|1[0-2])/(?<year>(?:19|20)\\d{2})${END}(?!/)`, 'gu'), (found) =>
      speak(found, { month: Number(found.groups['month']), year: found.groups['year'] ?? '' }),
    ),
    rule(new RegExp(`${front}${day}${between}?${month}(?:,?${between}${year})?`, 'gu'), named),
    rule(new RegExp(`(?<![\\p{L}\\p{N}])${month}\\s${day}(?!\\d|[:.,]\\d|\\s?%)(?:,?\\s${year})?`, 'gu'), (found) =>
      dates.order === 'mdy' ? named(found) : undefined,
    ),
    rule(new RegExp(`(?<![\\p{L}\\p{N}])${lead}${month},?${between}${year}`, 'gu'), named),
  ];
}

const fullYear = (twoDigits: string): string => (Number(twoDigits) < 50 ? `20${twoDigits}` : `19${twoDigits}`);

/** Years beside words that identify them, and spans of years. */
export function yearRules(words: LanguageWords): Rule[] {
  const { dates, numbers, symbols } = words;
  const year = '[12]\\d{3}(?!\\d|[.,:]\\d)';
  return [
    rule(new RegExp(`${START}(?<from>${year})${RANGE}(?<to>${year}|\\d{2}(?!\\d))${END}`, 'gu'), ({ groups }) => {
      const { from = '', to = '' } = groups;
      const last = to.length === 2 ? from.slice(0, 2) + to : to;
      return Number(last) > Number(from) ? `${dates.year(from)} ${symbols.to} ${dates.year(last)}` : undefined;
    }),
    // A season: `2025/26`.
    rule(new RegExp(`${START}(?<from>(?:19|20)\\d{2})/(?<to>\\d{2})${END}(?!/)`, 'gu'), ({ groups }) => {
      const { from = '', to = '' } = groups;
      return (Number(from) + 1) % 100 === Number(to) ? `${dates.year(from)} ${numbers.cardinal(to)}` : undefined;
    }),
    rule(
      new RegExp(`(?<![\\p{L}\\p{N}])(?<lead>(?:${dates.yearAfter})\\s)(?<year>${year})${END}(?!\\s?%|[/-]\\d)`, 'giu'),
      ({ groups }) => `${groups['lead'] ?? ''}${dates.year(groups['year'] ?? '')}`,
    ),
  ];
}
