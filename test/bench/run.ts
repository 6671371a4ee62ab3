import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchCrash } from './crash.bench.ts';
import { benchFanOut } from './fan-out.bench.ts';
import { benchIngest } from './ingest.bench.ts';
import { benchLogins } from './logins.bench.ts';
import { benchGrowth } from './growth.bench.ts';
import { benchObjectStore } from './object-store.bench.ts';
import { benchProduct } from './product.bench.ts';
import { benchProjectRead } from './project-read.bench.ts';
import { benchReads } from './reads.bench.ts';
import { benchUploads } from './uploads.bench.ts';
import { benchQueue } from './queue.bench.ts';
import { benchWorkers } from './workers.bench.ts';

/** `npm run bench [-- product object-store] [-- --write]`: prints plain sentences; `--write` keeps them under test/bench/results. */
const benches: Readonly<Record<string, () => Promise<string[]>>> = {
  product: benchProduct,
  'object-store': benchObjectStore,
  'fan-out': benchFanOut,
  queue: benchQueue,
  workers: benchWorkers,
  crash: benchCrash,
  growth: () => benchGrowth(Number(values.rows)),
  logins: benchLogins,
  reads: benchReads,
  'project-read': benchProjectRead,
  ingest: benchIngest,
  uploads: benchUploads,
};

const { values, positionals } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    /** Finished jobs of `growth`. */
    rows: { type: 'string', default: '1000000' },
  },
  allowPositionals: true,
});
const wanted = positionals.length > 0 ? positionals : Object.keys(benches);
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}`;
const day = new Date().toISOString().slice(0, 10);

for (const name of wanted) {
  const bench = benches[name];
  if (!bench) throw new Error(`There is no bench “${name}”. Choose of ${Object.keys(benches).join(', ')}.`);
  console.error(`${name} …`);
  const sentences = await bench();
  console.log(sentences.join('\n'));
  if (!values.write) continue;
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const text = [
    `# ${name}, ${day}`,
    '',
    `Machine: ${machine}. Command: \`npm run bench -- ${name}\`.`,
    '',
    ...sentences.map((line) => `- ${line}`),
    '',
  ];
  writeFileSync(join(folder, `${day}-${name}.md`), text.join('\n'));
}
