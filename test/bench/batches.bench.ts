import { loadavg } from 'node:os';
import { batchesOf, itemsOf } from '../support/batches.ts';
import { makeTenant, openEngine } from '../support/engine.ts';
import { openBenchPostgres } from './bench-postgres.ts';
import { median } from './figures.ts';
import { OURS } from './report/result.ts';
import type { BenchReport } from './report/result.ts';

const ROWS = [1_000, 10_000] as const;
const ROUNDS = 3;
/** Milliseconds. */
const GOAL = 5_000;

/** `createBatch` until its answer, and one wave. */
export async function benchBatches(): Promise<BenchReport> {
  const postgres = await openBenchPostgres();
  const engine = await openEngine({ urls: await postgres.clone(), concurrency: 0, dispatches: false });
  try {
    const tenant = await makeTenant(engine, 'EDITOR', 1_000_000);
    const desk = batchesOf(engine, tenant);
    const templateId = await desk.template();
    const times = new Map<number, number>();
    const waves: number[] = [];
    for (const rows of ROWS) {
      const each: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const began = performance.now();
        const { id } = await desk.create(templateId, itemsOf(rows));
        each.push(performance.now() - began);
        const waved = performance.now();
        await desk.tend(id);
        waves.push(performance.now() - waved);
      }
      times.set(rows, median(each));
    }
    const seconds = (rows: number): string => ((times.get(rows) ?? NaN) / 1_000).toFixed(2);
    return {
      sentences: [
        `createBatch until its answer: ${seconds(1_000)} s with 1,000 rows (goal: at most 5), ${seconds(10_000)} s with 10,000; a wave of 20 jobs: ${median(waves).toFixed(0)} ms. Medians; load ${loadavg()[0]?.toFixed(1)}.`,
      ],
      measures: [
        { id: 'B1', name: 'Batch of 1,000 rows', unit: 'ms', values: { [OURS]: times.get(1_000) ?? NaN }, goals: [{ atMost: GOAL }] },
      ],
    };
  } finally {
    await engine.close();
    await postgres.stop();
  }
}
