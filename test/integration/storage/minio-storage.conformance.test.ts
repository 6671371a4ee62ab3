import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStorage } from '../../../src/platform/storage/minio-storage.ts';
import type { ListedObject, Storage } from '../../../src/platform/storage/storage.ts';
import { elements, md5, sendSigned } from '../../support/storage/raw-s3.ts';
import { STORES, type TestStore } from '../../support/storage/stores.ts';

const MIB = 1024 * 1024;
const BYTES = { contentType: 'application/octet-stream' };

async function collect(objects: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const object of objects) all.push(object);
  return all;
}

describe.each(STORES)('storage in $name', ({ open }) => {
  let store: TestStore;
  let storage: Storage;
  let folder: string;
  beforeAll(async () => {
    store = await open();
    storage = openStorage({ ...store, publicEndpoint: store.endpoint });
    folder = await mkdtemp(join(tmpdir(), 'storage-'));
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const file = (name: string) => join(folder, name);
  const unfinished = async () => elements((await sendSigned(store, 'GET', `/${store.bucket}?uploads=`)).text, 'UploadId');

  it('makes its bucket where it is missing', async () => {
    await storage.ready();
    const bucket = `${store.bucket}-new`.slice(0, 63);
    const other = openStorage({ ...store, bucket, publicEndpoint: store.endpoint });
    await other.ready();
    await other.ready();
    expect((await sendSigned(store, 'DELETE', `/${bucket}`)).status).toBe(204);
  });

  it('stores bytes and tells their size and ETag', async () => {
    const stored = await storage.putBytes('w/text/1', Buffer.from('hello'), { contentType: 'text/plain' });
    expect(stored).toEqual({ key: 'w/text/1', byteSize: 5, etag: md5('hello') });
    expect(await storage.stat('w/text/1')).toEqual(stored);
    expect(await storage.stat('w/text/none')).toBeUndefined();
  });

  it('stores an empty file and a view into a larger buffer', async () => {
    await writeFile(file('empty'), '');
    expect(await storage.putFile('w/empty', file('empty'), BYTES)).toMatchObject({ byteSize: 0 });
    await storage.getFile('w/empty', file('empty back'));
    expect(await readFile(file('empty back'), 'utf8')).toBe('');
    await storage.putBytes('w/view', new Uint8Array(Buffer.from('0123456789').buffer.slice(0)).subarray(0, 3), BYTES);
    expect(await storage.stat('w/view')).toMatchObject({ byteSize: 3 });
  });

  it('brings a large file there in parts and back unchanged', async () => {
    const content = randomBytes(19 * MIB + 7);
    await writeFile(file('film'), content);
    const stored = await storage.putFile('w/films/ünï 日本 🎬', file('film'), { contentType: 'video/mp4' });
    expect(stored).toEqual(await storage.stat(stored.key));
    expect(stored).toMatchObject({ byteSize: content.length, etag: expect.stringMatching(/-3$/) });
    await storage.getFile(stored.key, file('film back'));
    expect(content.equals(await readFile(file('film back')))).toBe(true);
    expect(await unfinished()).toEqual([]);
  });

  it('stores many bytes in parts, too', async () => {
    const content = Buffer.alloc(9 * MIB, 'x');
    expect(await storage.putBytes('w/many bytes', content, BYTES)).toMatchObject({ etag: expect.stringMatching(/-2$/) });
  });

  it('leaves nothing of an upload in parts that is aborted', async () => {
    await writeFile(file('aborted'), Buffer.alloc(40 * MIB));
    const control = new AbortController();
    const failed = storage.putFile('w/aborted', file('aborted'), { ...BYTES, signal: control.signal }).catch((error: unknown) => error);
    await expect.poll(unfinished, { interval: 5 }).toHaveLength(1);
    control.abort(new Error('enough'));
    expect(await failed).toMatchObject({ message: 'enough' });
    expect(await storage.stat('w/aborted')).toBeUndefined();
    expect(await unfinished()).toEqual([]);
  });

  it('does not begin what is aborted already', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(storage.putBytes('w/late', Buffer.from('x'), { ...BYTES, signal })).rejects.toThrow('too late');
    await expect(storage.getFile('w/text/1', file('late'), { signal })).rejects.toThrow('too late');
    expect(await storage.stat('w/late')).toBeUndefined();
    expect(await readdir(folder)).not.toContain('late');
  });

  it('leaves nothing when the file becomes shorter under way', async () => {
    await writeFile(file('shrinking'), Buffer.alloc(60 * MIB));
    const failed = storage.putFile('w/shrinking', file('shrinking'), BYTES).catch((error: unknown) => error);
    await expect.poll(unfinished, { interval: 5 }).toHaveLength(1);
    await truncate(file('shrinking'), MIB);
    expect(await failed).toMatchObject({ message: 'The file changed while it was stored.' });
    expect(await unfinished()).toEqual([]);
    expect(await storage.stat('w/shrinking')).toBeUndefined();
  });

  it('fetches nothing of what is missing', async () => {
    await expect(storage.getFile('w/missing', file('missing'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await readdir(folder)).filter((name) => name.startsWith('missing'))).toEqual([]);
  });

  it('copies inside the store', async () => {
    await storage.putBytes('w/copy/from ü+', Buffer.from('original'), BYTES);
    expect(await storage.copy('w/copy/from ü+', 'w/copy/to')).toEqual({ key: 'w/copy/to', byteSize: 8, etag: md5('original') });
    await expect(storage.copy('w/copy/missing', 'w/copy/to')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('forgets uploads that were begun before a moment and never ended, and no younger ones', async () => {
    for (const key of ['w/half', 'w/half', 'w/other half']) await sendSigned(store, 'POST', `/${store.bucket}/${encodeURI(key)}?uploads=`);
    expect(await storage.abortUploads(new Date(Date.now() - 60_000))).toBe(0);
    expect(await unfinished()).toHaveLength(3);
    expect(await storage.abortUploads(new Date(Date.now() + 60_000))).toBe(3);
    expect(await unfinished()).toEqual([]);
  });

  it('lists what begins with a prefix, over as many pages as it takes, and removes it', async () => {
    const keys = Array.from({ length: 1003 }, (_, index) => `w/list/${String(index).padStart(4, '0')} ü`);
    for (let from = 0; from < keys.length; from += 100) {
      await Promise.all(keys.slice(from, from + 100).map((key) => storage.putBytes(key, Buffer.from('x'), BYTES)));
    }
    const listed = await collect(storage.list('w/list/'));
    expect(listed.map(({ key }) => key)).toEqual(keys);
    expect(listed[0]).toEqual({ key: keys[0], byteSize: 1, etag: md5('x'), modifiedAt: expect.any(Date) as Date });
    expect(Math.abs((listed[0]?.modifiedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    await storage.remove([...keys, 'w/list/never was']);
    expect(await collect(storage.list('w/list/'))).toEqual([]);
    await storage.remove([]);
  });

  it('signs addresses that work without credentials, under any file name', async () => {
    await storage.putBytes('w/signed/ü & +', Buffer.from('film'), { contentType: 'application/octet-stream' });
    for (const fileName of ['plain.mp4', 'Grüße "aus" Köln; 100% *\'()\n.mp4', '日本語🎬.mp4', '../../etc/passwd', '', 'x'.repeat(500)]) {
      const url = await storage.presignGet('w/signed/ü & +', {
        expiresIn: 60,
        disposition: 'ATTACHMENT',
        fileName,
        contentType: 'video/mp4',
      });
      const answer = await fetch(url);
      expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([200, 'film', 'video/mp4']);
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[ -~]+"/);
      expect((await fetch(url.replace('attachment', 'inline'))).status).toBe(403);
    }
  });

  it('signs the same text for the same moment, until it has passed', async () => {
    const options = { expiresIn: 60, disposition: 'INLINE', fileName: 'a.txt', contentType: 'text/plain' } as const;
    const signedAt = new Date(Date.now() - 30_000);
    const url = await storage.presignGet('w/text/1', { ...options, signedAt });
    expect(await storage.presignGet('w/text/1', { ...options, signedAt })).toBe(url);
    expect((await fetch(url)).status).toBe(200);
    const expired = await storage.presignGet('w/text/1', { ...options, signedAt: new Date(Date.now() - 90_000) });
    expect((await fetch(expired)).status).toBe(403);
  });

  it('signs for the public endpoint', async () => {
    const elsewhere = openStorage({ ...store, publicEndpoint: 'https://media.example' });
    const options = { expiresIn: 60, disposition: 'INLINE', fileName: 'a', contentType: 'text/plain' } as const;
    expect(await elsewhere.presignGet('k', options)).toContain(`https://media.example/${store.bucket}/k?`);
  });

  it('says so when the store refuses the keys', async () => {
    const stranger = openStorage({ ...store, secretKey: 'not the secret', publicEndpoint: store.endpoint });
    await expect(stranger.ready()).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
    await expect(stranger.putBytes('w/x', Buffer.from('x'), BYTES)).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
  });
});

describe('storage whose store is in trouble', () => {
  const access = { region: 'us-east-1', accessKey: 'a', secretKey: 'b', bucket: 'films' };
  const serve = async (handler: Parameters<typeof createServer>[1]) => {
    const server = createServer(handler ?? (() => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    return { server, storage: openStorage({ ...access, endpoint, publicEndpoint: endpoint }) };
  };

  it('says UNAVAILABLE when nobody answers there', async () => {
    const { server, storage } = await serve(undefined);
    server.close();
    await once(server, 'close');
    await expect(storage.ready()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(storage.stat('k')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('tries again when a connection breaks or the store is busy, a few times', async () => {
    let asked = 0;
    const { server, storage } = await serve((request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else if (asked === 2) response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      else response.writeHead(200, { 'content-length': 4, etag: '"e"', 'last-modified': new Date().toUTCString() }).end();
    });
    expect(await storage.stat('k')).toEqual({ key: 'k', byteSize: 4, etag: 'e' });
    expect(asked).toBe(3);
    server.close();
  });

  it('gives up after four times', async () => {
    let asked = 0;
    const { server, storage } = await serve((request) => {
      asked += 1;
      request.socket.destroy();
    });
    await expect(storage.stat('k')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(asked).toBe(4);
    server.close();
  });

  it('lets go of a store that never answers when it is aborted', async () => {
    const control = new AbortController();
    const { server, storage } = await serve(() => control.abort(new Error('enough')));
    await expect(storage.putBytes('k', Buffer.from('x'), { ...BYTES, signal: control.signal })).rejects.toThrow('enough');
    server.closeAllConnections();
    server.close();
  });

  it('does not show a file whose size nobody can check', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'storage-'));
    const { server, storage } = await serve((_, response) => response.writeHead(200).end('of whatever size'));
    await expect(storage.getFile('k', join(folder, 'file'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await readdir(folder)).toEqual([]);
    server.close();
    await rm(folder, { recursive: true });
  });

  it('does not show a file that came only in part', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'storage-'));
    const { server, storage } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('a piece', () => response.destroy());
    });
    await expect(storage.getFile('k', join(folder, 'file'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await readdir(folder)).toEqual([]);
    server.close();
    await rm(folder, { recursive: true });
  });
});
