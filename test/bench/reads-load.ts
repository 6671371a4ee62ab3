import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { descendants } from '../support/processes.ts';
import type { Stack } from '../support/stack.ts';
import type { ReadsOrder, ReadsReport } from './reads-clients-process.ts';

/** The load of P1: 16 connections ask for workspaces in turns. */
export const CONNECTIONS = 16;

export const READS_QUERY = `query ($id: ID!) { workspace(id: $id) { jobs(first: 20) { nodes {
  id title status progress createdAt createdBy { id name } outputs { id kind name byteSize }
  events(last: 5) { nodes { sequence type at progress message } } } } } }`;

export interface ReadsContestant {
  readonly name: string;
  readonly pid: number;
  readonly order: Omit<ReadsOrder, 'ms'>;
}

export interface ReadsWindow {
  readonly perSecond: number;
  /** Milliseconds of the server's process alone, without the database. */
  readonly cpu: number;
}

export const openClients = (): ChildProcess => fork(join(import.meta.dirname, 'reads-clients-process.ts'));

export const apiPid = ({ program }: Stack): number => descendants(program.pid).find(({ command }) => command.endsWith(' api'))?.pid ?? 0;

export const bodiesOf = (query: string, ids: readonly string[]): string[] => ids.map((id) => JSON.stringify({ query, variables: { id } }));

/** One window of load on one server. */
export async function measureReads(clients: ChildProcess, { name, pid, order }: ReadsContestant, ms: number): Promise<ReadsWindow> {
  const before = cpuMilliseconds(pid);
  clients.send({ ...order, ms } satisfies ReadsOrder);
  const over = new AbortController();
  const { answers, seconds, sample } = await Promise.race([
    once(clients, 'message', over).then(([report]) => report as ReadsReport),
    once(clients, 'exit', over).then((): never => {
      throw new Error(`${name} was not asked to the end`);
    }),
  ]);
  // The listeners of the event that did not come.
  over.abort();
  const events = sample.split('"sequence"').length - 1;
  if (events !== 100) throw new Error(`an answer has ${events} events instead of 100: ${sample.slice(0, 300)}`);
  return { perSecond: answers / seconds, cpu: (cpuMilliseconds(pid) - before) / answers };
}

/** Windows by contestant. Each round measures all, every second one in reverse order, so that no one always follows the same other. */
export async function measureInTurns(
  clients: ChildProcess,
  contestants: readonly ReadsContestant[],
  { rounds, ms }: { readonly rounds: number; readonly ms: number },
): Promise<ReadonlyMap<string, readonly ReadsWindow[]>> {
  const windows = new Map<string, ReadsWindow[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const contestant of round % 2 ? contestants.toReversed() : contestants)
      windows.get(contestant.name)?.push(await measureReads(clients, contestant, ms));
  return windows;
}

/** User and system time of a process, or of those that it started and that have ended; the kernel counts in hundredths of a second. */
export function cpuMilliseconds(pid: number, { ofEndedChildren = false } = {}): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const first = ofEndedChildren ? 13 : 11;
  return (Number(fields[first]) + Number(fields[first + 1])) * 10;
}
