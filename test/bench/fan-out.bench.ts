import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { register } from '../support/client.ts';
import type { Person } from '../support/client.ts';
import { openJobWriter } from '../support/job-writer.ts';
import type { JobWriter } from '../support/job-writer.ts';
import { descendants } from '../support/processes.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import type { ClientsOrder, ClientsReport } from './fan-out-clients-process.ts';
import { median } from './figures.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { withVersion } from './versions.ts';

const SOCKETS = 5_000;
const WARM_SOCKETS = 500;
const EVENTS_A_SECOND = 10;
const ROUNDS = 3;
const WINDOW_MS = 5_000;
const WARM_MS = 1_000;
/** How long the rest of a window's events may take; the slowest peer is seconds behind. */
const SETTLE_MS = 20_000;
const CLIENT_PROCESSES = 2;

/** A server with all its sockets open. */
interface Contestant {
  readonly name: string;
  readonly pid: number;
  readonly clients: readonly ChildProcess[];
  /** Resident memory before the first socket. */
  readonly bytesBefore: number;
  /** Events flow until the returned function is called, which says how many they were. */
  go(): () => Promise<number>;
}

interface Window {
  readonly p99: number;
  /** Microseconds. */
  readonly cpuADelivery: number;
  /** Deliveries, as a share of what was to be delivered. */
  readonly delivered: number;
}

/**
 * P2: many sockets on one job. Beside it a broadcast of the same bytes with bare `ws`, and plain graphql-ws, which executes once for
 * each socket. All servers stand from the beginning, and take turns. Needs 5,100 file descriptors a process (`ulimit -Hn`), which
 * Node takes by itself.
 */
export async function benchFanOut(): Promise<BenchReport> {
  const stack = await startStack();
  const ends: (() => unknown)[] = [() => stack.stop()];
  try {
    const person = await register(stack.url);
    const writer = await openJobWriter(stack.secrets()['DATABASE_OWNER_URL'] ?? '', person);
    ends.push(() => writer.close());
    const contestants: Contestant[] = [];
    const adopt = (child: ChildProcess): ChildProcess => (ends.push(() => child.kill()), child);
    contestants.push(await peer('raw', adopt), await peer('graphql-ws', adopt), await product(stack, person, writer, adopt));
    const load = loadavg()[0]?.toFixed(1);
    const windows = new Map<Contestant, Window[]>(contestants.map((contestant) => [contestant, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const contestant of contestants) windows.get(contestant)?.push(await measure(contestant));
    }
    return tell(contestants, windows, load);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function peer(kind: string, adopt: (child: ChildProcess) => ChildProcess): Promise<Contestant> {
  const server = adopt(fork(join(import.meta.dirname, 'fan-out-peer-process.ts'), [kind, String(EVENTS_A_SECOND)]));
  const [url] = (await once(server, 'message')) as [string];
  const { clients, bytesBefore } = await connect(server.pid ?? 0, { kind: 'open', url: `${url}?${kind}`, count: 0 }, adopt);
  return {
    name: kind,
    pid: server.pid ?? 0,
    clients,
    bytesBefore,
    go: () => {
      server.send('go');
      return async () => {
        server.send('stop');
        const [events] = (await once(server, 'message')) as [number];
        return events;
      };
    },
  };
}

async function product(stack: Stack, person: Person, writer: JobWriter, adopt: (child: ChildProcess) => ChildProcess): Promise<Contestant> {
  const pid = descendants(stack.program.pid).find(({ command }) => command.endsWith(' api'))?.pid ?? 0;
  const jobId = await writer.newJob();
  const url = `${stack.url.replace('http', 'ws')}/graphql`;
  const { clients, bytesBefore } = await connect(pid, { kind: 'open', url, count: 0, token: person.accessToken, jobId }, adopt);
  return { name: 'reelwright', pid, clients, bytesBefore, go: () => write(writer, jobId) };
}

function write(writer: JobWriter, jobId: string): () => Promise<number> {
  let last = Promise.resolve();
  let count = 0;
  const timer = setInterval(() => {
    const text = `event ${(count += 1)}`;
    last = last.then(() => writer.append(jobId, 'LOG', text));
  }, 1_000 / EVENTS_A_SECOND);
  return async () => {
    clearInterval(timer);
    await last;
    return count;
  };
}

async function connect(
  pid: number,
  order: Extract<ClientsOrder, { kind: 'open' }>,
  adopt: (child: ChildProcess) => ChildProcess,
): Promise<Pick<Contestant, 'clients' | 'bytesBefore'>> {
  const clientProcess = (): ChildProcess => adopt(fork(join(import.meta.dirname, 'fan-out-clients-process.ts')));
  // What a process takes for the first sockets of its life (code, the heap's young part) is not what a socket costs.
  const warm = clientProcess();
  await tellAll([warm], { ...order, count: WARM_SOCKETS });
  warm.disconnect();
  await pause(1_000);
  const bytesBefore = residentBytes(pid);
  const clients = Array.from({ length: CLIENT_PROCESSES }, clientProcess);
  await tellAll(clients, { ...order, count: SOCKETS / CLIENT_PROCESSES });
  await pause(1_000);
  return { clients, bytesBefore };
}

async function tellAll(clients: readonly ChildProcess[], order: ClientsOrder): Promise<ClientsReport[]> {
  return Promise.all(
    clients.map(async (client) => {
      client.send(order);
      const [report] = (await once(client, 'message')) as [ClientsReport];
      return report;
    }),
  );
}

async function measure({ pid, clients, go }: Contestant): Promise<Window> {
  // Its turn begins after a silence, in which connections of pools were given up and caches went cold.
  const stopWarming = go();
  await pause(WARM_MS);
  await stopWarming();
  await pause(WARM_MS);
  await tellAll(clients, { kind: 'begin' });
  const cpuBefore = cpuMicroseconds(pid);
  const stop = go();
  await pause(WINDOW_MS);
  const events = await stop();
  const histogram = await arrivals(clients, events * SOCKETS);
  const deliveries = totalOf(histogram);
  return {
    p99: percentileOf(histogram, 0.99 * deliveries),
    cpuADelivery: (cpuMicroseconds(pid) - cpuBefore) / deliveries,
    delivered: deliveries / (events * SOCKETS),
  };
}

/** Waits for the last event of a window, so that no contestant's rest falls into another's turn. */
async function arrivals(clients: readonly ChildProcess[], expected: number): Promise<readonly number[]> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const reports = await tellAll(clients, { kind: 'report' });
    const [first = [], ...more] = reports.map(({ histogram }) => histogram);
    const histogram = first.map((count, ms) => more.reduce((sum, other) => sum + (other[ms] ?? 0), count));
    if (totalOf(histogram) >= expected || Date.now() > deadline) return histogram;
    await pause(500);
  }
}

const totalOf = (histogram: readonly number[]): number => histogram.reduce((sum, count) => sum + count, 0);

function percentileOf(histogram: readonly number[], rank: number): number {
  let seen = 0;
  return histogram.findIndex((count) => (seen += count) >= rank);
}

const residentBytes = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** As it is when all has run for a while: what opening the sockets left behind has been collected by then. */
const kilobytesASocket = ({ pid, bytesBefore }: Contestant): number => (residentBytes(pid) - bytesBefore) / 1024 / SOCKETS;

/** User and system time; the kernel counts in hundredths of a second. */
function cpuMicroseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

function tell(
  contestants: readonly Contestant[],
  windows: ReadonlyMap<Contestant, readonly Window[]>,
  load: string | undefined,
): BenchReport {
  const figure = (contestant: Contestant | undefined, read: (window: Window) => number): number =>
    median((contestant ? windows.get(contestant) : undefined)?.map(read) ?? []);
  const [raw, plain, ours] = contestants;
  const p99 = (contestant: Contestant | undefined) => figure(contestant, (window) => window.p99);
  const cpu = (contestant: Contestant | undefined) => figure(contestant, (window) => window.cpuADelivery);
  const beside = { ws: `raw ${withVersion('ws')}`, graphqlWs: withVersion('graphql-ws') };
  const values = (read: (contestant: Contestant | undefined) => number) => ({
    [OURS]: read(ours),
    [beside.ws]: read(raw),
    [beside.graphqlWs]: read(plain),
  });
  const sentences = [
    `${SOCKETS} sockets on one job, ${EVENTS_A_SECOND} events a second, ${ROUNDS} windows of ${WINDOW_MS / 1_000} s each in turns, medians; load of the machine before: ${load} on ${cpus().length} cores.`,
    ...contestants.map(
      (one) =>
        `${one.name}: p99 delivery ${p99(one)} ms, ${cpu(one).toFixed(1)} µs CPU a delivery, ${kilobytesASocket(one).toFixed(1)} KB a socket, ${(figure(one, (window) => window.delivered) * 100).toFixed(0)} % of the events.`,
    ),
    `p99 ${(p99(ours) / p99(raw)).toFixed(2)} times raw (goal: 1.5, and 150 ms); CPU ${(cpu(ours) / cpu(plain)).toFixed(2)} times graphql-ws (goal: 0.5) and ${(cpu(ours) / cpu(raw)).toFixed(2)} times raw; memory a socket ${ours ? kilobytesASocket(ours).toFixed(1) : NaN} KB (goal: 25).`,
  ];
  return {
    sentences,
    measures: [
      {
        id: 'P2',
        name: 'Delivery to 5,000 sockets, p99',
        unit: 'ms',
        values: values(p99),
        goals: [{ atMost: 150 }, { atMost: 1.5, beside: beside.ws }],
      },
      { id: 'P2', name: 'CPU of a delivery', unit: 'µs', values: values(cpu), goals: [{ atMost: 0.5, beside: beside.graphqlWs }] },
      {
        id: 'P2',
        name: 'Memory of a socket',
        unit: 'KB',
        values: values((one) => (one ? kilobytesASocket(one) : NaN)),
        goals: [{ atMost: 25 }],
      },
    ],
  };
}
