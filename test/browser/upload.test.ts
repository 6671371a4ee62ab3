import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCanvas } from '@napi-rs/canvas';
import { launchBrowser } from '../support/browser.ts';
import { register } from '../support/client.ts';
import { startStack, type Stack } from '../support/stack.ts';

/** What a page of somebody else's does: nothing but fetch, and nothing is read back from the store. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Upload</title><input type="file"><p></p><img>
<script type="module">
  const { api, token, workspaceId } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const ask = async (query, variables) => {
    const response = await fetch(api + '/graphql', { method: 'POST', body: JSON.stringify({ query, variables }),
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token } });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  document.querySelector('input').onchange = async ({ target: { files: [file] } }) => {
    const say = (words) => { document.querySelector('p').textContent = words; };
    try {
      const input = { workspaceId, fileName: file.name, contentType: file.type, byteSize: file.size };
      const { createUpload: { id, parts } } = await ask(
        'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id parts { offset byteSize url headers { name value } } } }', { input });
      for (const { offset, byteSize, url, headers } of parts)
        await fetch(url, { method: 'PUT', body: file.slice(offset, offset + byteSize), headers: headers.map(({ name, value }) => [name, value]) });
      await ask('mutation ($id: ID!) { completeUpload(id: $id) { id } }', { id });
      say('checking');
      for (;;) {
        const { asset } = await ask('query ($id: ID!) { asset(id: $id) { status rejection rejectionHint thumbnailUrl } }', { id });
        if (asset.status === 'READY') { document.querySelector('img').src = asset.thumbnailUrl; return say('ready'); }
        if (asset.status !== 'PROCESSING') return say(JSON.stringify(asset));
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    } catch (error) { say(String(error)); }
  };
</script>`;

let stack: Stack;
let browser: Browser;
let site: Server;
beforeAll(async () => {
  site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(PAGE)).listen(0, '127.0.0.1');
  await once(site, 'listening');
  stack = await startStack();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  site?.close();
});

it('takes a file from a page of another origin straight to the store, and the page shows what became of it', async () => {
  const { accessToken, workspaceId } = await register(stack.url);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !message.text().includes('favicon') && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const origin = `http://localhost:${(site.address() as AddressInfo).port}`;
  const where = new URLSearchParams({ api: stack.url, token: accessToken, workspaceId });
  const sentTo: string[] = [];
  page.on('request', (request) => request.method() === 'PUT' && sentTo.push(new URL(request.url()).origin));
  await page.goto(`${origin}/#${where.toString()}`);
  const canvas = createCanvas(320, 180);
  canvas.getContext('2d').fillRect(10, 10, 100, 100);
  await page.locator('input').setInputFiles({ name: 'black square.png', mimeType: 'image/png', buffer: canvas.toBuffer('image/png') });
  await expect.poll(() => page.locator('p').innerText(), { timeout: 60_000 }).toBe('ready');
  await expect
    .poll(() => page.locator('img').evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth), { timeout: 20_000 })
    .toBeGreaterThan(0);
  expect(sentTo).toEqual([stack.secrets()['S3_PUBLIC_ENDPOINT']]);
  expect(complaints).toEqual([]);
});
