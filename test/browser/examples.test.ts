import express from 'express';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { gql, register, type Person } from '../support/client.ts';
import { generate } from '../support/films.ts';
import { newScript } from '../support/factories.ts';
import { EXAMPLES, installExamples } from '../support/run-example.ts';
import { startStack, type Stack } from '../support/stack.ts';

const MIB = 1024 ** 2;
const ASSETS = 'query ($id: ID!) { workspace(id: $id) { assets(first: 50) { nodes { name status byteSize } } } }';

interface Assets {
  readonly workspace: { readonly assets: { readonly nodes: readonly object[] } };
}

let stack: Stack;
let browser: Browser;
let site: Server;
let person: Person;
let folder: string;

beforeAll(async () => {
  await installExamples();
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  stack = await startStack();
  person = await register(stack.url);
  site = express().use(express.static(EXAMPLES)).listen(0, '127.0.0.1');
  await once(site, 'listening');
  browser = await launchBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  site?.close();
  await rm(folder, { recursive: true, force: true });
});

/** An example in a page of another origin than the API. */
async function open(path: string, parameters: Readonly<Record<string, string>>): Promise<Page> {
  const page = await browser.newPage();
  const where = new URLSearchParams({ url: stack.url, token: person.accessToken, ...parameters });
  await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/${path}#${where.toString()}`);
  return page;
}

const status = (page: Page): Promise<string> => page.locator('p[role=status]').innerText();
async function waitForStatus(page: Page, text: RegExp): Promise<void> {
  await expect.poll(() => status(page), { timeout: 120_000 }).toMatch(text);
}
const widthOf = (page: Page): Promise<number> =>
  page.locator('video').evaluate((video) => (video as unknown as { videoWidth: number }).videoWidth);

/** Noise that is sound, so that no byte can be spared. */
function waveFile(bytes: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(bytes - 8, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(48_000, 24);
  head.writeUInt32LE(96_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes - 44, 40);
  return Buffer.concat([head, randomBytes(bytes - 44)]);
}

describe('an example in a browser', () => {
  it('progress-page follows a film, also when the connection is lost, and shows it', async () => {
    const job = await generate(person, { script: newScript(3), title: 'A page of progress' });
    const page = await open('progress-page/index.html', { job });
    await waitForStatus(page, /RUNNING/);
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await waitForStatus(page, /COMPLETED 100 %/);
    expect(await page.title()).toBe('A page of progress');
    await expect.poll(() => widthOf(page), { timeout: 30_000 }).toBeGreaterThan(0);
    await page.close();
  });

  it('graphql-ws makes a film and shows it', async () => {
    const page = await open('graphql-ws/index.html', {});
    await page.getByLabel('Address of the API').fill(stack.url);
    await page.getByLabel('API key').fill(person.accessToken);
    await page.getByRole('button', { name: 'Make a film' }).click();
    await waitForStatus(page, /COMPLETED/);
    await expect.poll(() => widthOf(page), { timeout: 30_000 }).toBeGreaterThan(0);
    await page.close();
  });

  it('upload continues after a reload with the parts that are missing', async () => {
    // A file of the disk, because the example knows a file by its time too.
    const file = join(folder, 'sea.wav');
    await writeFile(file, waveFile(40 * MIB));
    const page = await open('upload/index.html', { workspace: person.workspaceId });
    let sent = 0;
    // Two parts pass, then the line is dead until the page is loaded again.
    await page.route(
      (url) => url.origin === stack.secrets()['S3_PUBLIC_ENDPOINT'],
      (route) => (route.request().method() === 'PUT' && (sent += 1) > 2 ? route.abort() : route.continue()),
    );
    await page.locator('input').setInputFiles(file);
    await waitForStatus(page, /^2 of 5 parts$/);
    await page.close();

    const second = await open('upload/index.html', { workspace: person.workspaceId });
    const puts: string[] = [];
    second.on('request', (request) => request.method() === 'PUT' && puts.push(request.url()));
    await second.locator('input').setInputFiles(file);
    await waitForStatus(second, /READY/);
    expect(puts).toHaveLength(3);
    await second.close();
  });

  it('uppy continues after a reload with the parts that are missing', async () => {
    const file = join(folder, 'waves.wav');
    await writeFile(file, waveFile(25 * MIB));
    const page = await open('uppy/index.html', { workspace: person.workspaceId });
    const puts = { sent: 0, stored: 0 };
    page.on('response', (response) => response.request().method() === 'PUT' && response.ok() && (puts.stored += 1));
    const choose = async (): Promise<void> => {
      await page.locator('input.uppy-Dashboard-input').first().setInputFiles(file);
      await page.getByRole('button', { name: 'Upload 1 file' }).click();
    };
    const isStore = (url: URL): boolean => url.origin === stack.secrets()['S3_PUBLIC_ENDPOINT'];
    await page.route(isStore, (route) => (route.request().method() === 'PUT' && (puts.sent += 1) > 2 ? route.abort() : route.continue()));
    await choose();
    await expect.poll(() => puts.stored, { timeout: 60_000 }).toBe(2);

    // The line is dead until then: parts that Uppy repeats by itself would be counted, too.
    await page.reload();
    await page.unroute(isStore);
    await choose();
    await waitForStatus(page, /^1 uploaded, 0 failed$/);
    // The page may know of its last response before the test does.
    await expect.poll(() => puts.stored, { timeout: 10_000 }).toBe(4);
    const found = async (): Promise<unknown> => (await gql<Assets>(person, ASSETS, { id: person.workspaceId })).workspace.assets.nodes;
    await expect.poll(found, { timeout: 60_000 }).toContainEqual({ name: 'waves.wav', status: 'READY', byteSize: 25 * MIB });
    await page.close();
  });
});
