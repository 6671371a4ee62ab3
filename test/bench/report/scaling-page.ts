import { formatted } from './chart.ts';
import { OURS, type StoredResult } from './result.ts';

/** Names of the measures from which docs/scaling.md is computed. */
export const MEASURES = {
  filmCpu: 'CPU of a minute of film',
  workerCpu: 'CPU of a job without work, workers',
  databaseCpu: 'CPU of a job without work, PostgreSQL',
  dispatch: 'One dispatch, by workspaces with a waiting job',
  delivery: 'CPU of a delivery',
  socket: 'Memory of a socket',
} as const;

/** Of a film with 12 scenes: script, voice, picture and segment of each scene, assembly, check and delivery. */
const STEPS_OF_A_FILM = 3 * 12 + 4;
const MS_A_MINUTE = 60_000;
/** What workers send to the store for a minute of film at 720p with 12 scenes. */
const MB_OF_A_FILM = 14;
/** Of a link of 1 Gbit/s, in a minute. */
const MB_A_MINUTE = 125 * 60;
/** Connections that a process has besides its pools: queue, heartbeats and LISTEN. */
const OTHER_CONNECTIONS = 7;
/** The default of DATABASE_POOL. */
const POOL = 10;

/** What one core carries, from the newest results. Markdown. */
export function scalingTables(results: readonly StoredResult[]): string {
  const valueOf = (name: string): number | undefined =>
    results.flatMap(({ measures }) => measures).find((measure) => measure.name === name)?.values[OURS];
  const [filmSeconds, workerMs, databaseMs] = [valueOf(MEASURES.filmCpu), valueOf(MEASURES.workerCpu), valueOf(MEASURES.databaseCpu)];
  const [deliveryMicros, socketKb] = [valueOf(MEASURES.delivery), valueOf(MEASURES.socket)];
  const dispatch = results.flatMap(({ measures }) => measures).find(({ name }) => name === MEASURES.dispatch)?.values ?? {};
  const row = (what: string, cpu: string, carried: number | undefined, unit: string): string =>
    `| ${what} | ${cpu} | ${carried === undefined ? 'not measured' : `${formatted(carried)} ${unit}`} |`;
  const filmRow = row(
    'A worker core, films with the built-in providers',
    unitOf(filmSeconds, 's a minute of film'),
    per(60, filmSeconds),
    'minutes of film a minute',
  );
  const stepsOfDatabase = per(MS_A_MINUTE, databaseMs);
  return [
    '| what | cost, measured | one of it carries, computed |',
    '| --- | --- | --- |',
    filmRow,
    row('A worker core, steps without work', unitOf(workerMs, 'ms'), per(MS_A_MINUTE, workerMs), 'steps a minute'),
    row('A core of PostgreSQL, jobs of one step', unitOf(databaseMs, 'ms'), stepsOfDatabase, 'jobs a minute'),
    row(
      `A core of PostgreSQL, films of ${STEPS_OF_A_FILM} steps`,
      unitOf(databaseMs, 'ms'),
      stepsOfDatabase && stepsOfDatabase / STEPS_OF_A_FILM,
      'films a minute',
    ),
    row('A core of the API, deliveries of events', unitOf(deliveryMicros, 'µs'), per(1_000_000, deliveryMicros), 'a second'),
    row('A GiB of the API, sockets', unitOf(socketKb, 'KB'), per(1024 ** 3 / 1_000, socketKb), 'sockets'),
    row('A link of 1 Gbit/s to the store', `${MB_OF_A_FILM} MB a minute of film`, MB_A_MINUTE / MB_OF_A_FILM, 'minutes of film a minute'),
    row(
      '100 connections of PostgreSQL',
      connections(POOL),
      Math.floor((100 - 2 * POOL - OTHER_CONNECTIONS) / (POOL + OTHER_CONNECTIONS)),
      'workers beside one API',
    ),
    '',
    '| workspaces with a waiting job | one dispatch, measured | dispatches of all workers, computed |',
    '| --- | --- | --- |',
    ...Object.entries(dispatch).map(
      ([name, ms]) => `| ${/[\d,]+(?= workspaces)/.exec(name)?.[0] ?? name} | ${formatted(ms)} ms | ${formatted(1_000 / ms)} a second |`,
    ),
    '',
    ...results
      .filter(({ bench }) => ['fan-out', 'film', 'scaling'].includes(bench))
      .map(
        ({ bench, date, machine, busy }) =>
          `- \`${bench}\`: ${date}, ${machine}${busy === null ? '' : '; the machine was busy, so rates are too low; CPU a job is too high by the cost of being interrupted'}.`,
      ),
  ].join('\n');
}

const per = (whole: number, cost: number | undefined): number | undefined => (cost === undefined ? undefined : whole / cost);

const unitOf = (cost: number | undefined, unit: string): string => (cost === undefined ? 'not measured' : `${formatted(cost)} ${unit}`);

const connections = (pool: number): string => `${2 * pool + OTHER_CONNECTIONS} of an API process, ${pool + OTHER_CONNECTIONS} of a worker`;
