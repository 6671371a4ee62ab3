import { formatted } from './chart.ts';
import { OURS, type StoredResult } from './result.ts';

/** Names of the measures from which docs/scaling.md is computed. */
export const MEASURES = {
  filmCpu: 'CPU of a minute of film',
  workerCpu: 'CPU of a job without work, workers',
  databaseCpu: 'CPU of a job without work, PostgreSQL',
  dispatch: 'One dispatch, by workspaces with a waiting job',
} as const;

/** Of a film with 12 scenes: script, voice, picture and segment of each scene, assembly, check and delivery. */
const STEPS_OF_A_FILM = 3 * 12 + 4;
const MS_A_MINUTE = 60_000;

/** What one core carries, from the newest results. Markdown. */
export function scalingTables(results: readonly StoredResult[]): string {
  const valueOf = (name: string): number | undefined =>
    results.flatMap(({ measures }) => measures).find((measure) => measure.name === name)?.values[OURS];
  const [filmSeconds, workerMs, databaseMs] = [valueOf(MEASURES.filmCpu), valueOf(MEASURES.workerCpu), valueOf(MEASURES.databaseCpu)];
  const dispatch = results.flatMap(({ measures }) => measures).find(({ name }) => name === MEASURES.dispatch)?.values ?? {};
  const row = (what: string, cpu: string, perMinute: number | undefined, unit: string): string =>
    `| ${what} | ${cpu} | ${perMinute === undefined ? 'not measured' : `${formatted(perMinute)} ${unit}`} |`;
  const filmRow = row(
    'A worker core, films with the built-in providers',
    filmSeconds === undefined ? 'not measured' : `${formatted(filmSeconds)} s a minute of film`,
    filmSeconds === undefined ? undefined : 60 / filmSeconds,
    'minutes of film',
  );
  const stepsPerMinute = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : MS_A_MINUTE / ms);
  const filmsOfDatabase = databaseMs === undefined ? undefined : MS_A_MINUTE / databaseMs / STEPS_OF_A_FILM;
  return [
    '| what | CPU, measured | one core carries in a minute, computed |',
    '| --- | --- | --- |',
    filmRow,
    row('A worker core, steps without work', milliseconds(workerMs), stepsPerMinute(workerMs), 'steps'),
    row('A core of PostgreSQL, jobs of one step', milliseconds(databaseMs), stepsPerMinute(databaseMs), 'jobs'),
    row(`A core of PostgreSQL, films of ${STEPS_OF_A_FILM} steps`, milliseconds(databaseMs), filmsOfDatabase, 'films'),
    '',
    '| workspaces with a waiting job | one dispatch, measured |',
    '| --- | --- |',
    ...Object.entries(dispatch).map(([name, ms]) => `| ${/[\d,]+(?= workspaces)/.exec(name)?.[0] ?? name} | ${formatted(ms)} ms |`),
    '',
    ...results
      .filter(({ bench }) => bench === 'film' || bench === 'scaling')
      .map(
        ({ bench, date, machine, busy }) =>
          `- \`${bench}\`: ${date}, ${machine}${busy === null ? '' : '; the machine was busy, so rates are too low; CPU a job is too high by the cost of being interrupted'}.`,
      ),
  ].join('\n');
}

const milliseconds = (ms: number | undefined): string => (ms === undefined ? 'not measured' : `${formatted(ms)} ms`);
