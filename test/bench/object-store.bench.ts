import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStorage } from '../../src/platform/storage/minio-storage.ts';
import { signedHeaders, type S3Access } from '../support/storage/raw-s3.ts';

const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
const KEYS = { region: 'us-east-1', accessKey: 'bench', secretKey: 'bench-secret' };
const BLOCK = Buffer.alloc(MIB, 'reelwright');

interface Server {
  readonly endpoint: string;
  /** MB */
  peakMemory(): Promise<number>;
  stop(): Promise<void>;
}

async function start(script: string, args: readonly string[]): Promise<Server> {
  const child: ChildProcess = fork(fileURLToPath(new URL(script, import.meta.url)), args, { execArgv: ['--import', 'tsx'] });
  const [endpoint] = (await once(child, 'message')) as [string];
  return {
    endpoint,
    async peakMemory() {
      child.send('memory');
      const [kilobytes] = (await once(child, 'message')) as [number];
      return Math.round(kilobytes / 1024);
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

function* blocks(): Generator<Buffer> {
  for (let sent = 0; sent < SIZE; sent += BLOCK.length) yield BLOCK;
}

/** Sends or fetches one gigabyte and returns the seconds it took. */
async function seconds(url: string, method: 'PUT' | 'GET', headers: Record<string, string>): Promise<number> {
  const begun = performance.now();
  const sent = request(url, {
    method,
    agent: false,
    headers: { ...headers, ...(method === 'PUT' ? { 'content-length': String(SIZE) } : {}) },
  });
  const answered = once(sent, 'response');
  if (method === 'PUT') for (const block of blocks()) if (!sent.write(block)) await once(sent, 'drain');
  sent.end();
  const [response] = (await answered) as [NodeJS.ReadableStream & { statusCode: number }];
  if (response.statusCode !== 200) throw new Error(`${method} was answered with ${response.statusCode}.`);
  response.resume();
  await once(response, 'end');
  return (performance.now() - begun) / 1000;
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
};

async function throughStorage(access: S3Access, folder: string): Promise<{ up: number; down: number }> {
  const path = join(folder, 'gigabyte');
  const file = await open(path, 'w');
  for (const block of blocks()) await file.appendFile(block);
  await file.close();
  const storage = openStorage({ ...access, publicEndpoint: access.endpoint, bucket: 'films' });
  const up = await timed(() => storage.putFile('parts', path, { contentType: 'video/mp4' }));
  const down = await timed(() => storage.getFile('parts', path));
  return { up, down };
}

const times = (store: number, plain: number): string =>
  `${store.toFixed(2)} s, ${(store / plain).toFixed(1)} times the ${plain.toFixed(2)} s of a plain copy over HTTP`;

/** Moves a gigabyte to and from the embedded object store; returns sentences. Takes 3 GB of disk for a while. */
export async function benchObjectStore(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'object-store-bench-'));
  const plain = await start('./plain-copy-process.ts', [join(folder, 'plain')]);
  const store = await start('../support/storage/store-process.ts', [join(folder, 'store'), KEYS.accessKey, KEYS.secretKey]);
  try {
    const access = { ...KEYS, endpoint: store.endpoint };
    const before = await store.peakMemory();
    const plainUp = await seconds(`${plain.endpoint}/`, 'PUT', {});
    const plainDown = await seconds(`${plain.endpoint}/`, 'GET', {});
    const headers = (method: string) => signedHeaders(access, method, '/films/whole', { payloadHash: 'UNSIGNED-PAYLOAD' });
    const up = await seconds(`${store.endpoint}/films/whole`, 'PUT', headers('PUT'));
    const down = await seconds(`${store.endpoint}/films/whole`, 'GET', headers('GET'));
    const after = await store.peakMemory();
    const parts = await throughStorage(access, folder);
    return [
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
