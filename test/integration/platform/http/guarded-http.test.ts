import { setGlobalProxyFromEnv } from 'node:http';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GuardedHttp, type OutboundRequest, type Resolve } from '../../../../src/platform/http/guarded-http.ts';
import { openReceiver, type Receiver } from '../../../support/receiver.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const LOOPBACK = ['127.0.0.0/8'];
const bounds = () => ({ timeoutMs: 5_000, maxBytes: 1_024, signal: new AbortController().signal });
const get = (http: GuardedHttp, url: string, more: Partial<OutboundRequest> = {}) => http.send({ url, ...bounds(), ...more });

let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await receiver.close();
});

/** Knows every name, at the addresses that `answers` gives one after the other. */
const names =
  (...answers: string[]): Resolve =>
  async () => [{ address: answers.length > 1 ? answers.shift()! : answers[0]!, family: 4 }];

describe('a private address is refused, and nothing connects to it', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '%31%32%37.0.0.1',
    '１２７.0.0.1',
    '0.0.0.0',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    '169.254.169.254',
    '10.0.0.1',
  ])('written as %s', async (host) => {
    await expect(get(new GuardedHttp(), `http://${host}:${receiver.port}/`)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await expect(new GuardedHttp().check(`http://${host}/`, bounds())).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(receiver.received).toEqual([]);
  });

  test('behind a name', async () => {
    const http = new GuardedHttp({ resolve: names('127.0.0.1') });
    await expect(get(http, `http://public.example:${receiver.port}/`)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test('behind a name that has a public one too', async () => {
    const both: Resolve = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    await expect(get(new GuardedHttp({ resolve: both }), 'http://both.example/')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test('in the same words as a name that nobody has', async () => {
    const unknown: Resolve = () => Promise.reject(new Error('ENOTFOUND inside.example'));
    const words = (resolve: Resolve) => get(new GuardedHttp({ resolve }), 'http://inside.example/').catch(String);
    expect(await words(unknown)).toBe(await words(names('10.0.0.1')));
  });
});

describe('a name', () => {
  test('that turns to another address after the check reaches the one that was checked', async () => {
    const resolve = vi.fn<Resolve>(names('127.0.0.1', '169.254.169.254'));
    const answer = await get(new GuardedHttp({ allowCidrs: LOOPBACK, resolve }), `http://rebind.example:${receiver.port}/hook`);
    expect(answer.status).toBe(204);
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(receiver.received[0]!.headers['host']).toBe(`rebind.example:${receiver.port}`);
  });

  test('whose first address is dead is reached at the next', async () => {
    const resolve: Resolve = async () => ['127.0.0.99', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    expect((await get(new GuardedHttp({ allowCidrs: LOOPBACK, resolve }), `http://two.example:${receiver.port}/`)).status).toBe(204);
  });

  test('that is never found takes no longer than is allowed', async () => {
    const silent: Resolve = () => new Promise(() => undefined);
    const http = new GuardedHttp({ resolve: silent });
    await expect(get(http, 'http://slow.example/', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});

test('every request says who asks, redirects and downloads too, unless it says it otherwise', async () => {
  const http = new GuardedHttp({ allowCidrs: LOOPBACK });
  receiver.answer(({ path }, response) => void (path === '/hook' ? response.writeHead(302, { location: '/next' }) : response).end());
  await using folder = await temporaryFolder();
  const download = { url: receiver.url, path: join(folder.path, 'file'), pace: { bytes: 1, everyMs: 10_000 }, maxRedirects: 1 };
  await http.download({ ...bounds(), ...download });
  await get(http, `${receiver.url}/send`);
  await get(http, `${receiver.url}/send`, { headers: { 'user-agent': 'Reelwright-Webhooks' } });
  const agents = receiver.received.map(({ headers }) => headers['user-agent']);
  expect(agents).toEqual(['Reelwright', 'Reelwright', 'Reelwright', 'Reelwright-Webhooks']);
});

describe('a redirect', () => {
  const http = new GuardedHttp({ allowCidrs: ['127.0.0.1/32'] });
  const redirect = (location: string, status = 302): void =>
    receiver.answer(
      ({ path }, response) => void (path === '/hook' ? response.writeHead(status, { location }) : response.writeHead(200)).end(),
    );

  test('is an answer like any other when none are allowed', async () => {
    redirect('/next');
    expect((await get(http, receiver.url)).status).toBe(302);
    expect(receiver.received).toHaveLength(1);
  });

  test('is followed when some are allowed', async () => {
    redirect('/next', 307);
    expect((await get(http, receiver.url, { maxRedirects: 1 })).status).toBe(200);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/next']);
  });

  test.each(['http://127.0.0.2/', 'http://[::1]/', 'http://2130706434/', '//10.0.0.1/', 'http://169.254.169.254/latest/meta-data/'])(
    'to %s is refused',
    async (location) => {
      redirect(location);
      await expect(get(http, receiver.url, { maxRedirects: 3 })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    },
  );

  test.each(['file:///etc/passwd', 'http://user:word@127.0.0.1/', 'gopher://127.0.0.1/'])('to %s is refused', async (location) => {
    redirect(location);
    await expect(get(http, receiver.url, { maxRedirects: 3 })).rejects.toMatchObject({ code: 'URL_REFUSED' });
  });

  test('that never ends does', async () => {
    receiver.answer((_, response) => void response.writeHead(302, { location: '/hook' }).end());
    await expect(get(http, receiver.url, { maxRedirects: 3 })).rejects.toMatchObject({ code: 'TOO_MANY_REDIRECTS' });
    expect(receiver.received).toHaveLength(4);
  });

  test('is not followed with what was posted', async () => {
    redirect('/next', 307);
    expect((await get(http, receiver.url, { method: 'POST', body: 'x', maxRedirects: 3 })).status).toBe(307);
  });

  test('to another origin takes no credentials along', async () => {
    const other = await openReceiver();
    redirect(other.url);
    await get(http, receiver.url, { maxRedirects: 1, headers: { authorization: 'Bearer secret', cookie: 'a=b', accept: '*/*' } });
    await other.close();
    expect(receiver.received[0]!.headers).toMatchObject({ authorization: 'Bearer secret' });
    expect(other.received[0]!.headers).toMatchObject({ accept: '*/*' });
    expect(Object.keys(other.received[0]!.headers)).not.toEqual(expect.arrayContaining(['authorization']));
    expect(Object.keys(other.received[0]!.headers)).not.toEqual(expect.arrayContaining(['cookie']));
  });
});

describe('an answer', () => {
  const http = new GuardedHttp({ allowCidrs: LOOPBACK });

  test('comes with status, headers and body', async () => {
    receiver.answer((_, response) => void response.writeHead(418, { 'x-tea': 'pot' }).end('short and stout'));
    const answer = await get(http, receiver.url, { method: 'POST', body: 'handle', headers: { 'content-type': 'text/plain' } });
    expect(answer).toMatchObject({ status: 418, headers: { 'x-tea': 'pot' }, body: Buffer.from('short and stout'), truncated: false });
    expect(receiver.received).toMatchObject([{ method: 'POST', path: '/hook', body: 'handle' }]);
  });

  test('without end is cut at the cap', async () => {
    receiver.answer((_, response) => {
      const pour = (): void => void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(pour)));
      pour();
    });
    const { body, truncated } = await get(http, receiver.url);
    expect([body.length, truncated]).toEqual([1_024, true]);
  });

  test('that never begins is given up in time', async () => {
    receiver.answer(() => undefined);
    await expect(get(http, receiver.url, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  test('that trickles is given up in time', async () => {
    receiver.answer((_, response) => {
      const timer = setInterval(() => void response.write('.'), 10);
      response.once('close', () => clearInterval(timer));
    });
    await expect(get(http, receiver.url, { timeoutMs: 200 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  test('with headers without measure is refused', async () => {
    receiver.answer((_, response) => void response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end());
    await expect(get(http, receiver.url)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  test('that is no HTTP is refused', async () => {
    const server = createServer((socket) => socket.end('220 mail ready\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(get(http, `http://127.0.0.1:${port}/`)).rejects.toMatchObject({ message: 'The connection failed.' });
    server.close();
  });

  test('of https is not believed without TLS', async () => {
    const url = receiver.url.replace('http:', 'https:');
    await expect(get(http, url)).rejects.toMatchObject({ code: 'UNREACHABLE', message: 'The connection failed.' });
    expect(receiver.received).toEqual([]);
  });

  test('that nobody waits for ends with the reason', async () => {
    const waiting = new AbortController();
    receiver.answer(() => waiting.abort(new Error('nobody waits')));
    await expect(get(http, receiver.url, { signal: waiting.signal })).rejects.toThrow('nobody waits');
  });

  test('of nobody is reported without addresses', async () => {
    const { url } = receiver;
    await receiver.close();
    await expect(get(http, url)).rejects.toMatchObject({ code: 'UNREACHABLE', message: 'The connection failed.' });
    receiver = await openReceiver();
  });
});

test('a proxy of the environment is not asked', async () => {
  const proxy = await openReceiver();
  const restore = setGlobalProxyFromEnv({ http_proxy: `http://127.0.0.1:${proxy.port}`, no_proxy: '' });
  expect((await get(new GuardedHttp({ allowCidrs: LOOPBACK }), receiver.url)).status).toBe(204);
  restore();
  await proxy.close();
  expect(proxy.received).toEqual([]);
});
