import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { register } from '../support/client.ts';
import { startStack } from '../support/stack.ts';
import { median } from './figures.ts';
import { fillTables } from './reads-data.ts';
import { apiPid, bodiesOf, CONNECTIONS, measureReads, openClients, READS_QUERY } from './reads-load.ts';
import { OURS, type BenchReport } from './report/result.ts';

/** Share of the tables of P1: the memory of the API does not depend on it. */
const SCALE = 0.1;
const WINDOW_MS = 5_000;
/** No trend: the garbage collector moves the memory of five minutes by more than this. */
const MAX_TREND_MIB = 1;
/** % of the rate of the second tenth that is left in the last one. The rate of a free machine varies by so much from window to window. */
const MIN_RATE = 90;
const WINDOWS_A_MINUTE = 60_000 / WINDOW_MS;

/** P10: one API process under the load of P1 for so many minutes. Does its memory grow, does its rate fall? */
export async function benchEndurance(minutes: number): Promise<BenchReport> {
  const windows = Math.round(minutes * WINDOWS_A_MINUTE);
  if (!(windows >= 6)) throw new Error('endurance needs --minutes of at least 0.5.');
  const stack = await startStack();
  const clients = openClients();
  try {
    const person = await register(stack.url);
    const ids = await fillTables(stack.secrets()['DATABASE_OWNER_URL'] ?? '', person.userId, SCALE);
    const headers = { authorization: `Bearer ${person.accessToken}` };
    const order = { url: `${stack.url}/graphql`, connections: CONNECTIONS, headers, bodies: bodiesOf(READS_QUERY, ids) };
    const contestant = { name: 'reelwright', pid: apiPid(stack), order };
    const load = loadavg()[0]?.toFixed(1);
    const memory: number[] = [];
    const rates: number[] = [];
    for (let window = 0; window < windows; window += 1) {
      // An access token is valid for 15 minutes, longer than a run.
      const { perSecond } = await measureReads(clients, contestant, WINDOW_MS);
      memory.push(residentMiB(contestant.pid));
      rates.push(perSecond);
    }
    // The first tenth fills heap and caches.
    const tenth = Math.max(2, Math.round(windows / 10));
    const growth = (of: readonly number[]): number => 100 * (median(of.slice(-tenth)) / median(of.slice(tenth, 2 * tenth)) - 1);
    const half = memory.slice(Math.floor(windows / 2));
    const trend = slope(half) * WINDOWS_A_MINUTE;
    return {
      sentences: [
        `${minutes} minutes of the load of P1 (${CONNECTIONS} connections) on one API process; load of the machine before: ${load} on ${cpus().length} cores.`,
        `Resident memory ${median(memory.slice(tenth, 2 * tenth)).toFixed(0)} MiB after the first tenth, ${median(memory.slice(-tenth)).toFixed(0)} MiB in the last: ${growth(memory).toFixed(1)} % more. Trend of the second half: ${trend.toFixed(2)} MiB a minute (goal: ${MAX_TREND_MIB}).`,
        `Requests a second in the last tenth beside the second: ${growth(rates).toFixed(1)} % more.`,
      ],
      measures: [
        {
          id: 'P10',
          name: `Memory of the API after ${minutes} minutes of load`,
          unit: '% more',
          values: { [OURS]: growth(memory) },
          goals: [{ atMost: 10 }],
        },
        {
          id: 'P10',
          name: 'Trend of the memory of the API in the second half',
          unit: 'MiB a minute',
          values: { [OURS]: trend },
          goals: [{ atMost: MAX_TREND_MIB }],
        },
        {
          id: 'P10',
          name: `Requests a second after ${minutes} minutes of load`,
          unit: '% of the first minutes',
          values: { [OURS]: 100 + growth(rates) },
          goals: [{ atLeast: MIN_RATE }],
        },
      ],
    };
  } finally {
    clients.disconnect();
    await stack.stop();
  }
}

const residentMiB = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Of the line of least squares, by step. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [up, down] = values.reduce(
    ([above, below], value, index) => [above + (index - middle) * (value - mean), below + (index - middle) ** 2],
    [0, 0],
  );
  return up / down;
}
