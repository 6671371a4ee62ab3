import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { locateFfmpeg } from '../../src/platform/media/locate-ffmpeg.ts';
import { register, withApiKey } from '../support/client.ts';
import { endPrograms } from '../support/program.ts';
import { newDataDir, startStack } from '../support/stack.ts';
import { COMPOSED } from './composed/composed-films.ts';
import { proveComposed } from './composed/prove-composed.ts';
import { FILMS } from './films.ts';
import { openProofDisplay } from './proof-display.ts';
import { proveLong } from './long/prove-long.ts';
import { killsPage } from './kills/kills-page.ts';
import { proveKills } from './kills/prove-kills.ts';
import { proofPage } from './proof-page.ts';
import { uploadsPage } from './uploads/uploads-page.ts';
import { proveUpload } from './uploads/prove-upload.ts';
import { openTextReader } from './reading.ts';
import type { TextReader } from './reading.ts';
import { readResults, storeResults, type Judged } from './results.ts';
import { proveFilm } from './prove-film.ts';

/**
 * `npm run proof [-- --only 1,7 --keep FOLDER --write]`: ends with code 1 when any film has a fault. With `--kills 200` it makes no films, and
 * kills workers during paid calls instead, and with `--upload-kills 20` during the upload of a film to YouTube. `--long 30` makes one film of
 * 30 minutes and measures it.
 */
const { values } = parseArgs({
  options: {
    /** Numbers of films, with commas between. */
    only: { type: 'string' },
    /** Keeps films and captions here. */
    keep: { type: 'string' },
    /** How often a worker is killed during a paid call. */
    kills: { type: 'string' },
    /** How often a worker is killed during an upload. */
    'upload-kills': { type: 'string' },
    /** Minutes of one long film that is made instead. */
    long: { type: 'string' },
    /** The size of the long film. */
    resolution: { type: 'string', default: 'P360' },
    /** The motion of the long film. */
    motion: { type: 'string', default: 'NONE' },
    /** Keeps the results in test/proof/results.json, those of other films as they were, and writes docs/reference/proof.md from them. */
    write: { type: 'boolean', default: false },
  },
});

const KILLS_PAGE = resolve(import.meta.dirname, '../../docs/reference/kills.md');
const UPLOADS_PAGE = resolve(import.meta.dirname, '../../docs/reference/upload-kills.md');
const PAGE = resolve(import.meta.dirname, '../../docs/reference/proof.md');
/** Of the film that is uploaded while workers are killed. */
const UPLOAD_BYTES = 100 * 1024 ** 2;
/** One film more than is worked on, so that nothing waits for a download. */
const AT_ONCE = 3;

if (values['upload-kills'] !== undefined) {
  const kills = Number(values['upload-kills']);
  const killing = openProofDisplay(process.stderr, process.env);
  const report = await proveUpload({
    ...{ kills, byteSize: UPLOAD_BYTES },
    onKill: (done) => killing.show(done, kills, 'a worker was killed during an upload'),
  });
  killing.end();
  console.log(JSON.stringify(report));
  if (values.write) await writeFile(UPLOADS_PAGE, uploadsPage(report, new Date().toISOString().slice(0, 10)));
  process.exit(
    report.killedAt.length === kills && report.uploads === 1 && report.videos === 1 && report.areBytesRight && report.status === 'PUBLISHED'
      ? 0
      : 1,
  );
}

if (values.long !== undefined) {
  const report = await proveLong({ minutes: Number(values.long), resolution: values.resolution, motion: values.motion });
  console.log(JSON.stringify(report, null, 2));
  process.exit(report.status === 'COMPLETED' && report.failedChecks.length === 0 ? 0 : 1);
}

if (values.kills !== undefined) {
  const kills = Number(values.kills);
  const killing = openProofDisplay(process.stderr, process.env);
  const report = await proveKills({ kills, onKill: (done) => killing.show(done, kills, 'a worker was killed during a paid call') });
  killing.end();
  for (const fault of report.faults) console.log(fault);
  console.log(`${report.kills} kills, ${report.jobs} jobs, ${report.faults.length} faults.`);
  if (values.write) await writeFile(KILLS_PAGE, killsPage(report, new Date().toISOString().slice(0, 10)));
  process.exit(report.faults.length === 0 ? 0 : 1);
}

const only = values.only?.split(',').map(Number);
const films = [...FILMS, ...COMPOSED].filter(({ number }) => only === undefined || only.includes(number));
const display = openProofDisplay(process.stderr, process.env);
const { FFMPEG_PATH: ffmpegPath, FFPROBE_PATH: ffprobePath, PATH: searchPath = '' } = process.env;
const { ffmpegPath: ffmpeg, version } = await locateFfmpeg({
  ffmpegPath,
  ffprobePath,
  searchPath,
  cacheFolder: join(tmpdir(), 'reelwright-test-bin'),
});
const folder = values.keep ?? (await newDataDir());
await mkdir(folder, { recursive: true });

const stack = await startStack({ env: { WORKER_CONCURRENCY: '2' } });
const proofs: Judged[] = [];
const readers = new Map<string, Promise<TextReader>>();
const readerOf = (language: string): Promise<TextReader> => {
  const reader = readers.get(language) ?? openTextReader(language);
  readers.set(language, reader);
  return reader;
};
try {
  const tools = { person: await withApiKey(await register(stack.url)), readerOf, ffmpeg, folder, keep: values.keep !== undefined };
  const limit = pLimit(AT_ONCE);
  await limit.map(films, async (film) => {
    const proof = await ('text' in film ? proveFilm(tools, film) : proveComposed(tools, film)).catch((error: unknown) =>
      unmade(film, error),
    );
    proofs.push(proof);
    display.show(proofs.length, films.length, newsOf(proof));
  });
} finally {
  display.end();
  for (const reader of readers.values()) await (await reader).close();
  await stack.stop();
  await endPrograms();
  if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
}

const ordered = proofs.toSorted((one, other) => one.film.number - other.film.number);
const faulty = ordered.filter(({ faults }) => faults.length > 0);
for (const proof of faulty) console.log(newsOf(proof));
console.log(`${ordered.length} films, ${faulty.length} with faults.`);
if (values.write) {
  await storeResults(ordered, { ffmpeg: version, date: new Date().toISOString().slice(0, 10) });
  await writeFile(PAGE, proofPage(readResults()));
}
process.exitCode = faulty.length === 0 ? 0 : 1;

/** A film that nobody could ask for or read: the others go on. */
function unmade(film: Judged['film'], error: unknown): Judged {
  const faults = [{ check: 'made', found: error instanceof Error ? error.message : String(error) }];
  return { film, faults, scenes: 0, durationMs: 0, loudness: Number.NaN, truePeak: Number.NaN };
}

function newsOf({ film: { number }, durationMs, faults }: Judged): string {
  const film = FILMS.find((one) => one.number === number);
  const name = film
    ? `${film.text.language}, ${film.text.name}, ${film.options.look}`
    : COMPOSED.find((one) => one.number === number)?.name;
  const what = `film ${number}, ${name}, ${(durationMs / 1_000).toFixed(1)} s`;
  return faults.length === 0 ? what : `${what}: ${faults.map(({ check, found }) => `${check}: ${found}`).join('; ')}`;
}
