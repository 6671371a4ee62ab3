import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchBatches } from './batches.bench.ts';
import { benchCards } from './cards.bench.ts';
import { benchCrash } from './crash.bench.ts';
import { benchEdits } from './edits.bench.ts';
import { benchEncoding } from './encoding/encoding.bench.ts';
import { benchEndurance } from './endurance.bench.ts';
import { benchFanOut } from './fan-out.bench.ts';
import { benchFilm } from './film.bench.ts';
import { benchFirstSegment } from './first-segment.bench.ts';
import { benchGallery } from './gallery.bench.ts';
import { benchGrowth } from './growth.bench.ts';
import { benchIngest } from './ingest.bench.ts';
import { benchLogins } from './logins.bench.ts';
import { benchNeighbour } from './neighbour/neighbour.bench.ts';
import { benchObjectStore } from './object-store.bench.ts';
import { benchMemory } from './memory.bench.ts';
import { benchPages } from './pages.bench.ts';
import { benchProduct } from './product.bench.ts';
import { benchProjectRead } from './project-read.bench.ts';
import { benchQueue } from './queue.bench.ts';
import { benchReads } from './reads.bench.ts';
import { runControl, whyBusy, type Control } from './report/control.ts';
import { LONG_BENCHES } from './report/ordinary-run.ts';
import { CHARTS, printPerformance, RESULTS } from './report/performance-page.ts';
import type { BenchReport, StoredResult } from './report/result.ts';
import { readResults, storeResult } from './report/stored-results.ts';
import { benchScaling } from './scaling.bench.ts';
import { benchSinglePass } from './single-pass/single-pass.bench.ts';
import { benchUploads } from './uploads.bench.ts';
import { benchWorkers } from './workers.bench.ts';

/**
 * `npm run bench [-- NAME …] [--write] [--long]` runs all benches but the long ones, or the named ones, and prints plain sentences; `--write`
 * keeps them under test/bench/results. A bench that fails does not end the others; the exit code is then 1. `npm run bench -- --report` runs
 * nothing and prints docs/performance.md, docs/scaling.md and docs/encoding.md from what is kept there.
 */
const benches: Readonly<Record<string, () => Promise<BenchReport>>> = {
  product: benchProduct,
  pages: benchPages,
  film: benchFilm,
  'single-pass': benchSinglePass,
  'first-segment': benchFirstSegment,
  cards: benchCards,
  edits: benchEdits,
  encoding: benchEncoding,
  reads: benchReads,
  gallery: benchGallery,
  'fan-out': benchFanOut,
  queue: benchQueue,
  scaling: benchScaling,
  workers: benchWorkers,
  crash: benchCrash,
  logins: benchLogins,
  'project-read': benchProjectRead,
  batches: benchBatches,
  ingest: benchIngest,
  uploads: benchUploads,
  memory: benchMemory,
  neighbour: () => benchNeighbour(values.only),
  'object-store': async () => ({ sentences: await benchObjectStore(), measures: [] }),
  // Ten minutes of load, and a million finished jobs.
  endurance: () => benchEndurance(Number(values.minutes)),
  growth: () => benchGrowth(Number(values.rows)),
};

const { values, positionals } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    /** Finished jobs of `growth`. */
    rows: { type: 'string', default: '1000000' },
    /** A pattern of the names of the attacks of `neighbour`; all of them by default. */
    only: { type: 'string', default: '' },
    /** Duration of `endurance`. */
    minutes: { type: 'string', default: '10' },
  },
  allowPositionals: true,
});

if (values.report) await writeReport();
else await runBenches();

async function writeReport(): Promise<void> {
  const root = resolve(import.meta.dirname, '../..');
  const files = await printPerformance(readResults(RESULTS));
  rmSync(join(root, CHARTS), { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  console.log(`${[...files.keys()].join('\n')}\nare written.`);
}

async function runBenches(): Promise<void> {
  const names = positionals.length > 0 ? positionals : Object.keys(benches).filter((name) => values.long || !LONG_BENCHES.has(name));
  const chosen = names.map((name) => {
    const bench = benches[name];
    if (!bench) throw new Error(`There is no bench “${name}”. Choose of ${Object.keys(benches).join(', ')}.`);
    return { name, bench };
  });
  const began = performance.now();
  const failed: string[] = [];
  // The control run after a bench is the one before the next.
  let before = await runControl();
  for (const { name, bench } of chosen) {
    console.error(`${name} …`);
    const from = performance.now();
    const report = await bench().catch((error: unknown) => {
      console.error(`${name} failed.`, error);
      failed.push(name);
    });
    const seconds = Math.round((performance.now() - from) / 1_000);
    const after = await runControl();
    if (report) tell(resultOf(name, report, { seconds, before, after }));
    before = after;
  }
  console.error(`${((performance.now() - began) / 60_000).toFixed(1)} minutes in all.`);
  if (failed.length === 0) return;
  console.error(`Failed: ${failed.join(', ')}.`);
  process.exitCode = 1;
}

function tell(result: StoredResult): void {
  console.log([...result.sentences, ...(result.busy === null ? [] : [`This does not count. ${result.busy}`])].join('\n'));
  if (values.write && !storeResult(RESULTS, result)) console.log('It is not written, because an earlier run of this day counts.');
}

/** One bench between two control runs. */
function resultOf(
  name: string,
  { sentences, measures }: BenchReport,
  { seconds, before, after }: { readonly seconds: number; readonly before: Control; readonly after: Control },
): StoredResult {
  return {
    bench: name,
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}`,
    command: `npm run bench -- ${name}`,
    seconds,
    busy: whyBusy(before, after),
    sentences: [...sentences, `Control before and after: ${figures(before)} and ${figures(after)}.`],
    measures,
  };
}

function figures({ idle, rate, syncMs }: Control): string {
  return `processors ${Math.round(idle * 100)} % idle, a plain HTTP server at ${Math.round(rate)} requests a second, 8 KiB on the disk in ${syncMs.toFixed(2)} ms`;
}
