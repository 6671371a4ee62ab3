import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/kernel/failure.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { BucketClient } from '../../../src/platform/bucket/bucket-client.ts';
import { GuardedHttp } from '../../../src/platform/http/guarded-http.ts';
import { fetchResult } from '../../../src/platform/providers/vendors/results/fetch-result.ts';
import { StockSearch } from '../../../src/platform/providers/vendors/stock/stock-search.ts';
import { LIMITS, VendorHttp } from '../../../src/platform/providers/vendors/vendor-http.ts';
import { probePorts } from '../../attack/outbound.attack.ts';
import { makeTenant, openEngine, request, type Engine, type Tenant } from '../../support/engine.ts';
import { openReceiver, type Receiver } from '../../support/receiver.ts';

describe('ports of hosts that are not public', () => {
  test.each([
    ['refused', []],
    ['allowed by the operator', ['127.0.0.0/8']],
  ])('cannot be distinguished by any message where the address is %s', async (_, allowCidrs) => {
    const learned = await probePorts(new GuardedHttp({ allowCidrs }), 500);
    expect(Object.keys(learned)).toHaveLength(12);
    expect([...new Set(Object.values(learned))], JSON.stringify(learned, undefined, 2)).toHaveLength(1);
  });
});

describe('an intranet that is open for webhooks', () => {
  let engine: Engine;
  let tenant: Tenant;
  beforeAll(async () => {
    engine = await openEngine({ webhookAllowCidrs: ['127.0.0.0/8'], importAllowCidrs: [] });
    tenant = await makeTenant(engine);
  });
  afterAll(() => engine.close());

  test('is closed for imports, in the same words for every address', async () => {
    const { workspaceId } = tenant;
    const url = 'http://127.0.0.1:9999/film.mp4';
    const { webhook } = await request(engine, tenant.actor, (scope) => engine.webhooks.create(scope, { workspaceId, url }));
    expect(webhook).toMatchObject({ url });
    for (const refused of [url, 'http://10.0.0.1/film.mp4', 'http://[::1]:5432/film.mp4', 'http://localhost/film.mp4']) {
      const attempt = request(engine, tenant.actor, (scope) => engine.imports.importAsset(scope, { workspaceId, url: refused }));
      await expect(attempt, refused).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'input.url', message: 'The host is not known, or not public.' }],
      });
    }
  });
});

describe('an intranet that is open for imports', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ webhookAllowCidrs: [], importAllowCidrs: ['127.0.0.0/8'] });
  });
  afterAll(() => engine.close());

  test('is closed for webhooks', async () => {
    const { workspaceId, actor } = await makeTenant(engine);
    const url = 'http://127.0.0.1:9999/hook';
    const attempt = request(engine, actor, (scope) => engine.webhooks.create(scope, { workspaceId, url }));
    await expect(attempt).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.url' }] });
  });
});

describe('a server inside the network receives nothing', () => {
  const signal = AbortSignal.timeout(60_000);
  const key = { authorization: 'Bearer of-the-installation' };
  let inside: Receiver;
  let vendor: Receiver;
  let http: VendorHttp;
  beforeEach(async () => {
    [inside, vendor] = await Promise.all([openReceiver(), openReceiver()]);
    inside.answer((_, response) => void response.writeHead(200, { 'content-type': 'image/png' }).end('a secret of the network'));
    http = new VendorHttp('A provider', `http://127.0.0.1:${vendor.port}`, silentLog);
  });
  afterEach(() => Promise.all([inside.close(), vendor.close()]));

  const redirectTo = (location: string) => vendor.answer((_, response) => void response.writeHead(302, { location }).end());
  const attribution = {
    source: 'A collection',
    title: null,
    author: null,
    authorUrl: null,
    pageUrl: '',
    licence: 'CC0',
    licenceUrl: null,
    text: '',
  };
  const search = (fileUrl: string): Promise<unknown> =>
    new StockSearch({
      ...{ http, noun: 'picture', limits: LIMITS.picture, maxBytes: 1_000 },
      find: async () => [{ fileUrl, attribution }],
    }).choose(
      {
        ...{ heading: 'A river', narration: 'A river bends.', filmTitle: 'Rivers', language: 'en' },
        ...{ width: 64, height: 64, seed: 'a', position: 0 },
      },
      signal,
    );
  const codeOf = (result: Promise<unknown>): Promise<unknown> =>
    result.then(
      () => 'fetched',
      (error: unknown) => (error instanceof Failure ? error.code : error),
    );

  test.each([
    ['by its address', () => inside.url],
    ['by a name', () => inside.url.replace('127.0.0.1', 'localhost')],
    ['by its address as one number', () => inside.url.replace('127.0.0.1', '2130706433')],
    ['by an address of IPv6 that embeds it', () => inside.url.replace('127.0.0.1', '[::ffff:127.0.0.1]')],
    ['with another scheme', () => inside.url.replace('http', 'https')],
  ])('when a provider states %s as that of a result or of a picture', async (_, address) => {
    expect(await codeOf(fetchResult(http, address(), { signal, headers: key }))).toBe('GARBAGE');
    expect(await codeOf(search(address()))).toBe('GARBAGE');
    redirectTo(address());
    expect(await codeOf(fetchResult(http, vendor.url, { signal, headers: key }))).toBe('GARBAGE');
    expect(await codeOf(search(vendor.url))).toBe('GARBAGE');
    expect(inside.received).toEqual([]);
  });

  test.each(['file:///etc/passwd', 'http://169.254.169.254/latest/meta-data/', 'data:text/plain,a', 'no address'])(
    'and %s is no address of a result',
    async (address) => {
      expect(await codeOf(fetchResult(http, address, { signal }))).toBe('GARBAGE');
      redirectTo(address);
      expect(await codeOf(fetchResult(http, vendor.url, { signal }))).toMatch(/^(GARBAGE|VENDOR_DOWN)$/);
    },
  );

  test('when it is the bucket of a channel, or a bucket redirects to it', async () => {
    const object = { bytes: Buffer.from('film'), contentType: 'video/mp4' };
    const bucket = (port: number) => ({
      ...{ endpoint: `http://127.0.0.1:${port}`, region: 'eu', bucket: 'films', accessKey: 'access', secretKey: 'secret' },
    });
    await expect(new BucketClient(new GuardedHttp()).put(bucket(inside.port), 'a', object, signal)).rejects.toMatchObject({
      code: 'unreachable',
    });
    redirectTo(inside.url);
    const allowed = new BucketClient(new GuardedHttp({ allowCidrs: ['127.0.0.0/8'] }));
    await expect(allowed.put(bucket(vendor.port), 'a', object, signal)).rejects.toMatchObject({ status: 302 });
    expect([vendor.received.length, inside.received]).toEqual([1, []]);
  });
});
