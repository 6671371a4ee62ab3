import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Contestant } from './queue-contestants.ts';
import { now } from './queue-worker.ts';

/** Between two pieces, so that nothing waits for another. */
const LOW_LOAD_PAUSE_MS = 50;
const SENDERS = 8;

/** From sending one piece to its beginning in the worker, in ms, each when nothing else is there. */
export async function latencies(contestant: Contestant, times: number): Promise<number[]> {
  const worker = await contestant.worker();
  await worker.go();
  const found: number[] = [];
  // The first ones warm both processes.
  for (let run = -Math.ceil(times / 4); run < times; run += 1) {
    const sentAt = now();
    const id = await contestant.send();
    await worker.until(() => worker.started.has(id));
    if (run >= 0) found.push((worker.started.get(id) ?? NaN) - sentAt);
    await pause(LOW_LOAD_PAUSE_MS);
  }
  await worker.end('SIGTERM');
  return found;
}

/** Pieces a second that one worker does of a backlog. */
export async function drainRate(contestant: Contestant, count: number): Promise<number> {
  const worker = await contestant.worker();
  const sending = pLimit(SENDERS);
  await Promise.all(Array.from({ length: count }, () => sending(() => contestant.send())));
  const from = await worker.go();
  await worker.until(() => worker.done.length >= count);
  await worker.end('SIGTERM');
  return count / (((worker.done[count - 1] ?? NaN) - from) / 1_000);
}
