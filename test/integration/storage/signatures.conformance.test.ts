import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { element, md5Base64, pathOf, presign, sendSigned, sendUnsigned, type S3Access } from '../../support/storage/raw-s3.ts';
import { STORES, type TestStore } from '../../support/storage/stores.ts';

const MINUTE = 60_000;
const WRONG_HASH = 'a'.repeat(64);

describe.each(STORES)('$name, asked to prove who asks', ({ open }) => {
  let store: TestStore;
  let path: string;
  beforeAll(async () => {
    store = await open();
    path = pathOf(store.bucket, 'a film.mp4');
    expect((await sendSigned(store, 'PUT', path, { body: 'moving pictures' })).status).toBe(200);
  });
  afterAll(() => store.close());

  const stored = async () => (await sendSigned(store, 'GET', path)).text;
  const refused = (answer: { status: number; text: string }, status: number, code: string) =>
    expect([answer.status, element(answer.text, 'Code')]).toEqual([status, code]);

  it('answers a signed request', async () => {
    expect(await stored()).toBe('moving pictures');
  });

  it('answers nobody without a signature', async () => {
    for (const [method, target] of [
      ['GET', path],
      ['PUT', path],
      ['DELETE', path],
      ['GET', `/${store.bucket}?list-type=2`],
    ] as const) {
      const body = method === 'PUT' ? 'x' : '';
      refused(await sendUnsigned(store, method, target, { 'content-md5': md5Base64(body) }, body), 403, 'AccessDenied');
    }
    expect((await sendUnsigned(store, 'HEAD', path)).status).toBe(403);
    // MinIO refuses each key of such a list on its own.
    const removal = '<Delete><Object><Key>a film.mp4</Key></Object></Delete>';
    await sendUnsigned(store, 'POST', `/${store.bucket}?delete=`, { 'content-md5': md5Base64(removal) }, removal);
    expect(await stored()).toBe('moving pictures');
  });

  it('refuses a wrong secret, an unknown key and a forged signature, and tells which', async () => {
    const wrongSecret: S3Access = { ...store, secretKey: `${store.secretKey}x` };
    refused(await sendSigned(wrongSecret, 'GET', path), 403, 'SignatureDoesNotMatch');
    refused(await sendSigned({ ...store, accessKey: 'nobody-we-know' }, 'GET', path), 403, 'InvalidAccessKeyId');
    const forge = (text: string) => text.replace(/Signature=.{8}/, 'Signature=00000000');
    refused(await sendSigned(store, 'GET', path, { forge }), 403, 'SignatureDoesNotMatch');
  });

  it('answers an error as XML with its code, and HEAD without a body', async () => {
    const answer = await sendSigned(store, 'GET', pathOf(store.bucket, 'not & there'));
    refused(answer, 404, 'NoSuchKey');
    expect(answer.headers['content-type']).toContain('application/xml');
    expect(element(answer.text, 'RequestId')).toBe(answer.headers['x-amz-request-id']);
    const head = await sendSigned(store, 'HEAD', pathOf(store.bucket, 'not & there'));
    expect([head.status, head.text]).toEqual([404, '']);
  });

  it('refuses what was signed for another region', async () => {
    refused(await sendSigned({ ...store, region: 'moon-1' }, 'GET', path), 400, 'AuthorizationHeaderMalformed');
  });

  it('refuses an authorization that makes no sense', async () => {
    for (const nonsense of ['AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA256 Credential=x', 'Basic dXNlcjpwYXNz', 'AWS4-HMAC-SHA256 Credential=,,,']) {
      const { status } = await sendSigned(store, 'GET', path, { forge: () => nonsense });
      expect([400, 403]).toContain(status);
    }
  });

  it('refuses a request that was signed too long ago or is yet to come', async () => {
    for (const shift of [-16 * MINUTE, 16 * MINUTE]) {
      refused(await sendSigned(store, 'GET', path, { date: new Date(Date.now() + shift) }), 403, 'RequestTimeTooSkewed');
    }
    expect((await sendSigned(store, 'GET', path, { date: new Date(Date.now() - 10 * MINUTE) })).status).toBe(200);
  });

  it('refuses a signature taken for another method, path or query', async () => {
    const other = pathOf(store.bucket, 'another.mp4');
    let taken = '';
    await sendSigned(store, 'GET', path, { forge: (text) => (taken = text) });
    refused(await sendSigned(store, 'DELETE', path, { forge: () => taken }), 403, 'SignatureDoesNotMatch');
    refused(await sendSigned(store, 'GET', other, { forge: () => taken }), 403, 'SignatureDoesNotMatch');
    refused(
      await sendSigned(store, 'GET', `${path}?response-content-type=text%2Fhtml`, { forge: () => taken }),
      403,
      'SignatureDoesNotMatch',
    );
    expect(await stored()).toBe('moving pictures');
  });

  it('takes a body that is not signed only when the signature says so', async () => {
    const free = pathOf(store.bucket, 'free');
    expect((await sendSigned(store, 'PUT', free, { body: 'anything', payloadHash: 'UNSIGNED-PAYLOAD' })).status).toBe(200);
    refused(await sendSigned(store, 'PUT', free, { body: 'other', payloadHash: WRONG_HASH }), 400, 'XAmzContentSHA256Mismatch');
    expect((await sendSigned(store, 'GET', free)).text).toBe('anything');
  });

  it('lets a presigned URL do what it was made for, and nothing else', async () => {
    expect((await sendUnsigned(store, 'GET', presign(store, 'GET', path))).text).toBe('moving pictures');
    refused(await sendUnsigned(store, 'DELETE', presign(store, 'GET', path)), 403, 'SignatureDoesNotMatch');
    refused(await sendUnsigned(store, 'PUT', presign(store, 'GET', path), {}, 'x'), 403, 'SignatureDoesNotMatch');
    const upload = pathOf(store.bucket, 'uploaded by a browser');
    expect((await sendUnsigned(store, 'PUT', presign(store, 'PUT', upload), { 'content-type': 'video/mp4' }, 'bytes')).status).toBe(200);
    const got = await sendSigned(store, 'GET', upload);
    expect([got.text, got.headers['content-type']]).toEqual(['bytes', 'video/mp4']);
  });

  it('refuses a presigned URL that has expired, however it is replayed', async () => {
    const date = new Date(Date.now() - 2 * MINUTE);
    const expired = presign(store, 'GET', path, { expires: 60, date });
    refused(await sendUnsigned(store, 'GET', expired), 403, 'AccessDenied');
    refused(await sendUnsigned(store, 'GET', expired), 403, 'AccessDenied');
    expect((await sendUnsigned(store, 'GET', presign(store, 'GET', path, { expires: 300, date }))).status).toBe(200);
  });

  it('refuses a presigned URL that was tampered with', async () => {
    const url = presign(store, 'GET', path, { query: { 'response-content-type': 'video/mp4' } });
    for (const tampered of [
      url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'),
      url.replace('video%2Fmp4', 'text%2Fhtml'),
      url.replace('response-content-type', 'response-content-encoding'),
      `${url}&response-content-disposition=attachment`,
      url.replace('a%20film.mp4', 'another.mp4'),
      url.replace(/Signature=.{4}/, 'Signature=0000'),
    ]) {
      expect(tampered).not.toBe(url);
      refused(await sendUnsigned(store, 'GET', tampered), 403, 'SignatureDoesNotMatch');
    }
    refused(await sendUnsigned(store, 'GET', presign({ ...store, accessKey: 'nobody-we-know' }, 'GET', path)), 403, 'InvalidAccessKeyId');
    refused(await sendUnsigned(store, 'GET', presign({ ...store, secretKey: 'wrong-secret' }, 'GET', path)), 403, 'SignatureDoesNotMatch');
  });

  it('refuses a presigned URL that would live longer than a week, or not at all', async () => {
    for (const expires of [604_801, 0, -5]) {
      expect([400, 403]).toContain((await sendUnsigned(store, 'GET', presign(store, 'GET', path, { expires }))).status);
    }
  });

  it('survives huge headers and a huge address', async () => {
    for (const [target, headers] of [
      [path, { 'x-huge': 'x'.repeat(200_000) }],
      [`${path}?x=${'y'.repeat(200_000)}`, {}],
    ] as const) {
      const answer = await sendUnsigned(store, 'GET', target, headers).catch(() => undefined);
      expect(answer?.status ?? 431).toBeGreaterThanOrEqual(400);
    }
    expect(await stored()).toBe('moving pictures');
  });
});
