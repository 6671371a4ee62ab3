import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gql, register } from '../support/client.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { newDataDir, startStack, type Stack } from '../support/stack.ts';

/** Seconds after the first request, when what a start leaves behind has been collected. */
const SETTLED = 11;

/** Resident memory of a process now. MiB. */
function residentMemory({ program }: Stack, process: string): number {
  const pid = program.log().find((line) => line.process === process)?.pid ?? 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;
}

/** Resident memory of the API and of a worker that have nothing to do, after a start with the data of an earlier one. */
export async function benchMemory(): Promise<BenchReport> {
  const dataDir = await newDataDir();
  const first = await startStack({ dataDir, keepData: true });
  const person = await register(first.url);
  await first.stop();
  const stack = await startStack({ dataDir, env: { LOG_LEVEL: 'info' } });
  try {
    await gql({ ...person, url: stack.url }, '{ me { id } }');
    await sleep(SETTLED * 1_000);
    const [api, worker] = [residentMemory(stack, 'api'), residentMemory(stack, 'worker')];
    const sentences = [
      `Idle for ${SETTLED} s after a start with data: API ${api.toFixed(0)} MiB, worker ${worker.toFixed(0)} MiB, together ${(api + worker).toFixed(0)} MiB (goal: 340).`,
    ];
    return {
      sentences,
      measures: [{ id: 'memory', name: 'Idle API and worker', unit: 'MiB', values: { [OURS]: api + worker }, goals: [{ atMost: 340 }] }],
    };
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

if (import.meta.main) for (const sentence of (await benchMemory()).sentences) console.log(sentence);
