import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { drawChart, formatted } from './chart.ts';
import { encodingTables } from './encoding-page.ts';
import { LONG_BENCHES, ordinaryMinutes } from './ordinary-run.ts';
import { scalingTables } from './scaling-page.ts';
import { figureOf, isReached, OURS, type Goal, type Measure, type StoredResult } from './result.ts';

const root = resolve(import.meta.dirname, '../../..');
export const RESULTS = join(root, 'test/bench/results');
const PAGE = 'docs/performance.md';
const SCALING_PAGE = 'docs/scaling.md';
const ENCODING_PAGE = 'docs/encoding.md';
export const CHARTS = 'docs/images/performance';

const BEGIN = '<!-- Printed by npm run bench -- --report. -->';
const END = '<!-- End of the printed part. -->';

/** Of each bench the newest result that counts, or the newest where none counts, by name. */
export function newestResults(results: readonly StoredResult[]): StoredResult[] {
  const newest = new Map<string, StoredResult>();
  const weight = ({ busy, date }: StoredResult): string => `${busy === null ? 1 : 0} ${date}`;
  for (const result of results) {
    const known = newest.get(result.bench);
    if (!known || weight(result) >= weight(known)) newest.set(result.bench, result);
  }
  return [...newest.values()].toSorted((a, b) => a.bench.localeCompare(b.bench));
}

/** The pages and charts as they should be committed, by path. @throws Error when a page does not have the two comments */
export async function printPerformance(results: readonly StoredResult[]): Promise<ReadonlyMap<string, string>> {
  const newest = newestResults(results);
  const charts = newest.flatMap((result) => chartsOf(result).map(({ path, measure }) => [path, drawChart(measure)] as const));
  return new Map([
    [PAGE, await printInto(PAGE, [durationOf(newest), goalsTable(newest), ...newest.map(section)].join('\n\n'))],
    [SCALING_PAGE, await printInto(SCALING_PAGE, scalingTables(newest))],
    [ENCODING_PAGE, await printInto(ENCODING_PAGE, encodingTables(newest))],
    ...charts,
  ]);
}

async function printInto(path: string, printed: string): Promise<string> {
  const [before, rest] = readFileSync(join(root, path), 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} needs the comments ${BEGIN} and ${END}`);
  const options = { ...(await resolveConfig(join(root, path))), parser: 'markdown' };
  return format(`${before}${BEGIN}\n\n${printed}\n\n${END}${after}`, options);
}

/** Only a measure with a peer is worth a picture. */
const chartsOf = ({ bench, measures }: StoredResult): { path: string; measure: Measure }[] =>
  measures
    .filter(({ values }) => Object.keys(values).length > 1)
    .map((measure, index) => ({ path: `${CHARTS}/${bench}-${index + 1}.svg`, measure }));

function durationOf(newest: readonly StoredResult[]): string {
  const untimed = newest.filter(({ bench, seconds }) => seconds === null && !LONG_BENCHES.has(bench)).map(({ bench }) => `\`${bench}\``);
  const without = untimed.length > 0 ? `, and that of ${untimed.join(' and ')}, which was not recorded` : '';
  return `A run of all but the long benches takes about ${Math.round(ordinaryMinutes(newest))} minutes: the sum of the runs below, with a control run after each${without}. The long ones are ${[...LONG_BENCHES].map((name) => `\`${name}\``).join(', ')}.`;
}

function goalsTable(results: readonly StoredResult[]): string {
  const rows = results.flatMap(({ bench, busy, measures }) =>
    measures.filter(({ goals }) => goals.length > 0).map((measure) => ({ measure, cells: rowOf(measure, bench, busy !== null) })),
  );
  const sorted = rows.toSorted((a, b) => a.measure.id.localeCompare(b.measure.id, 'en', { numeric: true }));
  return [
    '## Goals',
    '',
    '| id | measure | Reelwright | beside it, in the same run | goal | reached | run |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...sorted.map(({ cells }) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function rowOf(measure: Measure, bench: string, isBusy: boolean): string[] {
  const { id, name, unit, values, goals } = measure;
  const peers = Object.entries(values).filter(([contestant]) => contestant !== OURS);
  return [
    id,
    name,
    `${formatted(values[OURS] ?? NaN)} ${unit}`,
    peers.map(([contestant, value]) => `${contestant}: ${formatted(value)}`).join('; ') || 'none',
    goals.map(goalText).join('; '),
    goals
      .map((goal) => `${isReached(measure, goal) ? 'yes' : 'no'}${goal.beside ? `, ${formatted(figureOf(measure, goal))} ×` : ''}`)
      .join('; '),
    `[${bench}](#${bench})${isBusy ? ', under load' : ''}`,
  ];
}

const goalText = (goal: Goal): string =>
  `${'atLeast' in goal ? `≥ ${formatted(goal.atLeast)}` : `≤ ${formatted(goal.atMost)}`}${goal.beside ? ` × ${goal.beside}` : ''}`;

function section(result: StoredResult): string {
  const { bench, date, machine, command, seconds, busy, sentences } = result;
  const took = seconds === null ? '' : ` The run took ${formatted(seconds / 60)} min.`;
  return [
    `## ${bench}`,
    '',
    `${date}, ${machine}. Command: \`${command}\`.${took}`,
    ...(busy === null ? [] : ['', `**Does not count.** ${busy}`]),
    ...chartsOf(result).flatMap(({ path, measure }) => ['', `![${measure.name}, ${measure.unit}](${path.replace(/^docs\//, '')})`]),
    '',
    ...sentences.map((sentence) => `- ${sentence}`),
  ].join('\n');
}
