import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { descendants } from '../../support/processes.ts';
import { startStack } from '../../support/stack.ts';
import { percentile } from '../figures.ts';
import { OURS, type BenchReport } from '../report/result.ts';
import type { AttackOrder, AttackReport } from './attacker-process.ts';
import { ATTACKS, type Attack } from './attacks.ts';
import { Neighbour, noLatencies, PAUSE_MS, type Latencies } from './neighbour.ts';
import { giveJobs, registerTenant, type Tenant } from './tenant.ts';

const ROUNDS = 3;
const WINDOW_MS = 3_000;
/** It is measured without an attack before so many attacks. */
const ATTACKS_BETWEEN = 9;
const NEIGHBOURS = 3;
const JOBS = 2_000;
const HARD_LIMIT_MS = 5 * 60_000;
const ATTACK_ENDS_WITHIN_MS = 20_000;
const KINDS = ['reads', 'changes', 'events', 'plain'] as const;

interface Run {
  readonly windows: Latencies[];
  readonly outcomes: Record<string, number>;
}

/**
 * What tenants feel of another one that sends what no operation may be, as fast as the API answers it, at the default rate limits. `only`
 * is a pattern of the names of the attacks.
 */
export async function benchNeighbour(only = ''): Promise<BenchReport> {
  const attacks = ATTACKS.filter(({ name }) => new RegExp(only).test(name));
  const limit = setTimeout(() => {
    console.error(`The bench has not ended within ${HARD_LIMIT_MS / 60_000} minutes.`);
    process.exit(1);
  }, HARD_LIMIT_MS);
  // `startStack` has no limits, because tests do in a minute what people do in a week.
  const limits = { RATE_LIMIT_API: '3000', RATE_LIMIT_LOGIN: '5', RATE_LIMIT_GENERATE: '120', RATE_LIMIT_UPLOAD: '600' };
  const sockets = { SOCKETS_PER_PERSON: '100', SOCKETS_PER_ADDRESS: '1000', SUBSCRIPTIONS_PER_PERSON: '1000' };
  const stack = await startStack({ env: { TRUST_PROXY: '1', LOG_LEVEL: 'warn', ...limits, ...sockets } });
  const ends: (() => unknown)[] = [() => stack.stop(), () => clearTimeout(limit)];
  try {
    // Films would take the processors that are measured.
    for (const { pid } of descendants(stack.program.pid).filter(({ command }) => command.endsWith(' worker'))) {
      process.kill(pid, 'SIGSTOP');
      ends.push(() => process.kill(pid, 'SIGCONT'));
    }
    const [attacker, plain] = ['attacker-process.ts', 'plain-server-process.ts'].map((file) => fork(join(import.meta.dirname, file))) as [
      ChildProcess,
      ChildProcess,
    ];
    ends.push(
      () => attacker.kill('SIGKILL'),
      () => plain.kill(),
    );
    const [plainUrl] = (await once(plain, 'message')) as [string];
    const tenants: Tenant[] = [];
    for (let index = 0; index < NEIGHBOURS + attacks.length; index += 1)
      tenants.push(await registerTenant(stack.url, `203.0.113.${index + 1}`));
    await giveJobs(stack.secrets()['DATABASE_OWNER_URL'] ?? '', tenants, JOBS);
    const neighbours = await Promise.all(tenants.splice(0, NEIGHBOURS).map((tenant) => Neighbour.open(tenant)));
    ends.push(() => neighbours.forEach((neighbour) => neighbour.leave()));
    const measure = async (): Promise<Latencies> => {
      const latencies = noLatencies();
      await Promise.all(neighbours.map((neighbour) => neighbour.work(WINDOW_MS, plainUrl, latencies)));
      return latencies;
    };
    await measure();
    const load = loadavg()[0]?.toFixed(1) ?? '';
    const alone: Latencies[] = [];
    const runs = attacks.map((): Run => ({ windows: [], outcomes: {} }));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, attack] of attacks.entries()) {
        if (index % ATTACKS_BETWEEN === 0) alone.push(await measure());
        await attackOnce(attacker, attack, tenants[index]!, runs[index]!, measure);
      }
    }
    const missed = attacks.flatMap(({ outcome, name }, index) =>
      runs[index]?.outcomes[outcome] ? [] : `${name}: no ${outcome}, but ${JSON.stringify(runs[index]?.outcomes)}`,
    );
    const report = tell({ attacks, alone, runs, load });
    if (missed.length > 0) throw new Error([...report.sentences, ...missed].join('\n'));
    return report;
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function attackOnce(
  attacker: ChildProcess,
  attack: Attack,
  { url, accessToken, workspaceId, address }: Tenant,
  { windows, outcomes }: Run,
  measure: () => Promise<Latencies>,
): Promise<void> {
  const load = attack.load({ url, accessToken, workspaceId, address });
  const reported = once(attacker, 'message', { signal: AbortSignal.timeout(WINDOW_MS + ATTACK_ENDS_WITHIN_MS) });
  attacker.send({ url, accessToken, address, load, ms: WINDOW_MS } satisfies AttackOrder);
  windows.push(await measure());
  const [report] = (await reported) as [AttackReport];
  for (const [outcome, count] of Object.entries(report)) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
}

type Figures = Readonly<Record<(typeof KINDS)[number], { readonly p50: number; readonly p99: number }>>;

/** Of all that was measured in the windows: in one of them, the slowest two requests would decide. */
const figuresOf = (windows: readonly Latencies[]): Figures =>
  Object.fromEntries(
    KINDS.map((kind) => {
      const all = windows.flatMap((window) => window[kind]);
      return [kind, { p50: percentile(all, 0.5), p99: percentile(all, 0.99) }];
    }),
  ) as Figures;

interface Measured {
  readonly attacks: readonly Attack[];
  readonly alone: readonly Latencies[];
  readonly runs: readonly Run[];
  readonly load: string;
}

function tell({ attacks, alone, runs, load }: Measured): BenchReport {
  const quiet = figuresOf(alone);
  const attacked = attacks.map((attack, index) => ({ attack, figures: figuresOf(runs[index]!.windows), outcomes: runs[index]!.outcomes }));
  const ratio = (figures: Figures, kind: (typeof KINDS)[number]): number => figures[kind].p99 / quiet[kind].p99;
  const worst = (figures: Figures): number => Math.max(...(['reads', 'changes', 'events'] as const).map((kind) => ratio(figures, kind)));
  const text = (figures: Figures): string =>
    KINDS.map(
      (kind) => `${kind === 'plain' ? 'the plain server' : kind} ${figures[kind].p50.toFixed(1)}/${figures[kind].p99.toFixed(1)}`,
    ).join(', ');
  return {
    sentences: [
      `${NEIGHBOURS} tenants read 20 jobs, rename a project and wait for its event, each again after ${PAUSE_MS} ms; another one attacks from a process with the lowest priority (nice 19), over 8 connections if nothing else is said, without pause, at the default rate limits. Windows of ${WINDOW_MS / 1_000} s in turns; ${ROUNDS} windows of each attack and ${alone.length} without one. The worker stands still. A plain HTTP server of Node in a process of its own is asked in the same windows: its figures are what the machine does to any server. Load of the machine before: ${load} on ${cpus().length} cores, shared by clients, servers and database.`,
      `Without an attack, p50/p99 in ms: ${text(quiet)}.`,
      ...attacked.map(({ attack, figures, outcomes }) => {
        const answers = Object.entries(outcomes).map(([outcome, count]) => `${count} × ${outcome}`);
        const machine = ratio(figures, 'plain').toFixed(2);
        return `${attack.name}: ${text(figures)}; p99 ${worst(figures).toFixed(2)} times (goal: 2), of the plain server ${machine} times; the attacker got ${answers.join(', ')}.`;
      }),
    ],
    measures: attacked.map(({ attack, figures }) => ({
      id: 'neighbour',
      name: `Neighbour’s p99 beside ${attack.name}`,
      unit: '× of it alone',
      values: { [OURS]: worst(figures) },
      goals: [{ atMost: 2 }],
    })),
  };
}
