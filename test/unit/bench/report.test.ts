import { describe, expect, test } from 'vitest';
import { normalized } from '../../bench/reads-answers.ts';
import { drawChart } from '../../bench/report/chart.ts';
import { whyBusy } from '../../bench/report/control.ts';
import { newestResults, printPerformance } from '../../bench/report/performance-page.ts';
import { encodingTables } from '../../bench/report/encoding-page.ts';
import { readResults, storeResult } from '../../bench/report/stored-results.ts';
import { MEASURES, scalingTables } from '../../bench/report/scaling-page.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { figureOf, isReached, type Measure, type StoredResult } from '../../bench/report/result.ts';

const measure: Measure = {
  id: 'P0',
  name: 'Reads <all>',
  unit: 'a second',
  values: { Reelwright: 90, 'peer & son 1.0': 60 },
  goals: [{ atLeast: 1.5, beside: 'peer & son 1.0' }, { atLeast: 100 }],
};
const result = (date: string, busy: string | null): StoredResult => ({
  bench: 'reads',
  date,
  machine: 'a machine',
  command: 'npm run bench -- reads',
  seconds: 60,
  busy,
  sentences: [`Measured on ${date}.`],
  measures: [measure],
});

describe('a goal', () => {
  test('is compared with the figure, or with its ratio to a peer of the same run', () => {
    expect(measure.goals.map((goal) => [figureOf(measure, goal), isReached(measure, goal)])).toEqual([
      [1.5, true],
      [90, false],
    ]);
  });

  test.each([{ atMost: 90 }, { atLeast: 90 }])('is reached at its bound: %j', (goal) => {
    expect(isReached(measure, goal)).toBe(true);
  });

  test('beside a peer that was not measured is not reached', () => {
    expect(isReached(measure, { atMost: 2, beside: 'nobody' })).toBe(false);
  });
});

describe('a control run', () => {
  const free = { idle: 0.97, rate: 10_000, syncMs: 0.1 };

  test('lets a run on a free machine count', () => {
    expect(whyBusy(free, { ...free, rate: 9_000 })).toBeNull();
  });

  test.each([
    ['a disk as slow before as after', { ...free, syncMs: 8 }, { ...free, syncMs: 9 }],
    ['a fast disk that varies', free, { ...free, syncMs: 0.9 }],
  ])('lets %s count', (_, before, after) => {
    expect(whyBusy(before, after)).toBeNull();
  });

  test.each([
    ['other programs before', { ...free, idle: 0.4 }, free, 'only 40 % of the processors were idle before'],
    ['other programs after', free, { ...free, idle: 0.1 }, 'only 10 % of the processors were idle after'],
    ['another speed after', free, { ...free, rate: 5_000 }, '10000 requests a second before and 5000 after'],
    ['another writer on the disk after', free, { ...free, syncMs: 1.2 }, '0.10 ms before and 1.20 ms after'],
    ['another writer on the disk before', { ...free, syncMs: 6 }, { ...free, syncMs: 1 }, '6.00 ms before and 1.00 ms after'],
  ])('refuses %s', (_, before, after, why) => {
    expect(whyBusy(before, after)).toContain(why.replace('only ', ''));
  });
});

test('a result that does not count replaces none of the same day that does', async () => {
  await using folder = await temporaryFolder();
  const kept = () => readResults(folder.path).map(({ date, busy }) => [date, busy]);
  expect(storeResult(folder.path, result('2026-01-01', 'busy'))).toBe(true);
  expect(storeResult(folder.path, result('2026-01-01', null))).toBe(true);
  expect(storeResult(folder.path, result('2026-01-01', 'busy again'))).toBe(false);
  expect(storeResult(folder.path, result('2026-01-02', 'busy'))).toBe(true);
  expect(kept()).toEqual([
    ['2026-01-01', null],
    ['2026-01-02', 'busy'],
  ]);
});

describe('the page', () => {
  test('prefers a result that counts to a newer one that does not, and otherwise the newest', () => {
    const dates = (...results: readonly StoredResult[]): string[] => newestResults(results).map(({ date }) => date);
    expect(dates(result('2026-01-01', null), result('2026-02-01', 'busy'))).toEqual(['2026-01-01']);
    expect(dates(result('2026-01-01', null), result('2026-02-01', null))).toEqual(['2026-02-01']);
    expect(dates(result('2026-03-01', 'busy'), result('2026-02-01', 'busy'))).toEqual(['2026-03-01']);
  });

  test('shows each figure beside its goal, and says when a run does not count', async () => {
    const page = (await printPerformance([result('2026-01-01', 'Other programs were at work.')])).get('docs/performance.md') ?? '';
    const row = page.split('\n').find((line) => line.startsWith('| P0'));
    expect(row?.split('|').map((cell) => cell.trim())).toEqual([
      '',
      'P0',
      'Reads <all>',
      '90 a second',
      'peer & son 1.0: 60',
      '≥ 1.5 × peer & son 1.0; ≥ 100',
      'yes, 1.5 ×; no',
      '[reads](#reads), under load',
      '',
    ]);
    expect(page).toContain('**Does not count.** Other programs were at work.');
    expect(page).toContain('![Reads <all>, a second](images/performance/reads-1.svg)');
  });
});

test('the scale sheet computes what one core carries, and says what was not measured', () => {
  const scaling = {
    ...result('2026-01-01', null),
    bench: 'scaling',
    measures: [{ id: 'scaling', name: MEASURES.databaseCpu, unit: 'ms', values: { Reelwright: 5, 'Reelwright, 2 workers': 6 }, goals: [] }],
  };
  const cellsOf = (what: string): string[] =>
    scalingTables([scaling])
      .split('\n')
      .find((line) => line.startsWith(`| ${what}`))
      ?.split(' | ')
      .slice(1) ?? [];
  expect(cellsOf('A core of PostgreSQL, jobs')).toEqual(['5 ms', '12,000 jobs a minute |']);
  expect(cellsOf('A core of PostgreSQL, films')).toEqual(['5 ms', '300 films a minute |']);
  expect(cellsOf('A worker core, films')).toEqual(['not measured', 'not measured |']);
});

test('the scaling page computes sockets, deliveries, dispatches, network and connections', () => {
  const figure = (name: string, unit: string, values: Measure['values']): Measure => ({ id: 'P2', name, unit, values, goals: [] });
  const measures = [
    figure(MEASURES.delivery, 'µs', { Reelwright: 20, 'raw ws': 9 }),
    figure(MEASURES.socket, 'KB', { Reelwright: 20 }),
    figure(MEASURES.dispatch, 'ms', { 'Reelwright, 10 workspaces': 4 }),
  ];
  const page = scalingTables([{ ...result('2026-01-01', 'busy'), bench: 'fan-out', measures }]);
  expect(page).toContain('| A core of the API, deliveries of events | 20 µs | 50,000 a second |');
  expect(page).toContain('| A GiB of the API, sockets | 20 KB | 53,687 sockets |');
  expect(page).toContain('| A link of 1 Gbit/s to the store | 14 MB a minute of film | 536 minutes of film a minute |');
  expect(page).toContain('| 100 connections of PostgreSQL | 27 of an API process, 17 of a worker | 4 workers beside one API |');
  expect(page).toContain('| 10 | 4 ms | 250 a second |');
  expect(page).toContain('- `fan-out`: 2026-01-01, a machine; the machine was busy');
});

test('the encoding page has a table for each kind of picture, with a row for each encoder', () => {
  const figure = (name: string, unit: string, ours: number) => ({
    id: 'encoding',
    name,
    unit,
    values: { Reelwright: ours, other: 2 },
    goals: [],
  });
  const measures = [figure('Size, card', 'MB', 1.234), figure('SSIM, card', 'of 1', 0.99), figure('Size, clip', 'MB', 70)];
  const [date, card, clip] = encodingTables([{ ...result('2026-01-01', null), bench: 'encoding', measures }]).split('\n\n');
  expect(date).toBe('2026-01-01, a machine.');
  expect(card?.split('\n')).toEqual([
    '| card | Size, MB | SSIM, of 1 |',
    '| --- | ---: | ---: |',
    '| **Reelwright** | 1.23 | 0.9900 |',
    '| other | 2 | 2.0000 |',
  ]);
  expect(clip?.split('\n')[2]).toBe('| **Reelwright** | 70 |');
});

test('a chart escapes names, follows the theme of the reader and marks its goals', () => {
  const chart = drawChart(measure);
  expect(chart).toContain('peer &amp; son 1.0');
  expect(chart).toContain('Reads &lt;all&gt;');
  expect(chart).toContain('prefers-color-scheme: dark');
  expect(chart.match(/class="goal"/g)).toHaveLength(2);
  expect(chart).not.toContain('NaN');
});

test('answers are compared without the names and notations of their server', () => {
  const ours = { workspace: { jobs: { nodes: [{ createdAt: '2026-01-01T00:00:00.120Z', outputs: [{ byteSize: 5 }] }] } } };
  const theirs = {
    workspaceById: {
      jobsByWorkspaceId: { nodes: [{ createdAt: '2026-01-01T00:00:00.12+00:00', assetsByJobId: { nodes: [{ byteSize: '5' }] } }] },
    },
  };
  expect(normalized(theirs)).toEqual(normalized(ours));
  expect(normalized({ ...ours, workspace: null })).not.toEqual(normalized(ours));
});
