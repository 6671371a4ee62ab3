import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probeFile } from '../../../../src/features/assets/ingest/probe/probe-file.ts';
import { Rejection } from '../../../../src/features/assets/rejections.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { makeCorpus, type Hostile } from '../../../support/hostile/corpus.ts';
import { watchChildren } from '../../../support/peak-memory.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const SECRET = 'CANARY-3b1f-no-output-may-have-this';
const REFUSED_WITHIN_MS = 5_000;
const MAX_MEMORY_MIB = 512;

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg');
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let corpus: readonly Hostile[];
const visits: string[] = [];
const listener = createServer((request, response) => {
  visits.push(request.url ?? '');
  response.end('#EXTM3U');
});

beforeAll(async () => {
  folder = await temporaryFolder();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const path = join(folder.path, 'secret.txt');
  await writeFile(path, SECRET);
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const honest = join(folder.path, 'honest');
  await mkdir(honest);
  corpus = await makeCorpus({ bait: { url, path }, ffmpegPath: tool.ffmpegPath, folder: honest });
}, 60_000);

afterAll(async () => {
  listener.close();
  await folder[Symbol.asyncDispose]();
});

interface Ending {
  readonly name: string;
  readonly ends: string;
}

async function endingOf({ name, kind, bytes }: Hostile, workDir: string): Promise<Ending & { readonly said: string; readonly ms: number }> {
  await mkdir(workDir);
  const path = join(workDir, 'original');
  await writeFile(path, bytes);
  const startedAt = performance.now();
  const call = { workDir, signal: new AbortController().signal };
  const [ends, said] = await probeFile(kind, { path, media: tool!.media, call }).then(
    (info) => ['READY', JSON.stringify(info)] as const,
    (error: unknown) => (error instanceof Rejection ? ([error.code, error.message] as const) : ([String(error), String(error)] as const)),
  );
  return { name, ends, said, ms: performance.now() - startedAt };
}

test('every hostile file ends as the table says, in time, in little memory, and reaches nothing', async () => {
  const memory = watchChildren();
  const endings = [];
  for (const [index, file] of corpus.entries()) endings.push(await endingOf(file, join(folder.path, String(index))));
  const peakMib = memory.stop();

  expect(corpus.length).toBeGreaterThanOrEqual(60);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  expect(endings.map(({ name, ends }) => ({ name, ends }))).toEqual(corpus.map(({ name, ends }) => ({ name, ends })));
  expect(endings.filter(({ ms }) => ms > REFUSED_WITHIN_MS).map(({ name, ms }) => `${name}: ${ms} ms`)).toEqual([]);
  expect(endings.filter(({ said }) => /CANARY|\/tmp|127\.0\.0\.1/.test(said))).toEqual([]);
  expect(visits).toEqual([]);
  // Nothing is written beside the file that was looked at, but for the copy of its first seconds that ffprobe reads.
  const written = await Promise.all(corpus.map((_, index) => readdir(join(folder.path, String(index)))));
  expect(new Set(written.flat().filter((name) => !name.startsWith('head.')))).toEqual(new Set(['original']));
  expect(peakMib).toBeGreaterThan(1);
  expect(peakMib).toBeLessThanOrEqual(MAX_MEMORY_MIB);
}, 120_000);
