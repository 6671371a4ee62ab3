import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answerTo,
  beginRaw,
  element,
  md5,
  md5Base64,
  pathOf,
  presign,
  sendSigned,
  sendUnsigned,
  signedHeaders,
} from '../../support/storage/raw-s3.ts';
import { STORES, type TestStore } from '../../support/storage/stores.ts';

/** Keys that a careless store would take for paths, encodings or markup. */
const AWKWARD = [
  'a',
  'with blanks  and two',
  'ünïcödé/日本語/🎬.mp4',
  'plus+and%percent&amp;<tag>"quotes"',
  'percent %2e%2e%2f stays',
  "!*'();:@&=+$,?#[]~",
  'x'.repeat(200) + '/' + 'y'.repeat(200),
  '.hidden',
  'ends with a dot.',
];

describe.each(STORES)('$name, keeping objects', ({ open }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const at = (key: string) => pathOf(store.bucket, key);
  const put = (key: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    sendSigned(store, 'PUT', at(key), { body, headers });
  const get = (key: string, headers: Record<string, string> = {}) => sendSigned(store, 'GET', at(key), { headers });
  const code = ({ status, text }: { status: number; text: string }) => [status, element(text, 'Code')];

  it('gives back what was put, with its type, size, ETag and time', async () => {
    const answer = await put('metadata', 'hello', {
      'content-type': 'text/x-metadata',
      'cache-control': 'max-age=5',
      'x-amz-meta-mood': 'good',
    });
    expect([answer.status, answer.headers.etag]).toEqual([200, `"${md5('hello')}"`]);
    for (const method of ['GET', 'HEAD']) {
      const { status, headers, text } = await sendSigned(store, method, at('metadata'));
      expect([status, text]).toEqual([200, method === 'GET' ? 'hello' : '']);
      expect(headers).toMatchObject({
        'content-type': 'text/x-metadata',
        'content-length': '5',
        'cache-control': 'max-age=5',
        'x-amz-meta-mood': 'good',
        'accept-ranges': 'bytes',
        etag: `"${md5('hello')}"`,
      });
      expect(Math.abs(Date.now() - Date.parse(headers['last-modified'] ?? ''))).toBeLessThan(10_000);
    }
  });

  it('forbids browsers to guess another type', async () => {
    await put('page', '<script>', { 'content-type': 'text/plain' });
    expect((await get('page')).headers['x-content-type-options']).toBe('nosniff');
    expect((await get('page that is not there')).headers['x-content-type-options']).toBe('nosniff');
  });

  it('keeps an empty object', async () => {
    await put('empty', '');
    const { status, headers, bytes } = await get('empty');
    expect([status, headers['content-length'], bytes.length]).toEqual([200, '0', 0]);
  });

  it('replaces an object as a whole, with its headers', async () => {
    await put('replaced', 'a long first version', { 'content-type': 'a/a', 'x-amz-meta-old': '1' });
    await put('replaced', 'short', { 'content-type': 'b/b' });
    const { text, headers } = await get('replaced');
    expect([text, headers['content-type'], headers['x-amz-meta-old']]).toEqual(['short', 'b/b', undefined]);
  });

  it('deletes, and deleting what is not there is no error', async () => {
    await put('mortal', 'x');
    expect((await sendSigned(store, 'DELETE', at('mortal'))).status).toBe(204);
    expect(code(await get('mortal'))).toEqual([404, 'NoSuchKey']);
    expect((await sendSigned(store, 'DELETE', at('mortal'))).status).toBe(204);
  });

  it('tells a missing bucket from a missing key', async () => {
    expect(code(await sendSigned(store, 'GET', '/no-such-bucket-here/key'))).toEqual([404, 'NoSuchBucket']);
    expect(code(await sendSigned(store, 'PUT', '/no-such-bucket-here/key', { body: 'x' }))).toEqual([404, 'NoSuchBucket']);
    expect((await sendSigned(store, 'HEAD', '/no-such-bucket-here')).status).toBe(404);
    expect((await sendSigned(store, 'HEAD', `/${store.bucket}`)).status).toBe(200);
  });

  it('makes a bucket once and refuses a name that is none', async () => {
    expect(code(await sendSigned(store, 'PUT', `/${store.bucket}`))).toEqual([409, 'BucketAlreadyOwnedByYou']);
    for (const name of ['UPPER', 'ab', 'a..b', '-dash', 'x'.repeat(64)]) {
      expect(code(await sendSigned(store, 'PUT', `/${name}`))).toEqual([400, 'InvalidBucketName']);
    }
  });

  it('names its region, which for us-east-1 is nothing', async () => {
    const { text } = await sendSigned(store, 'GET', `/${store.bucket}?location=`);
    expect(element(text, 'LocationConstraint') ?? '').toBe(store.region === 'us-east-1' ? '' : store.region);
  });

  it.each(AWKWARD)('keeps an object under the key %s', async (key) => {
    expect((await put(key, `this is ${key}`)).status).toBe(200);
    expect((await get(key)).text).toBe(`this is ${key}`);
    expect((await sendUnsigned(store, 'GET', presign(store, 'GET', at(key)))).text).toBe(`this is ${key}`);
  });

  it('never confuses a key with one that decodes to it', async () => {
    await put('double%2Fencoded', 'as written');
    expect(code(await get('double/encoded'))).toEqual([404, 'NoSuchKey']);
    expect((await get('double%2Fencoded')).text).toBe('as written');
  });

  it('takes a key of 1,024 bytes and refuses a longer one', async () => {
    const key = (bytes: number) => `${'k'.repeat(200)}/`.repeat(5).slice(0, bytes - 19) + 'z'.repeat(19);
    const longest = key(1005 + 19);
    expect(longest.length).toBe(1024);
    expect((await put(longest, 'long')).status).toBe(200);
    expect((await get(longest)).text).toBe('long');
    expect(code(await put(`${longest}z`, 'x'))).toEqual([400, 'KeyTooLongError']);
  });

  it('refuses NUL in a key and an address that is no UTF-8', async () => {
    for (const target of [`/${store.bucket}/nul%00here`, `/${store.bucket}/%ff%fe`, `/${store.bucket}/lone%`]) {
      // What cannot be decoded cannot be verified either: MinIO looks at the signature first.
      expect([400, 403]).toContain((await sendSigned(store, 'PUT', target, { body: 'x' })).status);
    }
  });

  it('stays in its bucket whatever a key looks like', async () => {
    for (const target of [
      `/${store.bucket}/../escaped`,
      `/${store.bucket}/a/../../../../../../tmp/escaped`,
      `/${store.bucket}/%2e%2e/escaped`,
      `/${store.bucket}/..%2f..%2fescaped`,
    ]) {
      const written = await sendSigned(store, 'PUT', target, { body: 'where am I?' });
      expect([200, 400, 403]).toContain(written.status);
      expect(code(await get('escaped'))).toEqual([404, 'NoSuchKey']);
      await sendSigned(store, 'DELETE', target);
    }
  });

  it('sends the range that is asked for', async () => {
    await put('digits', '0123456789');
    for (const [range, text, contentRange] of [
      ['bytes=0-3', '0123', 'bytes 0-3/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-4', '6789', 'bytes 6-9/10'],
      ['bytes=-99', '0123456789', 'bytes 0-9/10'],
      ['bytes=8-99', '89', 'bytes 8-9/10'],
      ['bytes=9-9', '9', 'bytes 9-9/10'],
    ] as const) {
      const answer = await get('digits', { range });
      expect([answer.status, answer.text, answer.headers['content-range'], answer.headers['content-length']]).toEqual([
        206,
        text,
        contentRange,
        String(text.length),
      ]);
    }
    expect(code(await get('digits', { range: 'bytes=10-' }))).toEqual([416, 'InvalidRange']);
    expect(code(await get('digits', { range: 'bytes=-0' }))).toEqual([416, 'InvalidRange']);
    expect((await get('digits', { range: 'lines=1-2' })).status).toBe(200);
  });

  it('answers conditions', async () => {
    const etag = (await put('conditional', 'x')).headers.etag ?? '';
    const date = (await get('conditional')).headers['last-modified'] ?? '';
    const before = new Date(Date.parse(date) - 60_000).toUTCString();
    const status = async (headers: Record<string, string>) => (await get('conditional', headers)).status;
    expect(await status({ 'if-none-match': etag })).toBe(304);
    expect(await status({ 'if-none-match': '"other"' })).toBe(200);
    expect(await status({ 'if-match': etag })).toBe(200);
    expect(await status({ 'if-match': '"other"' })).toBe(412);
    expect(await status({ 'if-modified-since': date })).toBe(304);
    expect(await status({ 'if-modified-since': before })).toBe(200);
    expect(await status({ 'if-unmodified-since': before })).toBe(412);
  });

  it('writes under a condition', async () => {
    expect((await put('once', 'first', { 'if-none-match': '*' })).status).toBe(200);
    expect(code(await put('once', 'second', { 'if-none-match': '*' }))).toEqual([412, 'PreconditionFailed']);
    expect((await get('once')).text).toBe('first');
  });

  it('dresses a download as the signed URL says', async () => {
    await put('dressed', 'x', { 'content-type': 'video/mp4' });
    const query = {
      'response-content-disposition': `attachment; filename*=UTF-8''%C3%A4.mp4`,
      'response-content-type': 'application/x-film',
    };
    const { headers } = await sendUnsigned(store, 'GET', presign(store, 'GET', at('dressed'), { query }));
    expect(headers).toMatchObject({ 'content-disposition': query['response-content-disposition'], 'content-type': 'application/x-film' });
  });

  it('refuses a body that is not what was announced', async () => {
    await put('announced', 'before');
    expect(code(await put('announced', 'changed', { 'content-md5': md5Base64('original') }))).toEqual([400, 'BadDigest']);
    expect(code(await put('announced', 'changed', { 'content-md5': 'bm9uc2Vuc2U=' }))).toEqual([400, 'InvalidDigest']);
    expect((await put('announced', 'fitting', { 'content-md5': md5Base64('fitting') })).status).toBe(200);
    expect((await get('announced')).text).toBe('fitting');
  });

  it('refuses an upload of unknown length', async () => {
    const headers = signedHeaders(store, 'PUT', at('endless'), { payloadHash: 'UNSIGNED-PAYLOAD' });
    const sent = beginRaw(store, 'PUT', at('endless'), { ...headers, 'transfer-encoding': 'chunked' });
    const answer = answerTo(sent);
    sent.end('some bytes');
    expect(code(await answer)).toEqual([411, 'MissingContentLength']);
    expect((await get('endless')).status).toBe(404);
  });

  it('forgets an upload that breaks off', async () => {
    const headers = signedHeaders(store, 'PUT', at('broken'), { payloadHash: 'UNSIGNED-PAYLOAD' });
    const sent = beginRaw(store, 'PUT', at('broken'), { ...headers, 'content-length': '1000000' });
    const failed = answerTo(sent).catch((error: unknown) => error);
    await new Promise((resolve) => sent.write('x'.repeat(500_000), resolve));
    sent.destroy();
    expect(await failed).toBeInstanceOf(Error);
    expect((await get('broken')).status).toBe(404);
    expect((await sendSigned(store, 'GET', `/${store.bucket}?list-type=2&prefix=broken`)).text).not.toContain('<Key>');
  });

  it('copies an object, as it is or with new headers', async () => {
    await put('copy/source ü', 'content', { 'content-type': 'a/a', 'x-amz-meta-kept': 'yes' });
    const source = { 'x-amz-copy-source': at('copy/source ü') };
    const copied = await sendSigned(store, 'PUT', at('copy/as it is'), { headers: source });
    expect([copied.status, element(copied.text, 'ETag')?.replaceAll(/&quot;|&#34;|"/g, '')]).toEqual([200, md5('content')]);
    expect(await get('copy/as it is')).toMatchObject({ text: 'content', headers: { 'content-type': 'a/a', 'x-amz-meta-kept': 'yes' } });

    const headers = { ...source, 'x-amz-metadata-directive': 'REPLACE', 'content-type': 'b/b' };
    expect((await sendSigned(store, 'PUT', at('copy/renewed'), { headers })).status).toBe(200);
    const renewed = await get('copy/renewed');
    expect([renewed.text, renewed.headers['content-type'], renewed.headers['x-amz-meta-kept']]).toEqual(['content', 'b/b', undefined]);
  });

  it('refuses a copy of nothing, onto itself, or of something that has changed', async () => {
    await put('copy/self', 'x');
    const copy = (from: string, to: string, more: Record<string, string> = {}) =>
      sendSigned(store, 'PUT', at(to), { headers: { 'x-amz-copy-source': at(from), ...more } });
    expect(code(await copy('copy/missing', 'copy/target'))).toEqual([404, 'NoSuchKey']);
    expect(code(await copy('copy/self', 'copy/self'))).toEqual([400, 'InvalidRequest']);
    expect(code(await copy('copy/self', 'copy/target', { 'x-amz-copy-source-if-match': '"other"' }))).toEqual([412, 'PreconditionFailed']);
    expect((await get('copy/target')).status).toBe(404);
  });

  it('takes a hundred uploads at once', async () => {
    const bodies = Array.from({ length: 100 }, (_, index) => Buffer.alloc(20_000 + index, index));
    const answers = await Promise.all(bodies.map((body, index) => put(`many/${index}`, body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    const read = await Promise.all(bodies.map((_, index) => get(`many/${index}`)));
    expect(read.every(({ bytes }, index) => bytes.equals(bodies[index] as Buffer))).toBe(true);
  });

  it('shows one whole version while many write the same key', async () => {
    const versions = Array.from({ length: 12 }, (_, index) => Buffer.alloc(300_000, 65 + index));
    await put('contested', versions[0] as Buffer);
    const writers = versions.map((body) => put('contested', body));
    const readers = Array.from({ length: 12 }, () => get('contested'));
    for (const { bytes, headers } of await Promise.all(readers)) {
      expect(headers.etag).toBe(`"${md5(bytes)}"`);
      expect(new Set(bytes).size).toBe(1);
    }
    expect((await Promise.all(writers)).every(({ status }) => status === 200)).toBe(true);
    const last = await get('contested');
    const listed = (await sendSigned(store, 'GET', `/${store.bucket}?list-type=2&prefix=contested`)).text;
    expect(listed).toContain(md5(last.bytes));
  });
});
