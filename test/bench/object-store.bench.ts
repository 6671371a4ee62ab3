import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import { openStorage } from '../../src/platform/storage/minio-storage.ts';
import { element, presign, sendSigned, signedHeaders, type S3Access } from '../support/storage/raw-s3.ts';

const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
const KEYS = { region: 'us-east-1', accessKey: 'bench', secretKey: 'bench-secret' };
/** P9: this many bytes in parts of the size that `createUpload` chooses for them, so many at once as a browser sends. */
const [IN_PARTS, PART, PART_CONCURRENCY] = [512 * MIB, 8 * MIB, 4];
/** P9 is measured in turns with its peer; the median counts. */
const TURNS = 5;
const BLOCK = Buffer.alloc(MIB, 'reelwright');

interface Server {
  readonly endpoint: string;
  /** MB */
  peakMemory(): Promise<number>;
  /** Processor time so far. Seconds. */
  processorTime(): Promise<number>;
  stop(): Promise<void>;
}

async function start(script: string, args: readonly string[]): Promise<Server> {
  const child: ChildProcess = fork(fileURLToPath(new URL(script, import.meta.url)), args, { execArgv: ['--import', 'tsx'] });
  const [endpoint] = (await once(child, 'message')) as [string];
  const used = async (): Promise<NodeJS.ResourceUsage> => {
    child.send('used');
    const [usage] = (await once(child, 'message')) as [NodeJS.ResourceUsage];
    return usage;
  };
  return {
    endpoint,
    peakMemory: async () => Math.round((await used()).maxRSS / 1024),
    async processorTime() {
      const { userCPUTime, systemCPUTime } = await used();
      return (userCPUTime + systemCPUTime) / 1e6;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

function* blocks(size: number): Generator<Buffer> {
  for (let sent = 0; sent < size; sent += BLOCK.length) yield BLOCK;
}

/** Sends or fetches `size` bytes. Node's own client, because `fetch` takes more processor time than the store that it measures. */
async function transfer(url: string, method: 'PUT' | 'GET', size: number, headers: Record<string, string> = {}): Promise<string> {
  const sent = request(url, {
    method,
    agent: false,
    headers: { ...headers, ...(method === 'PUT' ? { 'content-length': String(size) } : {}) },
  });
  const answered = once(sent, 'response');
  if (method === 'PUT') for (const block of blocks(size)) if (!sent.write(block)) await once(sent, 'drain');
  sent.end();
  const [response] = (await answered) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${method} was answered with ${response.statusCode}.`);
  response.resume();
  await once(response, 'end');
  return response.headers.etag ?? '';
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
};

async function throughStorage(access: S3Access, folder: string): Promise<{ up: number; down: number }> {
  const path = join(folder, 'gigabyte');
  const file = await open(path, 'w');
  for (const block of blocks(SIZE)) await file.appendFile(block);
  await file.close();
  const storage = openStorage({ ...access, publicEndpoint: access.endpoint, bucket: 'films' });
  const up = await timed(() => storage.putFile('parts', path, { contentType: 'video/mp4' }));
  const down = await timed(() => storage.getFile('parts', path));
  return { up, down };
}

/** P9: 512 MiB by presigned parts and their completion. */
async function inParts(access: S3Access, key: string): Promise<void> {
  const path = `/films/${key}`;
  const uploadId = element((await sendSigned(access, 'POST', `${path}?uploads=`)).text, 'UploadId') ?? '';
  const numbers = Array.from({ length: IN_PARTS / PART }, (_, index) => index + 1);
  const parts = await pLimit(PART_CONCURRENCY).map(numbers, async (number) => {
    const target = presign(access, 'PUT', path, { query: { partNumber: String(number), uploadId } });
    const etag = await transfer(`${access.endpoint}${target}`, 'PUT', PART);
    return `<Part><PartNumber>${number}</PartNumber><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Part>`;
  });
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  const { status, text } = await sendSigned(access, 'POST', `${path}?uploadId=${uploadId}`, { body });
  if (status !== 200) throw new Error(`Completing was answered with ${status}: ${text}`);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Runs P9 and its peer in turns. */
async function besideSynced(access: S3Access, store: Server, plain: Server): Promise<string> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const [storeBefore, plainBefore] = [await store.processorTime(), await plain.processorTime()];
  for (let turn = 0; turn < TURNS; turn += 1) {
    theirs.push(await timed(() => transfer(`${plain.endpoint}/synced`, 'PUT', IN_PARTS)));
    ours.push(await timed(() => inParts(access, 'parts-of-p9')));
  }
  const [storeTime, plainTime] = [await store.processorTime(), await plain.processorTime()];
  const processor = (after: number, before: number): string => `${((after - before) / TURNS).toFixed(2)} s of processor`;
  const rate = (seconds: readonly number[]): string =>
    `${(IN_PARTS / MIB / median(seconds)).toFixed(0)} MiB/s (${seconds.map((time) => (IN_PARTS / MIB / time).toFixed(0)).join(', ')})`;
  return `P9: 512 MiB by presigned parts of 8 MiB, 4 at once: ${rate(ours)}, ${processor(storeTime, storeBefore)}; a plain Node server that syncs: ${rate(theirs)}, ${processor(plainTime, plainBefore)}; ${(median(theirs) / median(ours)).toFixed(2)} times plain (goal: 0.55).`;
}

const times = (store: number, plain: number): string =>
  `${store.toFixed(2)} s, ${(store / plain).toFixed(1)} times the ${plain.toFixed(2)} s of a plain copy over HTTP`;

/** Moves 512 MiB and a gigabyte to and from the embedded object store; returns sentences. Takes 4 GB of disk for a while. */
export async function benchObjectStore(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'object-store-bench-'));
  const plain = await start('./plain-copy-process.ts', [join(folder, 'plain')]);
  const store = await start('../support/storage/store-process.ts', [join(folder, 'store'), KEYS.accessKey, KEYS.secretKey]);
  try {
    const access = { ...KEYS, endpoint: store.endpoint };
    const before = await store.peakMemory();
    const inTurns = await besideSynced(access, store, plain);
    const plainUp = await timed(() => transfer(`${plain.endpoint}/`, 'PUT', SIZE));
    const plainDown = await timed(() => transfer(`${plain.endpoint}/`, 'GET', SIZE));
    const headers = (method: string) => signedHeaders(access, method, '/films/whole', { payloadHash: 'UNSIGNED-PAYLOAD' });
    const up = await timed(() => transfer(`${store.endpoint}/films/whole`, 'PUT', SIZE, headers('PUT')));
    const down = await timed(() => transfer(`${store.endpoint}/films/whole`, 'GET', SIZE, headers('GET')));
    const after = await store.peakMemory();
    const parts = await throughStorage(access, folder);
    return [
      inTurns,
      `One gigabyte into the embedded object store, hashed and on the disk (fsync): ${times(up, plainUp)}, which does neither.`,
      `One gigabyte out of it: ${times(down, plainDown)}.`,
      `Through the minio client, signed and in parts of 8 MiB: ${parts.up.toFixed(2)} s in, ${parts.down.toFixed(2)} s out.`,
      `The store's memory peaked at ${after} MB (${before} MB when idle), and at ${await store.peakMemory()} MB with the parts.`,
    ];
  } finally {
    await Promise.all([plain.stop(), store.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) for (const sentence of await benchObjectStore()) console.log(sentence);
