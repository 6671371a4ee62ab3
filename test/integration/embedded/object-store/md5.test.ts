import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BLOCK } from '../../../../src/embedded/object-store/files/block-writer.ts';
import { openMd5 } from '../../../../src/embedded/object-store/files/md5.ts';
import { announcedBody } from '../../../../src/embedded/object-store/http/body.ts';
import type { Exchange } from '../../../../src/embedded/object-store/http/exchange.ts';
import { element, pathOf, sendSigned } from '../../../support/storage/raw-s3.ts';
import { openEmbedded, type TestStore } from '../../../support/storage/stores.ts';

const LARGE = BLOCK + 1;
const bytes = randomBytes(1_000);
const md5Of = (content: Uint8Array): string => createHash('md5').update(content).digest('hex');

/** The thread that the program started last. */
let thread: Worker | undefined;
const remember = (worker: Worker): void => void (thread = worker);
beforeAll(() => void process.on('worker', remember));
afterAll(() => void process.off('worker', remember));

const crashes: readonly (readonly [name: string, crash: (worker: Worker) => unknown])[] = [
  ['throws', (worker) => worker.postMessage(undefined)],
  ['exits', (worker) => worker.terminate()],
];

test.each(crashes)('when the thread %s, a hash that it has begun fails, and the next one is right', async (_, crash) => {
  const begun = openMd5(LARGE);
  await begun.update(bytes);
  if (!thread) throw new Error('a large body starts a thread');
  const ended = Promise.withResolvers<unknown>();
  thread.once('exit', ended.resolve);
  crash(thread);
  await ended.promise;
  await expect(async () => {
    await begun.update(bytes);
    return begun.digest();
  }).rejects.toThrow();
  const next = openMd5(LARGE);
  await next.update(bytes);
  expect(await next.digest()).toBe(md5Of(bytes));
});

test('what waits for the thread fails when it exits', async () => {
  const begun = openMd5(LARGE);
  await begun.update(bytes);
  const ended = thread?.terminate();
  const digest = begun.digest();
  await ended;
  await expect(digest).rejects.toThrow('The MD5 thread exited');
});

test('a body that differs from its signed SHA-256 leaves no hash in the thread', async () => {
  const headers = { 'content-length': [String(LARGE)] };
  const body = announcedBody({ request: { headersDistinct: headers }, bodySha256: 'other' } as unknown as Exchange);
  await body.hash?.(bytes);
  const requests: unknown[] = [];
  const worker = thread;
  if (!worker) throw new Error('a large body starts a thread');
  const { postMessage } = worker;
  worker.postMessage = (request: { bytes?: unknown }) => {
    requests.push(request.bytes);
    postMessage.call(worker, request);
  };
  await expect(async () => body.etag()).rejects.toThrow('SHA-256');
  expect(requests).toEqual([undefined]);
});

let store: TestStore;
beforeAll(async () => void (store = await openEmbedded()));
afterAll(() => store.close());

test('an upload during which the thread crashes gets an error, and its repetition the right ETag', async () => {
  const body = randomBytes(8 * 1024 ** 2);
  const path = pathOf(store.bucket, 'film.mp4');
  const put = () => sendSigned(store, 'PUT', path, { body });
  const started = once(process, 'worker');
  await thread?.terminate();
  const failing = put();
  const [worker] = (await started) as [Worker];
  await worker.terminate();
  const failed = await failing;
  expect([failed.status, element(failed.text, 'Code')]).toEqual([500, 'InternalError']);
  expect((await sendSigned(store, 'GET', path)).status).toBe(404);
  const stored = await put();
  expect([stored.status, stored.headers.etag]).toEqual([200, `"${md5Of(body)}"`]);
});
