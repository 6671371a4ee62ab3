import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from '../support/client.ts';
import { startStack } from '../support/stack.ts';
import { median } from './figures.ts';
import { addCreator, fillTables } from './reads-data.ts';
import { compareAnswers } from './reads-answers.ts';
import {
  apiPid,
  bodiesOf,
  CONNECTIONS,
  measureInTurns,
  measureReads,
  openClients,
  READS_QUERY,
  type ReadsContestant,
  type ReadsWindow,
} from './reads-load.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { withVersion } from './versions.ts';

/** Many short rounds: a machine whose speed changes spoils few of them, and the ratios within a round hardly at all. */
const ROUNDS = 7;
const WINDOW_MS = 3_000;
const WARM_MS = 3_000;
/** The same with other connections and another creator, measured more shortly; the goals are those of 16 connections. */
const OTHER_CONNECTIONS = [1, 64];
const SHORT = { rounds: 3, ms: 1_000 };
/** Share of the tables' full size: 1k workspaces, 200k jobs, 200k assets, 1M events. Said in the result. */
const SCALE = Number(process.env['READS_SCALE'] ?? '1');
const POSTGRAPHILE = 'postgraphile@5.1.5';

/** The same of PostGraphile, which sees the tables as their owner does and asks nobody who they are. */
const POSTGRAPHILE_QUERY = `query ($id: UUID!) { workspaceById(id: $id) { jobsByWorkspaceId(first: 20, orderBy: ID_DESC) { nodes {
  id title status progress createdAt userByCreatedBy { id name } assetsByJobId: assetsByWorkspaceIdAndJobId { nodes { id kind name byteSize } }
  jobEventsByJobId: jobEventsByWorkspaceIdAndJobId(last: 5, orderBy: SEQUENCE_ASC) { nodes { sequence type at progress message } } } } } }`;

/**
 * P1: a workspace's 20 jobs, each with its creator, outputs and last 5 events, through the whole server, signed in and within the tenant.
 * Beside it one statement behind node's HTTP server and PostGraphile, which both sign nobody in; all take turns.
 */
export async function benchReads(): Promise<BenchReport> {
  const stack = await startStack();
  const ends: (() => unknown)[] = [() => stack.stop()];
  try {
    const person = await register(stack.url);
    const ownerUrl = stack.secrets()['DATABASE_OWNER_URL'] ?? '';
    const ids = await fillTables(ownerUrl, person.userId, SCALE);
    const folder = installPostGraphile();
    const clients = openClients();
    ends.push(() => clients.disconnect());
    const peer = async (kind: string, query: string): Promise<ReadsContestant> => {
      const server = fork(join(import.meta.dirname, 'reads-peer-process.ts'), [kind, ownerUrl, folder], {
        env: { ...process.env, GRAPHILE_ENV: 'production' },
      });
      ends.push(() => server.disconnect());
      const [url] = (await once(server, 'message')) as [string];
      return { name: kind, pid: server.pid ?? 0, order: { url, connections: CONNECTIONS, headers: {}, bodies: bodiesOf(query, ids) } };
    };
    const headers = { authorization: `Bearer ${person.accessToken}` };
    const order = { url: `${stack.url}/graphql`, connections: CONNECTIONS, headers, bodies: bodiesOf(READS_QUERY, ids) };
    const contestants = [
      { name: 'reelwright', pid: apiPid(stack), order },
      await peer('plain', ''),
      await peer('postgraphile', POSTGRAPHILE_QUERY),
    ];
    const compared = await compareAnswers(contestants.map((one) => one.order));
    const load = loadavg()[0]?.toFixed(1);
    for (const contestant of contestants) await measureReads(clients, contestant, WARM_MS);
    const windows = await measureInTurns(clients, contestants, { rounds: ROUNDS, ms: WINDOW_MS });
    const variants: Variant[] = [];
    for (const connections of OTHER_CONNECTIONS) {
      const others = contestants.map((one) => ({ ...one, order: { ...one.order, connections } }));
      variants.push({
        name: connections === 1 ? '1 connection' : `${connections} connections`,
        windows: await measureInTurns(clients, others, SHORT),
      });
    }
    await addCreator(ownerUrl, ids, (await register(stack.url)).userId);
    await compareAnswers(contestants.map((one) => one.order));
    variants.push({ name: 'jobs of two people', windows: await measureInTurns(clients, contestants, SHORT) });
    return tell(windows, load, { compared, folder, variants });
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

type Windows = ReadonlyMap<string, readonly ReadsWindow[]>;

/** P1 under another load. */
interface Variant {
  readonly name: string;
  readonly windows: Windows;
}

const rateIn = (windows: Windows, name: string): number => median((windows.get(name) ?? []).map(({ perSecond }) => perSecond));

function tell(
  windows: Windows,
  load: string | undefined,
  { compared, folder, variants }: { compared: number; folder: string; variants: readonly Variant[] },
): BenchReport {
  const figure = (name: string, read: (window: ReadsWindow) => number): number => median((windows.get(name) ?? []).map(read));
  const rate = (name: string): number => figure(name, ({ perSecond }) => perSecond);
  const cpu = (name: string): number => figure(name, (window) => window.cpu);
  const ratiosTo = (name: string): readonly number[] =>
    (windows.get('reelwright') ?? []).map(({ perSecond }, round) => perSecond / (windows.get(name)?.[round]?.perSecond ?? NaN));
  const told = (name: string): string =>
    `${median(ratiosTo(name)).toFixed(2)} (${ratiosTo(name)
      .map((one) => one.toFixed(2))
      .join(', ')})`;
  const [plain, postgraphile] = [`${withVersion('pg')}, one statement`, withVersion('postgraphile', folder)];
  const values = (read: (name: string) => number) => ({
    [OURS]: read('reelwright'),
    [plain]: read('plain'),
    [postgraphile]: read('postgraphile'),
  });
  return {
    sentences: [
      `A workspace's 20 jobs, each with creator, outputs and last 5 events; ${SCALE * 1_000} workspaces, ${SCALE * 200}k jobs, ${SCALE * 200}k assets, ${SCALE}M events; ${CONNECTIONS} connections, ${ROUNDS} rounds with a window of ${WINDOW_MS / 1_000} s for each, every second one in reverse order, medians; load of the machine before: ${load} on ${cpus().length} cores, shared by clients, servers and database.`,
      `The answers of all three for ${compared} workspaces are equal, but for names of fields and notation of times and numbers.`,
      ...[...windows.keys()].map(
        (name) => `${name}: ${rate(name).toFixed(0)} requests a second, ${cpu(name).toFixed(2)} ms CPU of the server each.`,
      ),
      `By the median of the ratios within a round, which a machine that changes its speed does not decide: ${told('postgraphile')} times PostGraphile, ${told('plain')} times one plain statement. Reelwright is signed in and held to its tenant by row security; the others are neither.`,
      ...variants.map(
        ({ name, windows: of }) =>
          `With ${name}, medians of ${SHORT.rounds} windows of ${SHORT.ms / 1_000} s: ${[...of.keys()].map((one) => `${one} ${rateIn(of, one).toFixed(0)}`).join(', ')} requests a second.`,
      ),
    ],
    measures: [
      {
        id: 'P1',
        name: 'Nested read',
        unit: 'requests a second',
        values: values(rate),
        ratios: { [plain]: median(ratiosTo('plain')), [postgraphile]: median(ratiosTo('postgraphile')) },
        goals: [
          { atLeast: 1.5, beside: postgraphile },
          { atLeast: 0.6, beside: plain },
        ],
      },
      ...variants.map(({ name, windows: of }) => ({
        id: 'P1',
        name: `Nested read, ${name}`,
        unit: 'requests a second',
        values: values((one) => rateIn(of, one)),
        goals: [],
      })),
      { id: 'P1', name: 'CPU of the server for a nested read', unit: 'ms', values: values(cpu), goals: [{ atMost: 1 }] },
    ],
  };
}
