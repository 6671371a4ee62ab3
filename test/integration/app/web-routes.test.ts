import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webRoutes } from '../../../src/app/http/pages/web-routes.ts';
import type { ShowcaseArgs, ShownItem } from '../../../src/features/showcase/showcase.service.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const ITEM: ShownItem = {
  ...{
    id: '01a22ea1-f0d2-7d4f-a0aa-c3ce6f66459d',
    placement: 'HERO',
    category: null,
    title: 'Bread & "salt"',
    width: 1280,
    height: 720,
    durationMs: 1_000,
    synthetic: true,
  },
  ...{ filmUrl: 'https://cdn.example/film.mp4', posterUrl: 'https://cdn.example/poster.jpg', captionsUrl: null, captionsOn: false },
};
const servers: Server[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-'));
  await mkdir(join(folder, 'abc'));
  await writeFile(join(folder, 'index.html'), '<html lang="en"><meta name="page-head" /><script src="/web/abc/main.js"></script></html>');
  await writeFile(join(folder, 'abc/main.js'), 'plain');
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true });
});

interface Settings {
  readonly studioPage?: boolean;
  readonly explorer?: boolean;
  readonly showcaseIndex?: boolean;
  readonly items?: readonly ShownItem[];
  readonly built?: boolean;
}

async function serve({
  studioPage = true,
  explorer = true,
  showcaseIndex = false,
  items = [],
  built = true,
}: Settings = {}): Promise<string> {
  const config = {
    ...{ studioPage, explorer, showcaseIndex, publicUrl: 'https://films.example', publicMediaUrl: 'https://cdn.example' },
    ...{ appUrl: 'https://films.example', storage: { publicEndpoint: 'https://store.example:9000' } as never },
  };
  const list = ({ id, first = 20 }: ShowcaseArgs) =>
    Promise.resolve({ rows: items.filter((item) => id == null || item.id === id).slice(0, first ?? 20) } as never);
  const app = express();
  app.use(webRoutes({ config, folder: built ? folder : join(folder, 'none'), showcase: { list } }));
  app.use((_request, response) => void response.status(418).send('the next one'));
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const page = async (url: string, headers: Record<string, string> = BROWSER) => {
  const response = await fetch(url, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('the pages', () => {
  it.each(['/', '/films/x', '/files', '/credits', '/projects/x', '/review/x', '/admin', '/showcase'])(
    'serve the document at %s',
    async (path) => {
      const { status, headers, text } = await page(`${await serve()}${path}`);
      expect(status).toBe(200);
      expect(text).toContain('/web/abc/main.js');
      expect(headers.get('x-robots-tag')).toBe('noindex');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).not.toContain('unsafe');
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("connect-src 'self' https://store.example:9000 https://films.example https://cdn.example;");
    },
  );

  it('leave programs to the API', async () => {
    expect((await page(await serve(), { accept: '*/*' })).status).toBe(418);
    expect((await page(await serve(), { accept: 'application/json' })).status).toBe(418);
  });

  it('serve assets that never change', async () => {
    const { headers, text } = await page(`${await serve()}/web/abc/main.js`);
    expect(text).toBe('plain');
    expect(headers.get('cache-control')).toContain('immutable');
  });
});

describe('STUDIO_PAGE=off', () => {
  it('serves links to what is there at /, and no page that needs a sign-in', async () => {
    const url = await serve({ studioPage: false });
    const { text, headers } = await page(`${url}/`);
    expect([...text.matchAll(/href="(\/[^"]*)"/g)].map(([, path]) => path)).toEqual(['/graphql', '/schema.graphql', '/showcase']);
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    for (const path of ['/files', '/films/x', '/admin']) expect((await page(`${url}${path}`)).status).toBe(418);
    expect((await page(`${url}/showcase`)).text).toContain('data-studio="off"');
  });

  it('links to nothing that is switched off', async () => {
    expect((await page(`${await serve({ studioPage: false, explorer: false })}/`)).text).not.toContain('graphql"');
    expect((await page(`${await serve({ explorer: false, built: false })}/`)).text).not.toContain('<a ');
  });
});

describe('the showcase', () => {
  it('has share tags of the film that the address names, without markup of its title', async () => {
    const others = Array.from({ length: 150 }, (_, index) => ({ ...ITEM, id: `other ${index}`, title: 'Other' }));
    const url = await serve({ items: [...others, ITEM] });
    const { text } = await page(`${url}/showcase?film=${ITEM.id.toUpperCase()}`);
    expect(text).toContain('<meta property="og:title" content="Bread &amp; &quot;salt&quot;" />');
    expect(text).toContain('<meta property="og:video" content="https://cdn.example/film.mp4" />');
    expect(text).toContain('<meta property="og:url" content="https://films.example/showcase?film=01a22ea1-f0d2-7d4f-a0aa-c3ce6f66459d" />');
    for (const none of ['hidden', '01a22ea1-f217-7bbc-9b58-a43a780531f0']) {
      const { text: first } = await page(`${url}/showcase?film=${none}`);
      expect(first).toContain('<meta property="og:title" content="Other" />');
      expect(first).toContain('<meta property="og:url" content="https://films.example/showcase" />');
    }
  });

  it('is listed by search engines only where that is switched on', async () => {
    expect((await page(`${await serve({ items: [ITEM] })}/showcase`)).headers.get('x-robots-tag')).toBe('noindex');
    expect((await page(`${await serve({ items: [ITEM], showcaseIndex: true })}/showcase`)).headers.get('x-robots-tag')).toBeNull();
  });
});
