import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startObjectStore } from '../../../src/embedded/object-store/server.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import {
  answerTo,
  beginRaw,
  element,
  elements,
  pathOf,
  presign,
  sendSigned,
  sendUnsigned,
  signedHeaders,
} from '../../support/storage/raw-s3.ts';
import { ALLOWED_ORIGIN, openEmbedded, type TestStore } from '../../support/storage/stores.ts';

/** What holds for the embedded store alone, where others differ or need not answer for it. */
describe('the embedded object store', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openEmbedded();
  });
  afterAll(() => store.close());

  const at = (key: string) => pathOf(store.bucket, key);
  const put = (key: string, body = key, headers: Record<string, string> = {}) => sendSigned(store, 'PUT', at(key), { body, headers });
  const get = (key: string) => sendSigned(store, 'GET', at(key));
  const code = ({ status, text }: { status: number; text: string }) => [status, element(text, 'Code')];
  const incoming = () => readdir(join(store.folder ?? '', 'incoming'));

  it('keeps keys that other stores refuse or merge, each for itself', async () => {
    const keys = ['nest', 'nest/egg', 'nest/', 'nest//egg', '/nest', '../nest', 'nest/../egg', './nest', '..', 'nest\\egg'];
    for (const key of keys) expect((await put(key)).status).toBe(200);
    for (const key of keys) expect((await get(key)).text).toBe(key);
    await sendSigned(store, 'DELETE', at('nest'));
    expect((await get('nest/egg')).text).toBe('nest/egg');
    expect((await readdir(join(store.folder ?? '', 'buckets'))).sort()).toEqual([store.bucket]);
  });

  it('does not let a header be slipped under a presigned upload', async () => {
    await put('secret');
    const answer = await sendUnsigned(store, 'PUT', presign(store, 'PUT', at('mine')), { 'x-amz-copy-source': at('secret') }, '');
    expect(code(answer)).toEqual([403, 'AccessDenied']);
    expect((await get('mine')).status).toBe(404);
  });

  it('joins an upload once: who completes it at the same time can not write again when the first has been answered', async () => {
    const { text } = await sendSigned(store, 'POST', `${at('once')}?uploads=`);
    const query = `uploadId=${element(text, 'UploadId') ?? ''}`;
    const { headers } = await sendSigned(store, 'PUT', `${at('once')}?partNumber=1&${query}`, { body: Buffer.alloc(5 * 1024 ** 2) });
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${String(headers.etag)}</ETag></Part></CompleteMultipartUpload>`;
    const answers = await Promise.all([1, 2, 3].map(() => sendSigned(store, 'POST', `${at('once')}?${query}`, { body })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404]);
  });

  it('refuses what it does not do instead of doing something else', async () => {
    await put('plain', 'content');
    for (const query of ['acl=', 'tagging=', 'retention=', 'versionId=1', 'partNumber=1']) {
      expect(code(await sendSigned(store, 'PUT', `${at('plain')}?${query}`, { body: '<x/>' }))).toEqual([501, 'NotImplemented']);
    }
    for (const headers of [{ 'x-amz-server-side-encryption': 'AES256' }, { 'x-amz-object-lock-mode': 'GOVERNANCE' }]) {
      expect(code(await put('plain', 'other', headers as Record<string, string>))).toEqual([501, 'NotImplemented']);
    }
    const payloadHash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
    expect(code(await sendSigned(store, 'PUT', at('plain'), { body: 'chunks', payloadHash }))).toEqual([501, 'NotImplemented']);
    expect((await get('plain')).text).toBe('content');
  });

  it('refuses an answer dressed with what cannot be a header', async () => {
    await put('dressed');
    const query = { 'response-content-type': 'text/html\r\nset-cookie: a=b' };
    expect(code(await sendUnsigned(store, 'GET', presign(store, 'GET', at('dressed'), { query })))).toEqual([400, 'InvalidArgument']);
  });

  it('lets pages of the allowed origins read and upload, and others not', async () => {
    await put('shared', 'content');
    const ask = (origin: string, headers: Record<string, string> = {}) =>
      sendUnsigned(store, 'OPTIONS', at('shared'), { origin, 'access-control-request-method': 'PUT', ...headers });
    const allowed = await ask(ALLOWED_ORIGIN, { 'access-control-request-headers': 'content-type' });
    expect([allowed.status, allowed.headers]).toMatchObject([
      204,
      {
        'access-control-allow-origin': ALLOWED_ORIGIN,
        'access-control-allow-methods': 'GET, HEAD, PUT',
        'access-control-allow-headers': 'content-type',
        vary: 'Origin',
      },
    ]);
    expect((await ask('https://elsewhere.example')).status).toBe(403);
    expect((await ask(ALLOWED_ORIGIN, { 'access-control-request-method': 'DELETE' })).status).toBe(403);
    const read = (origin: string, target: string) => sendUnsigned(store, 'GET', target, { origin });
    const { headers } = await read(ALLOWED_ORIGIN, presign(store, 'GET', at('shared')));
    expect(headers['access-control-allow-origin']).toBe(ALLOWED_ORIGIN);
    expect(headers['access-control-expose-headers']).toContain('ETag');
    expect(
      (await read('https://elsewhere.example', presign(store, 'GET', at('shared')))).headers['access-control-allow-origin'],
    ).toBeUndefined();
    expect((await read(ALLOWED_ORIGIN, at('shared'))).headers['access-control-allow-origin']).toBe(ALLOWED_ORIGIN);
  });

  it('leaves no file of an upload that breaks off, is damaged or is refused', async () => {
    const headers = signedHeaders(store, 'PUT', at('broken'), { payloadHash: 'UNSIGNED-PAYLOAD' });
    const sent = beginRaw(store, 'PUT', at('broken'), { ...headers, 'content-length': '3000000' });
    const failed = answerTo(sent).catch(() => 'broken');
    await new Promise((resolve) => sent.write('x'.repeat(2_000_000), resolve));
    await expect.poll(incoming).toHaveLength(1);
    sent.destroy();
    expect(await failed).toBe('broken');
    await sendSigned(store, 'PUT', at('broken'), { body: 'x', payloadHash: 'b'.repeat(64) });
    await put('broken', 'x', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' });
    await put('once');
    await put('once', 'again', { 'if-none-match': '*' });
    await expect.poll(incoming).toEqual([]);
    expect((await get('broken')).status).toBe(404);
  });

  it('answers an upload that it refuses before or in the middle of its body', async () => {
    const body = 'x'.repeat(20_000_000);
    expect((await sendUnsigned(store, 'PUT', at('refused'), {}, body)).status).toBe(403);
    expect(code(await sendSigned(store, 'POST', `/${store.bucket}?delete=`, { body }))).toEqual([400, 'MalformedXML']);
    const announced = signedHeaders(store, 'PUT', at('refused'), { payloadHash: 'UNSIGNED-PAYLOAD' });
    const huge = beginRaw(store, 'PUT', at('refused'), { ...announced, 'content-length': String(6 * 1024 ** 3) });
    const answer = answerTo(huge);
    huge.flushHeaders();
    expect(code(await answer)).toEqual([400, 'EntityTooLarge']);
    huge.destroy();
  });

  it('removes nothing by a list that is not signed or was changed on the way', async () => {
    await put('listed');
    const body = '<Delete><Object><Key>listed</Key></Object></Delete>';
    const target = `/${store.bucket}?delete=`;
    expect(code(await sendUnsigned(store, 'POST', target, {}, body))).toEqual([403, 'AccessDenied']);
    const headers = { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' };
    expect(code(await sendSigned(store, 'POST', target, { body, headers }))).toEqual([400, 'BadDigest']);
    const payloadHash = 'c'.repeat(64);
    expect(code(await sendSigned(store, 'POST', target, { body, payloadHash }))).toEqual([400, 'XAmzContentSHA256Mismatch']);
    expect((await get('listed')).status).toBe(200);
  });

  it('writes control characters of a key so that XML stays XML', async () => {
    await put('bell\u0007');
    const plain = await sendSigned(store, 'GET', `/${store.bucket}?list-type=2&prefix=bell`);
    expect(plain.text).not.toContain('\u0007');
    const encoded = await sendSigned(store, 'GET', `/${store.bucket}?encoding-type=url&list-type=2&prefix=bell`);
    expect(elements(encoded.text, 'Key')).toEqual(['bell%07']);
  });

  it('joins ten thousand named parts without stumbling over its own limits', async () => {
    const begun = await sendSigned(store, 'POST', `${at('parts')}?uploads=`);
    const target = `${at('parts')}?uploadId=${element(begun.text, 'UploadId')}`;
    const part = (_: unknown, index: number) =>
      `<Part><PartNumber>${index + 1}</PartNumber><ETag>&quot;${'0'.repeat(32)}&quot;</ETag></Part>`;
    const body = `<CompleteMultipartUpload>${Array.from({ length: 10_000 }, part).join('')}</CompleteMultipartUpload>`;
    expect(code(await sendSigned(store, 'POST', target, { body }))).toEqual([400, 'InvalidPart']);
  });
});

describe('starting the embedded object store', () => {
  const options = {
    region: 'eu-central-1',
    accessKey: 'key',
    secretKey: 'secret',
    host: '127.0.0.1',
    allowsOrigin: () => false,
    log: silentLog,
  };
  const folders: string[] = [];
  const newFolder = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'object-store-'));
    folders.push(folder);
    return folder;
  };
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

  it('goes on to the next port when one is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    const store = await startObjectStore({ ...options, folder: await newFolder(), port: taken });
    expect(store.port).toBeGreaterThan(taken);
    expect(store.endpoint).toBe(`http://127.0.0.1:${store.port}`);
    await store.stop();
    squatter.close();
  });

  it('keeps objects, listings and unfinished uploads over a restart', async () => {
    const folder = await newFolder();
    const first = await startObjectStore({ ...options, folder, port: 0, bucket: 'films' });
    const access = { ...options, endpoint: first.endpoint };
    await sendSigned(access, 'PUT', '/films/b%20c', { body: 'kept', headers: { 'content-type': 'video/mp4' } });
    await sendSigned(access, 'PUT', '/films/a', { body: 'first' });
    const begun = await sendSigned(access, 'POST', '/films/later?uploads=');
    await first.stop();
    const second = await startObjectStore({ ...options, folder, port: 0, bucket: 'films' });
    const again = { ...options, endpoint: second.endpoint };
    expect(await sendSigned(again, 'GET', '/films/b%20c')).toMatchObject({ text: 'kept', headers: { 'content-type': 'video/mp4' } });
    expect(elements((await sendSigned(again, 'GET', '/films?list-type=2')).text, 'Key')).toEqual(['a', 'b c']);
    const id = element(begun.text, 'UploadId');
    expect(element((await sendSigned(again, 'GET', '/films?uploads=')).text, 'UploadId')).toBe(id);
    expect(element((await sendSigned(again, 'GET', '/films?location=')).text, 'LocationConstraint')).toBe('eu-central-1');
    await second.stop();
  });

  it('stops while a client is still uploading', async () => {
    const store = await startObjectStore({ ...options, folder: await newFolder(), port: 0, bucket: 'films' });
    const access = { ...options, endpoint: store.endpoint };
    const headers = signedHeaders(access, 'PUT', '/films/slow', { payloadHash: 'UNSIGNED-PAYLOAD' });
    const sent = beginRaw(access, 'PUT', '/films/slow', { ...headers, 'content-length': '10' });
    const failed = answerTo(sent).catch(() => 'cut off');
    await new Promise((resolve) => sent.write('12345', resolve));
    await store.stop();
    expect(await failed).toBe('cut off');
  });
});
