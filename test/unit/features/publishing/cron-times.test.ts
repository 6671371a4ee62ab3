import { describe, expect, it } from 'vitest';
import { cronFault, dueTimes, nextTime, timeZoneFault } from '../../../../src/features/publishing/series/times/cron-times.ts';

const at = (text: string): Date => new Date(text);
const NOW = at('2026-03-01T00:00:00Z');

/** The next times in UTC. */
function times(cron: string, timeZone: string, after: string, count: number): string[] {
  const found: string[] = [];
  for (let time = nextTime({ cron, timeZone }, at(after)); time && found.length < count; time = nextTime({ cron, timeZone }, time)) {
    found.push(time.toISOString().slice(0, 16));
  }
  return found;
}

describe('times where clocks change', () => {
  it('run once at the end of an hour that is skipped, in two zones', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 3)).toEqual([
      ...['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30'],
    ]);
    expect(times('30 2 * * *', 'America/New_York', '2026-03-07T00:00:00Z', 3)).toEqual([
      ...['2026-03-07T07:30', '2026-03-08T07:00', '2026-03-09T06:30'],
    ]);
  });

  it('run once in an hour that is repeated, in two zones', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', 3)).toEqual([
      ...['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
    ]);
    expect(times('30 1 * * *', 'America/New_York', '2026-10-31T00:00:00Z', 3)).toEqual([
      ...['2026-10-31T05:30', '2026-11-01T05:30', '2026-11-02T06:30'],
    ]);
  });

  it('run every hour without a gap when every hour is meant', () => {
    const hours = times('0 * * * *', 'Europe/Berlin', '2026-10-24T22:30:00Z', 4);
    expect(hours).toEqual(['2026-10-24T23:00', '2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00']);
    expect(times('0 * * * *', 'Europe/Berlin', '2026-03-28T23:30:00Z', 3)).toEqual([
      ...['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T02:00'],
    ]);
  });

  it('lose no day where clocks change by half an hour', () => {
    expect(times('0 2 * * *', 'Australia/Lord_Howe', '2026-10-02T00:00:00Z', 3)).toEqual([
      ...['2026-10-02T15:30', '2026-10-03T15:30', '2026-10-04T15:00'],
    ]);
  });
});

describe('a cron expression', () => {
  const fault = (cron: string) => cronFault({ cron, timeZone: 'Europe/Berlin' }, NOW);

  it('has five fields, which may name months, weekdays and last days', () => {
    for (const cron of [
      '0 9 * * *',
      '*/15 * * * *',
      '0 9 * JAN-MAR MON,WED',
      '0 9 L * *',
      '0 9 * * MON#2',
      '0 0 29 2 *',
      '0,30 9-17 * * 1-5',
    ]) {
      expect(fault(cron), cron).toBeUndefined();
    }
  });

  it('is refused with what is accepted', () => {
    const wrong = [
      '',
      '0 9 * *',
      '0 0 9 * * *',
      '60 9 * * *',
      '@daily',
      'H 9 * * *',
      '0 9 * * FUNDAY',
      '0 9 32 * *',
      '-1 9 * * *',
      '0  9 * * *',
    ];
    for (const cron of wrong) expect(fault(cron), cron).toMatch(/^Must be a cron expression of five fields/);
    expect(fault(`0 9 ${'1,'.repeat(60)}1 * *`)).toMatch(/^Must be a cron expression/);
  });

  it('must not run more often than every 15 minutes, nor never', () => {
    for (const cron of ['* * * * *', '*/10 * * * *', '0,5 9 * * *', '55,5 * * * *', '59,0 23,0 * * *']) {
      expect(fault(cron), cron).toBe('Must leave at least 15 minutes between two runs.');
    }
    expect(fault('0 0 30 2 *')).toBe('Names a day that does not exist, so the series would never run.');
  });
});

it('a time zone is one of the IANA database', () => {
  for (const name of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])
    expect(timeZoneFault(name), name).toBeUndefined();
  for (const name of ['', 'Mars/Base', '+02:00', 'Europe/Berlin ', 'x'.repeat(100), '../etc'])
    expect(timeZoneFault(name), name).toMatch(/^Must be/);
});

describe('due times', () => {
  const hourly = { cron: '0 * * * *', timeZone: 'UTC' };

  it('are one run when a worker looks in time', () => {
    expect(dueTimes(hourly, at('2026-03-01T10:00:00Z'), at('2026-03-01T10:00:05Z'))).toEqual({
      ...{ run: at('2026-03-01T10:00:00Z'), missed: 0, next: at('2026-03-01T11:00:00Z') },
    });
  });

  it('are counted as missed after an outage, but for the last when it has just passed', () => {
    const due = at('2026-03-01T10:00:00Z');
    expect(dueTimes(hourly, due, at('2026-03-01T13:05:00Z'))).toEqual({
      ...{ run: at('2026-03-01T13:00:00Z'), missed: 3, next: at('2026-03-01T14:00:00Z') },
    });
    expect(dueTimes(hourly, due, at('2026-03-01T13:30:00Z'))).toEqual({ run: null, missed: 4, next: at('2026-03-01T14:00:00Z') });
  });

  it('are counted up to 1,000 after a very long outage', () => {
    expect(dueTimes(hourly, at('2024-03-01T10:00:00Z'), at('2026-03-01T10:30:00Z'))).toEqual({
      ...{ run: null, missed: 1_000, next: at('2026-03-01T11:00:00Z') },
    });
  });
});
