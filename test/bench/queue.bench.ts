import { cpus, loadavg } from 'node:os';
import { openBenchPostgres } from './bench-postgres.ts';
import { median, percentile } from './figures.ts';
import { fillWithFinished, freezeStatistics } from './finished-rows.ts';
import { GRAPHILE_WORKER, graphileWorker, pgBossDefaults, reelwright, type Contestant } from './queue-contestants.ts';
import { drainRate, latencies } from './queue-measures.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { withVersion } from './versions.ts';

const ROUNDS = 3;
const MANY_SLOTS = 16;
const AGED = { jobs: 100_000, eventsAJob: 1, deliveries: 100_000 };

interface QueueSize {
  readonly latencies: number;
  readonly backlog: number;
}

const SIZE: QueueSize = { latencies: 60, backlog: 1_000 };
/** A poll takes about a second: a few pieces tell it. */
const FEW: QueueSize = { latencies: 8, backlog: 6 };

interface Figures {
  readonly latencies: number[];
  readonly rates: number[];
}

/**
 * P7: from sending to starting, and how fast a backlog goes, of our whole job layer; the same on tables with 100,000 finished rows of
 * which the planner knows nothing; beside pg-boss as it comes and graphile-worker. All take turns. BullMQ is left out: it needs Redis.
 */
export async function benchQueue(size = SIZE): Promise<BenchReport> {
  const postgres = await openBenchPostgres();
  const open: Contestant[] = [];
  try {
    const aged = await postgres.clone();
    await freezeStatistics(aged.ownerUrl);
    await fillWithFinished(aged.ownerUrl, AGED, { analyze: false });
    const adopt = async (opening: Promise<Contestant>): Promise<Contestant> => {
      const contestant = await opening;
      open.push(contestant);
      return contestant;
    };
    const [fresh, wide, old, plain, graphile] = [
      await adopt(reelwright(await postgres.clone())),
      await adopt(reelwright(await postgres.clone(), MANY_SLOTS)),
      await adopt(reelwright(aged)),
      await adopt(pgBossDefaults(await postgres.clone())),
      await adopt(graphileWorker(await postgres.clone())),
    ];
    const load = loadavg()[0]?.toFixed(1);
    const figures = new Map<Contestant, Figures>(open.map((contestant) => [contestant, { latencies: [], rates: [] }]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [contestant, found] of figures) {
        const { latencies: times, backlog } = contestant === plain ? FEW : size;
        found.latencies.push(...(await latencies(contestant, Math.ceil(times / ROUNDS))));
        found.rates.push(await drainRate(contestant, backlog));
      }
    }
    return tell(figures, { fresh, wide, old, plain, graphile, load, size });
  } finally {
    for (const contestant of open) await contestant.close();
    await postgres.stop();
  }
}

interface Line {
  readonly fresh: Contestant;
  readonly wide: Contestant;
  readonly old: Contestant;
  readonly plain: Contestant;
  readonly graphile: Contestant;
  readonly load: string | undefined;
  readonly size: QueueSize;
}

function tell(figures: ReadonlyMap<Contestant, Figures>, { fresh, wide, old, plain, graphile, load, size }: Line): BenchReport {
  const of = (contestant: Contestant): Figures => figures.get(contestant) ?? { latencies: [], rates: [] };
  const rate = (contestant: Contestant): number => median(of(contestant).rates);
  const line = (contestant: Contestant, name = contestant.name): string => {
    const times = of(contestant).latencies;
    return `${name}: send to start p50 ${median(times).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms; a backlog goes at ${rate(contestant).toFixed(rate(contestant) < 10 ? 1 : 0)} a second.`;
  };
  const sentences = [
    `${size.latencies} single jobs and ${ROUNDS} backlogs of ${size.backlog} without work, in turns, medians; PostgreSQL durable as in use; load of the machine before: ${load} on ${cpus().length} cores.`,
    line(fresh, 'reelwright, the whole job layer, 8 slots'),
    line(wide, `the same with ${MANY_SLOTS} slots`),
    line(old, `8 slots with ${AGED.jobs} finished rows and stale statistics`),
    line(plain),
    line(graphile),
    `Goals: 10 ms (${median(of(fresh).latencies).toFixed(1)}); 800 jobs a second with 8 slots (${rate(fresh).toFixed(0)}), 1,000 with ${MANY_SLOTS} (${rate(wide).toFixed(0)}); aged ${(rate(old) / rate(fresh)).toFixed(2)} of fresh (0.7).`,
  ];
  const start = (contestant: Contestant): number => median(of(contestant).latencies);
  const values = (read: (contestant: Contestant) => number) => ({
    [OURS]: read(fresh),
    [`${OURS}, ${AGED.jobs} finished rows`]: read(old),
    [GRAPHILE_WORKER.replace('@', ' ')]: read(graphile),
    [`${withVersion('pg-boss')}, defaults`]: read(plain),
  });
  return {
    sentences,
    measures: [
      { id: 'P7', name: 'Send to start, p50', unit: 'ms', values: values(start), goals: [{ atMost: 10 }] },
      {
        id: 'P7',
        name: 'Backlog without work, 8 slots',
        unit: 'jobs a second',
        values: values(rate),
        goals: [{ atLeast: 800 }],
      },
      {
        id: 'P7',
        name: `Backlog without work, ${MANY_SLOTS} slots`,
        unit: 'jobs a second',
        values: { [OURS]: rate(wide) },
        goals: [{ atLeast: 1_000 }],
      },
      {
        id: 'P7',
        name: 'Backlog on aged tables',
        unit: 'of the rate on fresh ones',
        values: { [OURS]: rate(old) / rate(fresh) },
        goals: [{ atLeast: 0.7 }],
      },
    ],
  };
}
