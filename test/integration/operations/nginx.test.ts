import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNginx, startNginx, type Nginx } from '../../support/nginx.ts';

/** Answers as an API whose store is away: pages that need it get 503. */
async function openApi() {
  const api = { isStopping: false, asked: 0, port: 0, close: () => void server.close() };
  const server = createServer((asked, response) => {
    if (asked.url === '/needs-store') api.asked += 1;
    response.writeHead(asked.url === '/needs-store' ? 503 : 200).end();
  });
  server.on('upgrade', (_, stream) => {
    stream.end(
      api.isStopping
        ? 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
        : 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  api.port = (server.address() as AddressInfo).port;
  return api;
}

/** The status that a client gets which asks for a WebSocket. */
async function upgradeAt(url: string): Promise<number | undefined> {
  const asked = request(`${url}/graphql`, { headers: { connection: 'Upgrade', upgrade: 'websocket' } }).end();
  const [response] = (await Promise.race([once(asked, 'upgrade'), once(asked, 'response')])) as [IncomingMessage];
  response.destroy();
  return response.statusCode;
}

const program = findNginx();

// nginx is Debian's package of this name, which `.ci/run` fetches.
describe.skipIf(program === undefined)('nginx with the documented file', () => {
  let apis: Awaited<ReturnType<typeof openApi>>[];
  let nginx: Nginx;

  beforeAll(async () => {
    apis = [await openApi(), await openApi()];
    nginx = await startNginx(
      program ?? '',
      apis.map(({ port }) => port),
    );
  });
  afterAll(async () => {
    await nginx?.close();
    for (const api of apis) api.close();
  });

  it('passes a 503 on, asks no second API for it, and keeps both in use', async () => {
    for (let asked = 0; asked < 4; asked += 1) expect((await fetch(`${nginx.url}/needs-store`)).status).toBe(503);
    expect(apis.map((api) => api.asked)).toEqual([2, 2]);
    expect((await fetch(`${nginx.url}/healthz`)).status).toBe(200);
  });

  it('opens a WebSocket at the other API when one is stopping', async () => {
    apis[0]!.isStopping = true;
    for (let asked = 0; asked < 4; asked += 1) expect(await upgradeAt(nginx.url)).toBe(101);
    expect((await fetch(`${nginx.url}/healthz`)).status).toBe(200);
  });
});
