import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { element, elements, md5, md5Base64, pathOf, sendSigned } from '../../support/storage/raw-s3.ts';
import { STORES, type TestStore } from '../../support/storage/stores.ts';

const MIB = 1024 * 1024;
const FULL = Buffer.alloc(5 * MIB, 'f');
const LAST = Buffer.from('the last part may be small');

describe.each(STORES)('$name, taking uploads in parts', ({ open }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const at = (key: string, query = '') => `${pathOf(store.bucket, key)}${query}`;
  const code = ({ status, text }: { status: number; text: string }) => [status, element(text, 'Code')];
  const begin = async (key: string, headers: Record<string, string> = {}) => {
    const { text } = await sendSigned(store, 'POST', at(key, '?uploads='), { headers });
    return element(text, 'UploadId') ?? '';
  };
  const putPart = (key: string, id: string, number: number, body: Uint8Array | string, headers: Record<string, string> = {}) =>
    sendSigned(store, 'PUT', at(key, `?partNumber=${number}&uploadId=${id}`), { body, headers });
  const complete = (key: string, id: string, parts: readonly (readonly [number, string])[]) => {
    const list = parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${etag}&quot;</ETag></Part>`);
    const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`;
    return sendSigned(store, 'POST', at(key, `?uploadId=${id}`), { body });
  };
  const abort = (key: string, id: string) => sendSigned(store, 'DELETE', at(key, `?uploadId=${id}`));
  const get = (key: string) => sendSigned(store, 'GET', at(key));

  it('joins the parts, in order of their numbers, to an object that appears only then', async () => {
    const id = await begin('joined', { 'content-type': 'video/mp4', 'x-amz-meta-cut': 'final' });
    // Numbers need not begin at 1 nor be adjacent, and parts may come in any order.
    expect((await putPart('joined', id, 9, LAST)).headers.etag).toBe(`"${md5(LAST)}"`);
    await putPart('joined', id, 2, FULL);
    expect((await get('joined')).status).toBe(404);
    const done = await complete('joined', id, [
      [2, md5(FULL)],
      [9, md5(LAST)],
    ]);
    const etag = `${createHash('md5').update(md5(FULL), 'hex').update(md5(LAST), 'hex').digest('hex')}-2`;
    expect([done.status, element(done.text, 'ETag')?.replaceAll(/&quot;|&#34;|"/g, '')]).toEqual([200, etag]);
    const { bytes, headers } = await get('joined');
    expect(bytes.equals(Buffer.concat([FULL, LAST]))).toBe(true);
    expect(headers).toMatchObject({ etag: `"${etag}"`, 'content-type': 'video/mp4', 'x-amz-meta-cut': 'final' });
    // MinIO has nothing against aborting what was completed.
    expect([204, 404]).toContain((await abort('joined', id)).status);
    expect((await get('joined')).status).toBe(200);
  });

  it('uses the last of several parts with the same number and none that is not named', async () => {
    const id = await begin('chosen');
    await putPart('chosen', id, 1, 'first try');
    await putPart('chosen', id, 1, 'second try');
    await putPart('chosen', id, 2, 'not wanted');
    expect((await complete('chosen', id, [[1, md5('second try')]])).status).toBe(200);
    expect((await get('chosen')).text).toBe('second try');
  });

  it('refuses to join what is missing, changed, out of order or too small, and can still be completed', async () => {
    const id = await begin('strict');
    await putPart('strict', id, 1, 'small');
    await putPart('strict', id, 2, LAST);
    expect(code(await complete('strict', id, [[1, md5('other')]]))).toEqual([400, 'InvalidPart']);
    expect(code(await complete('strict', id, [[3, md5(LAST)]]))).toEqual([400, 'InvalidPart']);
    expect(
      code(
        await complete('strict', id, [
          [2, md5(LAST)],
          [1, md5('small')],
        ]),
      ),
    ).toEqual([400, 'InvalidPartOrder']);
    expect(
      code(
        await complete('strict', id, [
          [1, md5('small')],
          [2, md5(LAST)],
        ]),
      ),
    ).toEqual([400, 'EntityTooSmall']);
    expect((await complete('strict', id, [])).status).toBe(400);
    expect((await get('strict')).status).toBe(404);
    expect((await complete('strict', id, [[2, md5(LAST)]])).status).toBe(200);
  });

  it('refuses what is no list of parts', async () => {
    const id = await begin('malformed');
    for (const body of ['', 'text', '<CompleteMultipartUpload>', '<Other/>', '<!DOCTYPE x [<!ENTITY a "b">]><CompleteMultipartUpload/>']) {
      const answer = await sendSigned(store, 'POST', at('malformed', `?uploadId=${id}`), { body });
      expect(answer.status).toBe(400);
    }
    await abort('malformed', id);
  });

  it('lists the parts, by pages', async () => {
    const id = await begin('pages');
    for (const number of [3, 1, 20, 10]) await putPart('pages', id, number, `part ${number}`);
    const first = await sendSigned(store, 'GET', at('pages', `?max-parts=3&uploadId=${id}`));
    expect(elements(first.text, 'PartNumber')).toEqual(['1', '3', '10']);
    expect([element(first.text, 'IsTruncated'), element(first.text, 'NextPartNumberMarker')]).toEqual(['true', '10']);
    const second = await sendSigned(store, 'GET', at('pages', `?part-number-marker=10&uploadId=${id}`));
    expect([elements(second.text, 'PartNumber'), element(second.text, 'IsTruncated')]).toEqual([['20'], 'false']);
    expect(element(second.text, 'Size')).toBe('7');
    await abort('pages', id);
  });

  it('refuses a damaged part', async () => {
    const id = await begin('damaged');
    expect(code(await putPart('damaged', id, 1, 'bytes', { 'content-md5': md5Base64('others') }))).toEqual([400, 'BadDigest']);
    for (const number of [0, 10_001]) expect((await putPart('damaged', id, number, 'x')).status).toBe(400);
    expect(elements((await sendSigned(store, 'GET', at('damaged', `?uploadId=${id}`))).text, 'PartNumber')).toEqual([]);
    await abort('damaged', id);
  });

  it('forgets an aborted upload altogether', async () => {
    const id = await begin('aborted');
    await putPart('aborted', id, 1, 'x');
    expect((await abort('aborted', id)).status).toBe(204);
    expect(code(await putPart('aborted', id, 2, 'y'))).toEqual([404, 'NoSuchUpload']);
    expect(code(await complete('aborted', id, [[1, md5('x')]]))).toEqual([404, 'NoSuchUpload']);
    expect(code(await sendSigned(store, 'GET', at('aborted', `?uploadId=${id}`)))).toEqual([404, 'NoSuchUpload']);
  });

  it('knows an upload only by its own key and id', async () => {
    const id = await begin('owner');
    expect(code(await putPart('stranger', id, 1, 'x'))).toEqual([404, 'NoSuchUpload']);
    for (const wrong of [randomUUID(), 'nonsense', '..%2F..', '..']) {
      expect([400, 404]).toContain((await putPart('owner', wrong, 1, 'x')).status);
    }
    await abort('owner', id);
  });

  it('lists the unfinished uploads of a key', async () => {
    const ids = [await begin('unfinished/one'), await begin('unfinished/one')];
    const other = await begin('unfinished/two');
    const listed = await sendSigned(store, 'GET', `/${store.bucket}?prefix=unfinished%2Fone&uploads=`);
    expect(elements(listed.text, 'UploadId').sort()).toEqual(ids.sort());
    for (const id of ids) await abort('unfinished/one', id);
    await abort('unfinished/two', other);
    expect(elements((await sendSigned(store, 'GET', `/${store.bucket}?prefix=unfinished%2Fone&uploads=`)).text, 'UploadId')).toEqual([]);
  });
});
