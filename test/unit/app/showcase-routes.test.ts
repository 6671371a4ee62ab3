import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showcaseRoutes } from '../../../src/app/showcase/showcase-routes.ts';
import { snapshotOf } from '../../../src/features/showcase/showcase-snapshot.ts';
import { ShowcaseService } from '../../../src/features/showcase/showcase.service.ts';
import { ReelwrightError } from '../../../src/kernel/errors.ts';
import type { StoredSnapshot } from '../../../src/features/showcase/showcase-snapshot.ts';

const ID = '01a22d3d-fb96-730a-be3b-6fbd60f7a9db';
const BYTES = Buffer.alloc(2_500_000, 'reelwright');
const file = (hash: string, type: string, bytes: number | null) => ({ key: hash, hash, type, bytes });
const item: StoredSnapshot['items'][number] = {
  ...{
    id: ID,
    placement: 'GALLERY' as const,
    category: null,
    title: 'Sky',
    position: 0,
    captionsOn: true,
    publishFrom: null,
    publishUntil: null,
  },
  ...{ width: 1, height: 1, durationMs: 1, synthetic: false, captions: null },
  ...{ film: file('f11', 'video/mp4', BYTES.length), poster: file('90', 'image/jpeg', null) },
};
let stored: StoredSnapshot = { items: [item], trialImages: [] };
let reads = 0;
let fault: Error | undefined;

const app = express();
app.set('etag', false);
app.use(
  showcaseRoutes({
    showcase: new ShowcaseService({ get: () => Promise.resolve(snapshotOf(stored)) }, 'https://cdn.test'),
    storage: {
      readBytes: (_, { offset, length }) => {
        reads += 1;
        if (fault) return Promise.reject(fault);
        return Promise.resolve(BYTES.subarray(offset, offset + length));
      },
      stat: (key) => Promise.resolve({ key, byteSize: 7, etag: '' }),
    },
    untilClosed: () => new AbortController().signal,
  }),
);
const server = createServer(app);
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** Without it, `fetch` asks for a new answer. */
const KEPT = { 'cache-control': 'max-age=0' };
const film = (headers: Record<string, string> = {}) => fetch(`${url}/showcase/media/${ID}/f11`, { headers });

test('a file is served whole and in ranges, from an address that names its content', async () => {
  const whole = await film();
  expect([whole.status, whole.headers.get('content-type'), whole.headers.get('cache-control'), whole.headers.get('etag')]).toEqual([
    ...[200, 'video/mp4', 'public, max-age=240, immutable', '"f11"'],
  ]);
  expect(Buffer.from(await whole.arrayBuffer()).equals(BYTES)).toBe(true);
  const part = await film({ range: 'bytes=1048570-1048579' });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1048570-1048579/${BYTES.length}`]);
  expect(Buffer.from(await part.arrayBuffer()).equals(BYTES.subarray(1_048_570, 1_048_580))).toBe(true);
  expect((await film({ range: 'bytes=9000000-' })).status).toBe(416);
  const poster = await fetch(`${url}/showcase/media/${ID}/90`);
  expect([poster.headers.get('content-length'), (await poster.arrayBuffer()).byteLength]).toEqual(['7', 7]);
});

test('a browser that has the file reads nothing of the store, and a hidden file is not found', async () => {
  reads = 0;
  expect((await film({ 'if-none-match': '"f11"', ...KEPT })).status).toBe(304);
  expect((await fetch(`${url}/showcase/media/${ID}/f11`, { method: 'HEAD' })).headers.get('content-length')).toBe(String(BYTES.length));
  for (const path of [`${ID}/90x`, 'x/f11']) expect((await fetch(`${url}/showcase/media/${path}`)).status).toBe(404);
  stored = { ...stored, items: [{ ...item, publishUntil: new Date(0).toISOString() }] };
  const hidden = await film({ 'if-none-match': '"f11"', ...KEPT });
  expect([hidden.status, hidden.headers.get('cache-control'), reads]).toEqual([404, 'no-store', 0]);
  stored = { ...stored, items: [item] };
});

test('an error of the store is answered, and no cache keeps the answer', async () => {
  const answer = async () => {
    const { status, headers } = await film();
    return [status, headers.get('cache-control'), headers.get('etag')];
  };
  fault = new ReelwrightError('NOT_FOUND', 'Stored file not found.');
  expect(await answer()).toEqual([404, 'no-store', null]);
  fault = Object.assign(new Error('the store is away'), { status: 503 });
  expect(await answer()).toEqual([503, null, null]);
  fault = undefined;
  expect(await answer()).toEqual([200, 'public, max-age=240, immutable', '"f11"']);
});

test('the list has an ETag that changes with it, and refuses bad arguments', async () => {
  const list = (headers: Record<string, string> = {}) => fetch(`${url}/showcase.json?placement=GALLERY&first=5`, { headers });
  const first = await list();
  const etag = first.headers.get('etag') ?? '';
  expect(await first.json()).toMatchObject({ items: [{ title: 'Sky', filmUrl: `https://cdn.test/showcase/media/${ID}/f11` }], next: null });
  expect((await list({ 'if-none-match': etag, ...KEPT })).status).toBe(304);
  stored = { ...stored, items: [{ ...item, title: 'Sea' }] };
  expect((await list({ 'if-none-match': etag, ...KEPT })).status).toBe(200);
  for (const [query, path] of [
    ['placement=TOP', 'placement'],
    ['first=x', 'first'],
    ['first=0', 'first'],
    ['after=x', 'after'],
  ]) {
    const refused = await fetch(`${url}/showcase.json?${query}`);
    const { errors } = (await refused.json()) as { errors: { extensions: { fields: { path: string }[] } }[] };
    expect([refused.status, errors[0]?.extensions.fields[0]?.path]).toEqual([400, path]);
  }
});
