import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crossOrigin } from '../../../src/app/cross-origin.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  const app = express();
  app.use(crossOrigin({ allowedOrigins: ['https://studio.example'], production: true, publicUrl: 'https://api.studio.example' }));
  app.use((_: Request, response: Response) => void response.send('answered'));
  app.use(
    (error: { status?: number }, _: Request, response: Response, _next: NextFunction) => void response.status(error.status ?? 500).end(),
  );
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

const preflight = async (origin: string, method: string) => {
  const headers = { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' };
  const response = await fetch(url, { method: 'OPTIONS', headers });
  return [response.status, response.headers.get('access-control-allow-origin'), response.headers.get('vary')];
};

test.each([
  ['https://studio.example', 'POST', 204],
  ['https://api.studio.example', 'GET', 204],
  ['https://elsewhere.example', 'POST', 403],
  ['http://studio.example', 'POST', 403],
  ['null', 'POST', 403],
  ['https://studio.example', 'DELETE', 403],
  ['https://studio.example', 'PUT', 403],
])('a preflight from %s for %s answers %i', async (origin, method, status) => {
  const [answered, allowed, vary] = await preflight(origin, method);
  expect(answered).toBe(status);
  expect(allowed).toBe(status === 204 ? origin : null);
  expect(vary).toContain('Origin');
});

test('a request of another origin is answered without leave to read it, and one without an origin as ever', async () => {
  const foreign = await fetch(url, { headers: { origin: 'https://elsewhere.example' } });
  expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  expect((await fetch(url, { method: 'OPTIONS' })).status).not.toBe(403);
});
