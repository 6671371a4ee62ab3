import { describe, expect, test, vi } from 'vitest';
import { occurrencesOf } from '../../../../src/features/scheduling/recurrence.ts';

/** The times as clocks of the zone show them, with the offset. */
function shown(rule: string, start: string, timeZone: string): string[] {
  const found = occurrencesOf(rule, new Date(start), timeZone);
  if ('fault' in found) return [found.fault];
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return found.times.map((time) => `${format.format(time)} = ${time.toISOString().slice(5, 16)}Z`);
}
const faultOf = (rule: string): string | undefined => {
  const found = occurrencesOf(rule, new Date('2027-05-03T07:00:00Z'), 'Europe/Berlin');
  return 'fault' in found ? found.fault : undefined;
};

describe('daylight saving', () => {
  test('keeps the time of the clocks when it begins, and leaves out a time that they skip (Europe/Berlin)', () => {
    expect(shown('FREQ=DAILY;COUNT=3', '2027-03-27T08:00:00Z', 'Europe/Berlin')).toEqual([
      '2027-03-27 09:00 = 03-27T08:00Z',
      '2027-03-28 09:00 = 03-28T07:00Z',
      '2027-03-29 09:00 = 03-29T07:00Z',
    ]);
    expect(shown('FREQ=DAILY;COUNT=3', '2027-03-27T01:30:00Z', 'Europe/Berlin')).toEqual([
      '2027-03-27 02:30 = 03-27T01:30Z',
      '2027-03-29 02:30 = 03-29T00:30Z',
      '2027-03-30 02:30 = 03-30T00:30Z',
    ]);
  });

  test('takes the first of a time that the clocks repeat, unless the series begins with the second (America/New_York)', () => {
    expect(shown('FREQ=DAILY;COUNT=3', '2027-11-06T05:30:00Z', 'America/New_York')).toEqual([
      '2027-11-06 01:30 = 11-06T05:30Z',
      '2027-11-07 01:30 = 11-07T05:30Z',
      '2027-11-08 01:30 = 11-08T06:30Z',
    ]);
    expect(shown('FREQ=DAILY;COUNT=2', '2027-11-07T06:30:00Z', 'America/New_York')).toEqual([
      '2027-11-07 01:30 = 11-07T06:30Z',
      '2027-11-08 01:30 = 11-08T06:30Z',
    ]);
  });

  test('of half an hour on the southern half of the earth (Australia/Lord_Howe)', () => {
    expect(shown('FREQ=WEEKLY;COUNT=3', '2027-03-28T22:00:00Z', 'Australia/Lord_Howe')).toEqual([
      '2027-03-29 09:00 = 03-28T22:00Z',
      '2027-04-05 09:00 = 04-04T22:30Z',
      '2027-04-12 09:00 = 04-11T22:30Z',
    ]);
    expect(shown('FREQ=WEEKLY;COUNT=2', '2027-09-26T22:30:00Z', 'Australia/Lord_Howe')).toEqual([
      '2027-09-27 09:00 = 09-26T22:30Z',
      '2027-10-04 09:00 = 10-03T22:00Z',
    ]);
  });
});

test('a rule chooses days, and begins with the first one that it chooses', () => {
  expect(shown('RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=2', '2027-05-03T07:00:00Z', 'UTC')).toEqual([
    '2027-05-28 07:00 = 05-28T07:00Z',
    '2027-06-25 07:00 = 06-25T07:00Z',
  ]);
  expect(shown('freq=weekly;byday=mo,we;until=20270510T235959Z', '2027-05-03T07:00:00Z', 'UTC')).toHaveLength(3);
  expect(shown('FREQ=DAILY;COUNT=500', '2027-05-03T07:00:00Z', 'UTC')).toHaveLength(500);
});

test.each([
  ['no rule', '', /^Must have the parts/],
  ['a rule without end', 'FREQ=WEEKLY', /^Must end/],
  ['two ends', 'FREQ=WEEKLY;COUNT=2;UNTIL=20270510T000000Z', /^Must end/],
  ['a million occurrences', 'FREQ=DAILY;COUNT=1000000', /more than 500/],
  ['an end in a hundred years', 'FREQ=DAILY;UNTIL=21270510T000000Z', /more than 500/],
  ['an end without a time in UTC', 'FREQ=DAILY;UNTIL=20270510', /part UNTIL/],
  ['an end before the start', 'FREQ=DAILY;UNTIL=20270410T000000Z', /no occurrence/],
  ['a rule that never matches', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2', /too few/],
  ['steps within a day', 'FREQ=SECONDLY;COUNT=2', /part FREQ/],
  ['hours', 'FREQ=DAILY;BYHOUR=1,2;COUNT=2', /this has BYHOUR/],
  ['a day that does not exist', 'FREQ=WEEKLY;BYDAY=XX;COUNT=2', /part BYDAY/],
  ['a part twice', 'FREQ=WEEKLY;COUNT=2;COUNT=3', /twice/],
  ['a second line', 'FREQ=DAILY;COUNT=2\nEXDATE:20270504T070000', /part COUNT/],
  ['a choice from a set, which takes long', 'FREQ=YEARLY;BYDAY=MO,TU;BYMONTH=1,2;BYSETPOS=366;COUNT=500', /this has BYSETPOS/],
  ['the 53rd Monday of a year', 'FREQ=YEARLY;BYDAY=53MO;COUNT=2', /1 to 52 with FREQ=YEARLY/],
  ['the 6th Monday from the end of a month', 'FREQ=MONTHLY;BYDAY=-6MO;COUNT=2', /1 to 5 with FREQ=MONTHLY/],
  ['the first Monday of a week', 'FREQ=WEEKLY;BYDAY=1MO;COUNT=2', /1 to 5 with FREQ=MONTHLY/],
  ['an occurrence in ten years', 'FREQ=YEARLY;COUNT=10', /at most 731 days/],
  ['more days than a list may have', `FREQ=MONTHLY;BYDAY=${'MO,'.repeat(21)}TU;COUNT=2`, /part BYDAY/],
  ['no steps', 'FREQ=DAILY;INTERVAL=0;COUNT=2', /part INTERVAL/],
  ['a text of a megabyte', `FREQ=${'A'.repeat(1_000_000)}`, /part FREQ/],
])('%s is refused', (_, rule, fault) => {
  expect(faultOf(rule)).toMatch(fault);
});

const DAYS = 'MO,TU,WE,TH,FR,SA,SU';
const MONTHS = '1,2,3,4,5,6,7,8,9,10,11,12';
const MONTH_DAYS = Array.from({ length: 31 }, (_, index) => index + 1).join(',');
test.each([
  'FREQ=DAILY;COUNT=500',
  `FREQ=WEEKLY;BYDAY=${DAYS};COUNT=500`,
  `FREQ=MONTHLY;BYMONTHDAY=${MONTH_DAYS};BYMONTH=${MONTHS};BYDAY=${DAYS};COUNT=500`,
  `FREQ=YEARLY;BYDAY=${DAYS};BYMONTH=${MONTHS};COUNT=500`,
  `FREQ=YEARLY;BYMONTHDAY=${MONTH_DAYS};BYMONTH=${MONTHS};COUNT=500`,
  `FREQ=YEARLY;BYDAY=${Array.from({ length: 21 }, (_, index) => `${index + 32}SU`).join(',')};COUNT=500`,
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=500',
  `FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYDAY=${DAYS};COUNT=500`,
  'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=500',
])('%s takes few steps', (rule) => {
  // rrule-temporal calculates every day that it looks at by this function.
  const steps = vi.spyOn(Date, 'UTC');
  occurrencesOf(rule, new Date('2027-05-03T07:00:00Z'), 'Europe/Berlin');
  const count = steps.mock.calls.length;
  vi.restoreAllMocks();
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThan(15_000);
});
