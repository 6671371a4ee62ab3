import { link, mkdir, mkdtemp, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeChecked } from '../../../src/embedded/object-store/files/checked-file.ts';
import { startObjectStore, type ObjectStore } from '../../../src/embedded/object-store/server.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { answerTo, beginRaw, element, elements, md5, sendSigned, signedHeaders, type S3Access } from '../../support/storage/raw-s3.ts';

const MIB = 1024 ** 2;
const KEYS = { region: 'eu-central-1', accessKey: 'key', secretKey: 'secret' };
const PATH = '/films/film';

/** Bytes that differ from place to place, so that a shifted range shows. */
const bytesOf = (seed: number, byteSize: number): Buffer =>
  Buffer.from(Uint32Array.from({ length: byteSize / 4 }, (_, index) => Math.imul(index + seed, 2654435761)).buffer);

/** The parts of an upload become the content of its object without being copied. */
describe('the embedded object store, keeping an object in the parts of its upload', () => {
  let folder: string;
  let store: ObjectStore;
  let access: S3Access;

  const start = async (): Promise<void> => {
    store = await startObjectStore({
      ...KEYS,
      folder,
      host: '127.0.0.1',
      port: 0,
      bucket: 'films',
      allowsOrigin: () => false,
      log: silentLog,
    });
    access = { ...KEYS, endpoint: store.endpoint };
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'object-store-'));
    await start();
  });
  afterEach(async () => {
    await store.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const send = (method: string, target: string, options: Parameters<typeof sendSigned>[3] = {}) =>
    sendSigned(access, method, target, options);
  const list = (...names: string[]) => readdir(join(folder, ...names));
  const begin = async (): Promise<string> => element((await send('POST', `${PATH}?uploads=`)).text, 'UploadId') ?? '';
  const putPart = (id: string, number: number, body: Buffer) => send('PUT', `${PATH}?partNumber=${number}&uploadId=${id}`, { body });
  const complete = (id: string, parts: ReadonlyMap<number, Buffer>) => {
    const named = [...parts].map(([number, body]) => `<Part><PartNumber>${number}</PartNumber><ETag>${md5(body)}</ETag></Part>`);
    return send('POST', `${PATH}?uploadId=${id}`, { body: `<CompleteMultipartUpload>${named.join('')}</CompleteMultipartUpload>` });
  };
  const upload = async (parts: ReadonlyMap<number, Buffer>): Promise<string> => {
    const id = await begin();
    for (const [number, body] of parts) await putPart(id, number, body);
    expect((await complete(id, parts)).status).toBe(200);
    return id;
  };
  const THREE = new Map([
    [2, bytesOf(1, 5 * MIB)],
    [3, bytesOf(2, 5 * MIB)],
    [70, bytesOf(3, 1000)],
  ]);
  const WHOLE = Buffer.concat([...THREE.values()]);

  it('reads the whole and every range over the borders of its parts, also after a restart', async () => {
    await upload(THREE);
    const border = 5 * MIB;
    const ranges = [
      [0, 0],
      [border - 1, border],
      [border, border],
      [border - 3, 2 * border + 2],
      [2 * border, WHOLE.length - 1],
      [7, WHOLE.length - 7],
    ] as const;
    for (const turn of ['first', 'restarted']) {
      expect((await send('GET', PATH)).bytes.equals(WHOLE), turn).toBe(true);
      for (const [from, to] of ranges) {
        const { status, bytes, headers } = await send('GET', PATH, { headers: { range: `bytes=${from}-${to}` } });
        expect([status, headers['content-range']]).toEqual([206, `bytes ${from}-${to}/${WHOLE.length}`]);
        expect(bytes.equals(WHOLE.subarray(from, to + 1)), `${turn}: ${from}-${to}`).toBe(true);
      }
      const { headers } = await send('HEAD', PATH);
      expect(headers).toMatchObject({
        'content-length': String(WHOLE.length),
        etag: expect.stringMatching(/^"[0-9a-f]{32}-3"$/) as string,
      });
      expect(elements((await send('GET', '/films?list-type=2')).text, 'Size')).toEqual([String(WHOLE.length)]);
      await store.stop();
      await start();
    }
  });

  it('keeps no part that was not named', async () => {
    const id = await begin();
    for (const [number, body] of THREE) await putPart(id, number, body);
    await putPart(id, 1, bytesOf(9, 5 * MIB));
    await putPart(id, 71, bytesOf(9, 400));
    expect((await complete(id, THREE)).status).toBe(200);
    expect((await list('extents', id)).sort()).toEqual(['2', '3', '70']);
    expect(await list('uploads')).toEqual([]);
    expect((await send('GET', PATH)).bytes.equals(WHOLE)).toBe(true);
  });

  it('refuses a part that arrives while or after the others are joined', async () => {
    const id = await begin();
    for (const [number, body] of THREE) await putPart(id, number, body);
    const target = `${PATH}?partNumber=2&uploadId=${id}`;
    const headers = signedHeaders(access, 'PUT', target, { payloadHash: 'UNSIGNED-PAYLOAD' });
    const late = beginRaw(access, 'PUT', target, { ...headers, 'content-length': String(5 * MIB) });
    const answer = answerTo(late);
    await new Promise((resolve) => late.write(Buffer.alloc(MIB), resolve));
    await expect.poll(() => list('incoming')).toHaveLength(1);
    expect((await complete(id, THREE)).status).toBe(200);
    late.end(Buffer.alloc(4 * MIB));
    expect((await answer).status).toBe(404);
    expect((await send('GET', PATH)).bytes.equals(WHOLE)).toBe(true);
    expect(await list('incoming')).toEqual([]);
  });

  it('copies it to an object of its own', async () => {
    await upload(THREE);
    expect((await send('PUT', '/films/copy', { headers: { 'x-amz-copy-source': PATH } })).status).toBe(200);
    await send('DELETE', PATH);
    const { bytes, headers } = await send('GET', '/films/copy');
    expect([bytes.equals(WHOLE), headers.etag]).toEqual([true, `"${md5(WHOLE)}"`]);
    expect(await list('extents')).toEqual([]);
  });

  it.each(['PUT', 'DELETE'])(
    'gives a reader the whole content although a %s comes meanwhile, and deletes it after that',
    async (method) => {
      const parts = new Map(Array.from({ length: 8 }, (_, index) => [index + 1, bytesOf(index, 8 * MIB)]));
      const id = await upload(parts);
      const reading = beginRaw(access, 'GET', PATH, signedHeaders(access, 'GET', PATH));
      reading.end();
      const [response] = (await once(reading, 'response')) as [IncomingMessage];
      response.pause();
      expect((await send(method, PATH, method === 'PUT' ? { body: 'new' } : {})).status).toBeLessThan(300);
      expect((await send('GET', PATH)).status).toBe(method === 'PUT' ? 200 : 404);
      expect(await list('extents')).toEqual([id]);
      const hash = createHash('md5');
      for await (const chunk of response as AsyncIterable<Buffer>) hash.update(chunk);
      expect(hash.digest('hex')).toBe(md5(Buffer.concat([...parts.values()])));
      await expect.poll(() => list('extents')).toEqual([]);
      await expect.poll(() => list('incoming')).toEqual([]);
    },
  );

  it('deletes the old parts when the same key is uploaded again', async () => {
    const first = await upload(THREE);
    const second = await upload(THREE);
    expect(second).not.toBe(first);
    expect(await list('extents')).toEqual([second]);
    expect((await send('GET', PATH)).bytes.equals(WHOLE)).toBe(true);
  });

  it('can still complete an upload whose object could not appear after its parts had been moved', async () => {
    const id = await begin();
    for (const [number, body] of THREE) await putPart(id, number, body);
    await putPart(id, 4, bytesOf(9, 5 * MIB));
    // The file of the object cannot be renamed onto a folder, which is after the parts have been moved.
    const obstacle = join(folder, 'buckets', 'films', createHash('sha256').update('film').digest('hex'));
    await mkdir(obstacle);
    expect((await complete(id, THREE)).status).toBe(500);
    expect([await list('extents'), await list('incoming'), await list('uploads')]).toEqual([[], [], [id]]);
    await rm(obstacle, { recursive: true });
    expect((await complete(id, new Map([[4, bytesOf(9, 5 * MIB)]]))).status).toBe(400);
    expect((await complete(id, THREE)).status).toBe(200);
    expect((await send('GET', PATH)).bytes.equals(WHOLE)).toBe(true);
  });

  describe('after a crash', () => {
    it('can complete an upload whose parts had been moved and whose object had not appeared', async () => {
      const id = await begin();
      for (const [number, body] of THREE) await putPart(id, number, body);
      await store.stop();
      await rename(join(folder, 'uploads', id), join(folder, 'extents', id));
      await start();
      expect(await list('extents')).toEqual([]);
      expect(elements((await send('GET', `${PATH}?uploadId=${id}`)).text, 'PartNumber')).toEqual(['2', '3', '70']);
      expect((await complete(id, THREE)).status).toBe(200);
      expect((await send('GET', PATH)).bytes.equals(WHOLE)).toBe(true);
    });

    it('lists no part that was being written when the power failed', async () => {
      const id = await begin();
      for (const [number, body] of THREE) await putPart(id, number, body);
      await store.stop();
      await truncate(join(folder, 'uploads', id, '3'), 2 * MIB);
      await start();
      expect(elements((await send('GET', `${PATH}?uploadId=${id}`)).text, 'PartNumber')).toEqual(['2', '70']);
      expect((await complete(id, THREE)).status).toBe(400);
      await putPart(id, 3, THREE.get(3) ?? Buffer.alloc(0));
      expect((await complete(id, THREE)).status).toBe(200);
      expect((await send('GET', PATH)).bytes.equals(WHOLE)).toBe(true);
    });

    it('does not take the parts of an object for an upload, and deletes them with the object', async () => {
      const id = await upload(THREE);
      await store.stop();
      await writeFile(join(folder, 'extents', id, 'upload'), 'left by a crash');
      await start();
      expect((await send('GET', PATH)).bytes.equals(WHOLE)).toBe(true);
      expect((await list('extents', id)).sort()).toEqual(['2', '3', '70']);
      await send('DELETE', PATH);
      expect([await list('extents'), await list('uploads')]).toEqual([[], []]);
    });

    it('deletes parts without an object, unless the file of an object cannot be read', async () => {
      const id = await upload(THREE);
      const [name = ''] = await list('buckets', 'films');
      await send('PUT', '/films/other', { body: 'other' });
      const other = (await list('buckets', 'films')).find((each) => each !== name) ?? '';
      await store.stop();
      await rm(join(folder, 'buckets', 'films', name));
      await truncate(join(folder, 'buckets', 'films', other), 3);
      await start();
      expect(await list('extents')).toEqual([id]);
      await store.stop();
      await rm(join(folder, 'buckets', 'films', other));
      await start();
      expect(await list('extents')).toEqual([]);
    });

    it('does not list or serve an object whose parts are gone', async () => {
      const id = await upload(THREE);
      await store.stop();
      await rm(join(folder, 'extents', id), { recursive: true });
      await start();
      expect((await send('GET', PATH)).status).toBe(404);
      expect(elements((await send('GET', '/films?list-type=2')).text, 'Key')).toEqual([]);
    });
  });

  it('reads an object of ten thousand parts', async () => {
    await store.stop();
    const [id, number, size] = ['00000000-0000-4000-8000-000000000000', 10_000, 10];
    const path = join(folder, 'extents', id);
    await mkdir(path);
    await writeChecked(join(path, '1'), { bytes: [Buffer.from('0123456789')] }, () => ({}));
    for (let each = 2; each <= number; each += 1) await link(join(path, '1'), join(path, String(each)));
    const parts = Array.from({ length: number }, (_, index) => [index + 1, size]);
    const metadata = {
      key: 'film',
      byteSize: number * size,
      etag: 'e',
      modifiedAt: new Date().toISOString(),
      headers: {},
      extents: { id, parts },
    };
    await writeChecked(join(folder, 'buckets', 'films', createHash('sha256').update('film').digest('hex')), { bytes: [] }, () => metadata);
    await start();
    expect((await send('GET', PATH)).text).toBe('0123456789'.repeat(number));
    expect((await send('GET', PATH, { headers: { range: 'bytes=49995-50004' } })).text).toBe('5678901234');
  });
});
