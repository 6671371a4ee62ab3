import { execFileSync, fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from '../support/client.ts';
import { descendants } from '../support/processes.ts';
import { startStack } from '../support/stack.ts';
import { median } from './figures.ts';
import { fillTables } from './reads-data.ts';
import type { ReadsOrder, ReadsReport } from './reads-clients-process.ts';

const CONNECTIONS = 16;
const ROUNDS = 3;
const WINDOW_MS = 5_000;
const WARM_MS = 2_000;
/** Share of the tables' full size: 1k workspaces, 200k jobs, 200k assets, 1M events. Said in the result. */
const SCALE = Number(process.env['READS_SCALE'] ?? '1');
const POSTGRAPHILE = 'postgraphile@5.1.5';

interface Contestant {
  readonly name: string;
  readonly pid: number;
  readonly order: Omit<ReadsOrder, 'ms'>;
}

interface Window {
  readonly perSecond: number;
  /** Milliseconds of the server's process alone, without the database. */
  readonly cpu: number;
}

const QUERY = `query ($id: ID!) { workspace(id: $id) { jobs(first: 20) { nodes {
  id title status progress createdAt createdBy { id name } outputs { id kind name byteSize }
  events(last: 5) { nodes { sequence type at progress message } } } } } }`;

/** The same of PostGraphile, which sees the tables as their owner does and asks nobody who they are. */
const POSTGRAPHILE_QUERY = `query ($id: UUID!) { workspaceById(id: $id) { jobsByWorkspaceId(first: 20, orderBy: ID_DESC) { nodes {
  id title status progress createdAt userByCreatedBy { id name } assetsByJobId: assetsByWorkspaceIdAndJobId { nodes { id kind name byteSize } }
  jobEventsByJobId: jobEventsByWorkspaceIdAndJobId(last: 5, orderBy: SEQUENCE_ASC) { nodes { sequence type at progress message } } } } } }`;

/**
 * P1: a workspace's 20 jobs, each with its creator, outputs and last 5 events, through the whole server, signed in and within the tenant.
 * Beside it one statement behind node's HTTP server and PostGraphile, which both sign nobody in; all take turns.
 */
export async function benchReads(): Promise<string[]> {
  const stack = await startStack();
  const ends: (() => unknown)[] = [() => stack.stop()];
  try {
    const person = await register(stack.url);
    const ownerUrl = stack.secrets()['DATABASE_OWNER_URL'] ?? '';
    const ids = await fillTables(ownerUrl, person.userId, SCALE);
    const folder = installPostGraphile();
    const clients = fork(join(import.meta.dirname, 'reads-clients-process.ts'));
    ends.push(() => clients.disconnect());
    const bodies = (query: string): string[] => ids.map((id) => JSON.stringify({ query, variables: { id } }));
    const peer = async (kind: string, query: string): Promise<Contestant> => {
      const server = fork(join(import.meta.dirname, 'reads-peer-process.ts'), [kind, ownerUrl, folder]);
      ends.push(() => server.disconnect());
      const [url] = (await once(server, 'message')) as [string];
      return { name: kind, pid: server.pid ?? 0, order: { url, connections: CONNECTIONS, headers: {}, bodies: bodies(query) } };
    };
    const pid = descendants(stack.program.pid).find(({ command }) => command.endsWith(' api'))?.pid ?? 0;
    const headers = { authorization: `Bearer ${person.accessToken}` };
    const contestants = [
      { name: 'reelwright', pid, order: { url: `${stack.url}/graphql`, connections: CONNECTIONS, headers, bodies: bodies(QUERY) } },
      await peer('plain', ''),
      await peer('postgraphile', POSTGRAPHILE_QUERY),
    ];
    const load = loadavg()[0]?.toFixed(1);
    for (const contestant of contestants) await measure(clients, contestant, WARM_MS);
    const windows = new Map<string, Window[]>(contestants.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const contestant of contestants) windows.get(contestant.name)?.push(await measure(clients, contestant, WINDOW_MS));
    }
    return tell(windows, load);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/** Outside of the product's own packages, and kept for the next run. */
function installPostGraphile(): string {
  const folder = join(tmpdir(), `reelwright-${POSTGRAPHILE}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', POSTGRAPHILE], { cwd: folder, stdio: 'ignore' });
  return folder;
}

async function measure(clients: ChildProcess, { name, pid, order }: Contestant, ms: number): Promise<Window> {
  const before = cpuMilliseconds(pid);
  clients.send({ ...order, ms } satisfies ReadsOrder);
  const { answers, seconds, sample } = await Promise.race([
    once(clients, 'message').then(([report]) => report as ReadsReport),
    once(clients, 'exit').then((): never => {
      throw new Error(`${name} was not asked to the end`);
    }),
  ]);
  const events = sample.split('"sequence"').length - 1;
  if (events !== 100) throw new Error(`an answer has ${events} events instead of 100: ${sample.slice(0, 300)}`);
  return { perSecond: answers / seconds, cpu: (cpuMilliseconds(pid) - before) / answers };
}

/** User and system time; the kernel counts in hundredths of a second. */
function cpuMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function tell(windows: ReadonlyMap<string, readonly Window[]>, load: string | undefined): string[] {
  const figure = (name: string, read: (window: Window) => number): number => median((windows.get(name) ?? []).map(read));
  const rate = (name: string): number => figure(name, ({ perSecond }) => perSecond);
  return [
    `A workspace's 20 jobs, each with creator, outputs and last 5 events; ${SCALE * 1_000} workspaces, ${SCALE * 200}k jobs, ${SCALE * 200}k assets, ${SCALE}M events; ${CONNECTIONS} connections, ${ROUNDS} windows of ${WINDOW_MS / 1_000} s each in turns, medians; load of the machine before: ${load} on ${cpus().length} cores, shared by clients, servers and database.`,
    ...[...windows.keys()].map(
      (name) =>
        `${name}: ${rate(name).toFixed(0)} requests a second, ${figure(name, ({ cpu }) => cpu).toFixed(2)} ms CPU of the server each.`,
    ),
    `${(rate('reelwright') / rate('postgraphile')).toFixed(2)} times PostGraphile (goal: 1.5), ${(rate('reelwright') / rate('plain')).toFixed(2)} times one plain statement (goal: 0.6), ${figure('reelwright', ({ cpu }) => cpu).toFixed(2)} ms CPU (goal: 1). Ours is signed in and held to its tenant by row security; the others are neither.`,
  ];
}
