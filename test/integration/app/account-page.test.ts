import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountPageRoutes } from '../../../src/app/http/pages/account-page-routes.ts';
import { openFolder, removeFolder } from '../../support/postgres.ts';

const LINKS = ['/verify-email', '/reset-password', '/invitation'];
const servers: Server[] = [];
let folder: string;
let file: string;

beforeAll(() => {
  folder = openFolder();
  file = join(folder, 'index.html');
  writeFileSync(file, '<style>p{}</style><p>the page</p><script type="module">alert(1)</script>');
});
afterAll(() => {
  for (const server of servers) server.close();
  removeFolder(folder);
});

async function serve(enabled: boolean, page = file): Promise<string> {
  const app = express();
  app.use(accountPageRoutes({ enabled, file: page, explorer: true }));
  app.use((_request, response) => void response.status(418).send('the next one'));
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each(LINKS)('gives %s a page that nobody frames, that runs its own script alone and tells no other site where it was', async (link) => {
  const { headers, ...response } = await fetch(`${await serve(true)}${link}`).then(async (answer) => ({
    headers: answer.headers,
    body: await answer.text(),
  }));
  expect(response.body).toContain('the page');
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(headers.get('content-security-policy')?.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash('alert(1)')}`,
    `style-src ${hash('p{}')}`,
    "connect-src 'self'",
    'img-src data:',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ]);
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
});

it('is not there when letters lead elsewhere, nor when it was not built', async () => {
  for (const url of [await serve(false), await serve(true, join(folder, 'missing'))])
    for (const link of LINKS) expect((await fetch(`${url}${link}`)).status).toBe(418);
});
