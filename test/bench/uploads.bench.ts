import { readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import { gql, register, type Person } from '../support/client.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { element, presign, sendSigned, type S3Access } from '../support/storage/raw-s3.ts';

const MIB = 1024 ** 2;
/** `UPLOAD_BENCH_MIB=128 UPLOAD_BENCH_FILES=100` for a quick look. */
const SIZE = Number(process.env['UPLOAD_BENCH_MIB'] ?? 1024) * MIB;
const FILES = Number(process.env['UPLOAD_BENCH_FILES'] ?? 1_000);
/** Of the large file, and of small files. */
const [PART_CONCURRENCY, FILE_CONCURRENCY] = [4, 16];
const SMALL = Buffer.alloc(2_000, 'reelwright');

interface Part {
  readonly byteSize: number;
  readonly url: string;
}
const CREATE = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id parts { byteSize url } } }';
const COMPLETE = 'mutation ($id: ID!) { completeUpload(id: $id) { status } }';

const create = async (person: Person, fileName: string, byteSize: number): Promise<{ id: string; parts: readonly Part[] }> => {
  const input = { workspaceId: person.workspaceId, fileName, byteSize };
  return (await gql<{ createUpload: { id: string; parts: readonly Part[] } }>(person, CREATE, { input })).createUpload;
};

async function put(url: string, body: Buffer<ArrayBuffer>): Promise<string> {
  const response = await fetch(url, { method: 'PUT', body });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`The store answered ${response.status}.`);
  return response.headers.get('etag') ?? '';
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
};

const pidOf = ({ program }: Stack, name: string): number => program.log().find((line) => line.process === name)?.pid ?? 0;

/** Resident memory of the API now. MB. */
function memoryOf(stack: Stack): number {
  const pid = pidOf(stack, 'api');
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** Processor time of a process so far, in milliseconds: user and system time in ticks of 10 ms (proc(5)). */
function processorTime(stack: Stack, name: string): number {
  const fields =
    readFileSync(`/proc/${pidOf(stack, name)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The same bytes in the same parts by somebody who needs no API. */
async function straight(access: S3Access, partSize: number): Promise<void> {
  const path = '/reelwright/bench/straight';
  const { text } = await sendSigned(access, 'POST', `${path}?uploads=`);
  const uploadId = element(text, 'UploadId') ?? '';
  const limit = pLimit(PART_CONCURRENCY);
  const body = Buffer.alloc(partSize, 'x');
  const numbers = Array.from({ length: Math.ceil(SIZE / partSize) }, (_, index) => index + 1);
  const etags = await limit.map(numbers, async (number) => {
    const target = presign(access, 'PUT', path, { query: { partNumber: String(number), uploadId } });
    return put(`${access.endpoint}${target}`, body.subarray(0, Math.min(partSize, SIZE - (number - 1) * partSize)));
  });
  const list = etags.map(
    (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Part>`,
  );
  const done = await sendSigned(access, 'POST', `${path}?uploadId=${uploadId}`, {
    body: `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`,
  });
  if (done.status !== 200) throw new Error(`The store answered ${done.status}.`);
  await sendSigned(access, 'DELETE', path);
}

/** A gigabyte and a thousand small files, straight to the embedded store: what the API adds to it, in time and memory. */
export async function benchUploads(): Promise<BenchReport> {
  const stack = await startStack({ env: { LOG_LEVEL: 'info' } });
  try {
    const person = await register(stack.url);
    const { S3_ENDPOINT = '', S3_REGION = '', S3_ACCESS_KEY = '', S3_SECRET_KEY = '' } = stack.secrets();
    const access = { endpoint: S3_ENDPOINT, region: S3_REGION, accessKey: S3_ACCESS_KEY, secretKey: S3_SECRET_KEY };
    // Ingest is not counted, and would take the processor.
    process.kill(pidOf(stack, 'worker'), 'SIGSTOP');
    // What is loaded by the first upload is not what uploads cost.
    await small(person, 'first.png');
    const before = memoryOf(stack);
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, memoryOf(stack))), 50);
    let partSize = 0;
    const ours = await seconds(async () => {
      const { id, parts } = await create(person, 'large.mp4', SIZE);
      partSize = parts[0]?.byteSize ?? 0;
      const body = Buffer.alloc(partSize, 'x');
      await pLimit(PART_CONCURRENCY).map([...parts], ({ url, byteSize }) => put(url, body.subarray(0, byteSize)));
      await gql(person, COMPLETE, { id });
    });
    clearInterval(watch);
    const theirs = await seconds(() => straight(access, partSize));
    const files = Array.from({ length: FILES }, (_, index) => `${index}.png`);
    const spent = () => ['api', 'start'].map((name) => processorTime(stack, name));
    const [apiBefore = 0, storeBefore = 0] = spent();
    const many = await seconds(() => pLimit(FILE_CONCURRENCY).map(files, (name) => small(person, name)));
    const [apiAfter = 0, storeAfter = 0] = spent();
    const each = (after: number, before: number): string => `${((after - before) / FILES).toFixed(1)} ms`;
    const rate = (time: number): string => `${Math.round(SIZE / MIB / time)} MiB/s`;
    const sentences = [
      `${SIZE / MIB} MiB through presigned parts: ${rate(ours)}; the same parts without the API: ${rate(theirs)}; ${(theirs / ours).toFixed(2)} of the store's own rate.`,
      `Memory of the API meanwhile: ${(most - before).toFixed(1)} MB more than before.`,
      `${FILES} small files through createUpload, PUT and completeUpload, ${FILE_CONCURRENCY} at once: ${Math.round(FILES / many)} a second (goal: 100). Processor time of each: API ${each(apiAfter, apiBefore)}, store ${each(storeAfter, storeBefore)}.`,
    ];
    return {
      sentences,
      measures: [
        {
          id: 'P9',
          name: 'Memory of the API during a large upload',
          unit: 'MB more',
          values: { [OURS]: most - before },
          goals: [{ atMost: 64 }],
        },
        { id: 'uploads', name: 'Small uploads', unit: 'a second', values: { [OURS]: FILES / many }, goals: [{ atLeast: 100 }] },
      ],
    };
  } finally {
    process.kill(pidOf(stack, 'worker'), 'SIGCONT');
    await stack.stop();
  }
}

async function small(person: Person, name: string): Promise<void> {
  const { id, parts } = await create(person, name, SMALL.length);
  await put(parts[0]?.url ?? '', SMALL);
  await gql(person, COMPLETE, { id });
}
