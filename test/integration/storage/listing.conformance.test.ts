import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { element, elements, encode, md5Base64, pathOf, sendSigned } from '../../support/storage/raw-s3.ts';
import { STORES, type TestStore } from '../../support/storage/stores.ts';

/** In the order of their bytes in UTF-8, which for the last two is not that of JavaScript. */
const KEYS = ['B', 'a b', 'a&<b>', 'film/1/x', 'film/1/y', 'film/2/x', 'film/top', 'films', 'zoo', 'ä', '\uff5e', '🎬'];
const ORDERED = [...KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe.each(STORES)('$name, listing', ({ open }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
    for (const key of KEYS) await sendSigned(store, 'PUT', pathOf(store.bucket, key), { body: key });
  });
  afterAll(() => store.close());

  const list = async (options: Record<string, string> = {}) => {
    const query = Object.entries({ 'list-type': '2', 'encoding-type': 'url', ...options }).map(
      ([name, value]) => `${name}=${encode(value)}`,
    );
    const { status, text } = await sendSigned(store, 'GET', `/${store.bucket}?${query.sort().join('&')}`);
    const decode = (key: string) => decodeURIComponent(key.replaceAll('+', ' '));
    const prefixes = [...text.matchAll(/<CommonPrefixes><Prefix>([^<]*)</g)].map(([, prefix = '']) => decode(prefix));
    const next = element(text, 'NextContinuationToken');
    return { status, text, keys: elements(text, 'Key').map(decode), prefixes, next, isTruncated: element(text, 'IsTruncated') };
  };
  const removeAll = (body: string) =>
    sendSigned(store, 'POST', `/${store.bucket}?delete=`, { body, headers: { 'content-md5': md5Base64(body) } });

  it('names every key once, in the order of bytes', async () => {
    const { keys, isTruncated } = await list();
    expect([keys, isTruncated]).toEqual([ORDERED, 'false']);
  });

  it('tells size, ETag and time', async () => {
    const { text } = await list({ prefix: 'zoo' });
    expect([element(text, 'Size'), element(text, 'KeyCount')]).toEqual(['3', '1']);
    expect(element(text, 'ETag')).toMatch(/^(&quot;|&#34;|")[0-9a-f]{32}(&quot;|&#34;|")$/);
    expect(element(text, 'LastModified')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('escapes keys where they are not encoded', async () => {
    const { text } = await sendSigned(store, 'GET', `/${store.bucket}?list-type=2&prefix=a%26`);
    expect(element(text, 'Key')).toBe('a&amp;&lt;b&gt;');
  });

  it('keeps to a prefix', async () => {
    expect((await list({ prefix: 'film/' })).keys).toEqual(['film/1/x', 'film/1/y', 'film/2/x', 'film/top']);
    expect((await list({ prefix: 'film' })).keys).toContain('films');
    expect((await list({ prefix: 'nothing' })).keys).toEqual([]);
  });

  it('folds what lies behind the delimiter', async () => {
    const top = await list({ delimiter: '/' });
    expect(top.prefixes).toEqual(['film/']);
    expect(top.keys).toEqual(ORDERED.filter((key) => !key.startsWith('film/')));
    const folders = await list({ delimiter: '/', prefix: 'film/' });
    expect([folders.prefixes, folders.keys]).toEqual([['film/1/', 'film/2/'], ['film/top']]);
  });

  it.each([1, 2, 5])('gives everything once by pages of %i', async (size) => {
    for (const delimiter of ['', '/']) {
      const whole = await list({ delimiter });
      const seen: string[] = [];
      let token: string | undefined;
      do {
        const page = await list({ delimiter, 'max-keys': String(size), ...(token === undefined ? {} : { 'continuation-token': token }) });
        expect(page.keys.length + page.prefixes.length).toBeLessThanOrEqual(size);
        seen.push(...page.keys, ...page.prefixes);
        token = page.next;
      } while (token !== undefined);
      expect(seen.sort()).toEqual([...whole.keys, ...whole.prefixes].sort());
    }
  });

  it('begins after a key', async () => {
    expect((await list({ 'start-after': 'film/2/x' })).keys).toEqual(ORDERED.slice(ORDERED.indexOf('film/2/x') + 1));
    expect((await list({ 'start-after': 'film/1/z', prefix: 'film/' })).keys).toEqual(['film/2/x', 'film/top']);
  });

  it('gives nothing when nothing is wanted, and refuses nonsense', async () => {
    expect(await list({ 'max-keys': '0' })).toMatchObject({ keys: [], isTruncated: 'false' });
    expect((await list({ 'max-keys': '-1' })).status).toBe(400);
    expect((await list({ 'max-keys': 'many' })).status).toBe(400);
  });

  it('removes many keys at once, whether they are there or not', async () => {
    const doomed = ['doomed/1', 'doomed/ü & <2>', 'doomed/never was'];
    for (const key of doomed.slice(0, 2)) await sendSigned(store, 'PUT', pathOf(store.bucket, key), { body: 'x' });
    const objects = doomed.map((key) => `<Object><Key>${key.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Key></Object>`).join('');
    const { status, text } = await removeAll(`<Delete>${objects}</Delete>`);
    expect([status, text.includes('<Error>'), elements(text, 'Key').length]).toEqual([200, false, 3]);
    expect((await list({ prefix: 'doomed/' })).keys).toEqual([]);
  });

  it('removes quietly', async () => {
    const { status, text } = await removeAll('<Delete><Quiet>true</Quiet><Object><Key>whatever</Key></Object></Delete>');
    expect([status, elements(text, 'Key')]).toEqual([200, []]);
  });

  it('refuses a list of removals that cannot be read', async () => {
    expect([400, 411]).toContain((await removeAll('')).status);
    for (const body of ['<Delete>', '<Delete></Delete>', 'text']) expect((await removeAll(body)).status).toBe(400);
    expect((await list({ prefix: 'zoo' })).keys).toEqual(['zoo']);
  });

  it('gives up a bucket only when it is empty', async () => {
    const answer = await sendSigned(store, 'DELETE', `/${store.bucket}`);
    expect([answer.status, element(answer.text, 'Code')]).toEqual([409, 'BucketNotEmpty']);
  });
});
