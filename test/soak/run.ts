import { parseArgs } from 'node:util';
import { seconds } from '../../src/cli/demo/frame.ts';
import { percentile } from '../bench/figures.ts';
import { endPrograms } from '../support/program.ts';
import { openSoakDisplay } from './soak-display.ts';
import { soak, type SoakReport } from './soak.ts';

/** `npm run soak [-- --films 120 --kills 20 …]`: ends with code 1 when anything is wrong. */
const { values } = parseArgs({
  options: {
    films: { type: 'string', default: '120' },
    tenants: { type: 'string', default: '5' },
    kills: { type: 'string', default: '20' },
    /** Seconds between kills. */
    every: { type: 'string', default: '15' },
    minutes: { type: 'string', default: '10' },
    canceled: { type: 'string', default: '6' },
    broken: { type: 'string', default: '2' },
  },
});

const boundMs = Number(values.minutes) * 60_000;
const display = openSoakDisplay(process.stderr, boundMs);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const report = await soak({
  films: Number(values.films),
  tenants: Number(values.tenants),
  kills: Number(values.kills),
  killEveryMs: Number(values.every) * 1_000,
  canceled: Number(values.canceled),
  broken: Number(values.broken),
  boundMs,
  signal: stop.signal,
  show: (picture) => display.show(picture),
}).finally(async () => {
  display.end();
  await endPrograms();
});
console.log(summary(report).join('\n'));
process.exitCode = report.faults.length === 0 ? 0 : 1;

function summary({ states, films, verified, kills, retried, restartsMs, orphans, elapsedMs, faults }: SoakReport): string[] {
  const ends = ['COMPLETED', 'FAILED', 'CANCELED'].map((state) => `${states[state] ?? 0} ${state.toLowerCase()}`).join(', ');
  const restart = (share: number): string => `${(percentile(restartsMs, share) / 1_000).toFixed(1)} s`;
  return [
    `${films} jobs in ${seconds(elapsedMs)}: ${ends}. ${verified} films and failures were read, downloaded and probed.`,
    `${kills} workers were killed with ${restartsMs.length} steps that began again elsewhere: p50 ${restart(0.5)}, p95 ${restart(0.95)} later (goal: 15 s).`,
    `${retried} jobs lost three workers in the same step, failed with WORKER_CRASHED, and were asked for again by retryJob.`,
    `${orphans} objects of killed workers were deleted.`,
    ...(faults.length === 0
      ? ['Nothing is lost, doubled or left behind.']
      : [`${faults.length} faults:`, ...faults.map((fault) => `- ${fault}`)]),
  ];
}
