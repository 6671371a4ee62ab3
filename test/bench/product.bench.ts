import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { median, percentile } from './figures.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { firstStep, Session, type FirstStep } from './session.ts';

async function benchFirstStep(stack: Stack): Promise<BenchReport> {
  const session = await Session.open(stack.url);
  const client = session.socket();
  for (let warm = 0; warm < 5; warm += 1) await firstStep(session, client);
  const runs: FirstStep[] = [];
  for (let run = 0; run < 60; run += 1) {
    await pause(150);
    runs.push(await firstStep(session, client));
  }
  await client.dispose();
  const totals = runs.map(({ totalMs }) => totalMs);
  const lags = runs.map(({ lagMs }) => lagMs);
  const [p50, p99, lag] = [median(totals), percentile(totals, 0.99), median(lags)];
  return {
    sentences: [
      `Mutation to the worker's first STEP event at the client, ${runs.length} runs: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms.`,
      `Event written to event at the client: p50 ${lag.toFixed(0)} ms (the clocks' step is 1 ms).`,
    ],
    measures: [
      { id: 'P3', name: 'Mutation to first event, p50', unit: 'ms', values: { [OURS]: p50 }, goals: [{ atMost: 20 }] },
      { id: 'P3', name: 'Mutation to first event, p99', unit: 'ms', values: { [OURS]: p99 }, goals: [{ atMost: 100 }] },
      { id: 'P3', name: 'Event written to event at the client, p50', unit: 'ms', values: { [OURS]: lag }, goals: [{ atMost: 10 }] },
    ],
  };
}

async function benchStart(): Promise<BenchReport> {
  const first: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const fresh = await timed(() => startStack({ keepData: true }));
    first.push(fresh.ms);
    await fresh.result.stop();
    const second = await timed(() => startStack({ dataDir: fresh.result.dataDir, keepData: true }));
    again.push(second.ms);
    await second.result.stop();
    await rm(fresh.result.dataDir, { recursive: true, force: true });
  }
  return {
    sentences: [
      `First start to ready: ${median(first).toFixed(0)} ms; with data: ${median(again).toFixed(0)} ms. Medians of 3, the build not counted.`,
    ],
    measures: [
      { id: 'start', name: 'First start to ready', unit: 'ms', values: { [OURS]: median(first) }, goals: [{ atMost: 6_000 }] },
      { id: 'start', name: 'Start with data to ready', unit: 'ms', values: { [OURS]: median(again) }, goals: [{ atMost: 3_000 }] },
    ],
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { ms: performance.now() - began, result };
}

export async function benchProduct(): Promise<BenchReport> {
  const stack = await startStack({});
  let steps: BenchReport;
  try {
    steps = await benchFirstStep(stack);
  } finally {
    await stack.stop();
  }
  const start = await benchStart();
  return { sentences: [...steps.sentences, ...start.sentences], measures: [...steps.measures, ...start.measures] };
}
