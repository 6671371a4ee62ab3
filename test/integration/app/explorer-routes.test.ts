import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explorerRoutes } from '../../../src/app/http/pages/explorer-routes.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const servers: Server[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'explorer-'));
  await mkdir(join(folder, 'abc'));
  await writeFile(join(folder, 'index.html'), '<title>explorer</title>');
  await writeFile(join(folder, 'abc/main.js'), 'plain');
  await writeFile(join(folder, 'abc/main.js.gz'), gzipSync('packed'));
  await writeFile(join(folder, 'abc/font.woff2'), 'font');
});

afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true });
});

async function serve(enabled: boolean): Promise<string> {
  const app = express();
  app.use(explorerRoutes({ enabled, folder, mediaOrigin: 'http://media.example:4001' }));
  app.use((_request, response) => void response.status(418).send('the next one'));
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('explorerRoutes', () => {
  it('gives a browser the page, with a policy that allows no eval and nothing from elsewhere but media', async () => {
    const response = await fetch(`${await serve(true)}/graphql`, { headers: { accept: BROWSER } });
    expect(await response.text()).toContain('explorer');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy.match(/\w+:\/\/[^ ;]+/g)).toEqual(['http://media.example:4001', 'http://media.example:4001']);
    for (const directive of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"]) expect(policy).toContain(directive);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('vary')).toContain('Accept');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['application/json', '*/*', 'application/graphql-response+json, text/html;q=0.5'])(
    'leaves %s to the GraphQL endpoint',
    async (accept) => {
      expect((await fetch(`${await serve(true)}/graphql`, { headers: { accept } })).status).toBe(418);
    },
  );

  it('leaves posts to the GraphQL endpoint, whatever they accept', async () => {
    expect((await fetch(`${await serve(true)}/graphql`, { method: 'POST', headers: { accept: BROWSER } })).status).toBe(418);
  });

  it('sends assets to be kept for ever, packed for those who unpack', async () => {
    const url = await serve(true);
    const packed = await fetch(`${url}/explorer/abc/main.js`);
    expect(await packed.text()).toBe('packed');
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('content-type')).toContain('javascript');
    expect(packed.headers.get('cache-control')).toContain('immutable');
    expect(packed.headers.get('vary')).toContain('Accept-Encoding');
    const plain = await fetch(`${url}/explorer/abc/main.js`, { headers: { 'accept-encoding': 'identity' } });
    expect(await plain.text()).toBe('plain');
    const font = await fetch(`${url}/explorer/abc/font.woff2`);
    expect(await font.text()).toBe('font');
    expect(font.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('has no assets but its own', async () => {
    const url = await serve(true);
    for (const path of ['/explorer/abc/none.js', '/explorer/..%2f..%2fpackage.json', '/explorer/']) {
      expect((await fetch(`${url}${path}`)).status).not.toBe(200);
    }
  });

  it('does not exist when it is switched off', async () => {
    const url = await serve(false);
    expect((await fetch(`${url}/graphql`, { headers: { accept: BROWSER } })).status).toBe(418);
    expect((await fetch(`${url}/explorer/abc/main.js`)).status).toBe(418);
  });
});
