import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogueRoutes } from '../../../src/app/http/catalogue-routes.ts';
import { lookPictureFile } from '../../../src/platform/catalogue/look-pictures.ts';
import { LOOKS } from '../../../src/platform/catalogue/looks.ts';
import { builtinSampleFile } from '../../../src/platform/catalogue/voices/builtin-samples.ts';
import { BUILTIN_VOICES } from '../../../src/platform/catalogue/voices/builtin.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(express().use(catalogueRoutes())).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const headersOf = ({ status, headers }: Response) => [status, headers.get('content-type'), headers.get('cache-control')];

test('each built-in voice has a sample of its own, and players get ranges of it', async () => {
  const samples = await Promise.all(
    BUILTIN_VOICES.map(async ({ name }) => {
      const answer = await fetch(`${url}/voices/${name}/sample.mp3`);
      expect(headersOf(answer), name).toEqual([200, 'audio/mpeg', 'public, max-age=86400']);
      return hash(await bytesOf(answer));
    }),
  );
  expect(new Set(samples).size).toBe(BUILTIN_VOICES.length);
  expect(await readdir(dirname(builtinSampleFile('en-us')))).toHaveLength(BUILTIN_VOICES.length);
  const part = await fetch(`${url}/voices/en-us/sample.mp3`, { headers: { range: 'bytes=0-99' } });
  expect([part.status, (await bytesOf(part)).length]).toEqual([206, 100]);
});

test('samples can be played: seconds of sound', async () => {
  const [tool] = ffmpegs;
  if (!tool) throw new Error('no ffmpeg to test with');
  await using folder = await temporaryFolder();
  for (const name of ['en-us', 'zh', 'ar-female']) {
    const call = { workDir: folder.path, signal: AbortSignal.timeout(20_000) };
    const { durationMs, streams } = await tool.media.probe({ path: builtinSampleFile(name), format: 'mp3' }, call);
    expect(
      streams.map(({ kind }) => kind),
      name,
    ).toEqual(['audio']);
    expect(durationMs, name).toBeGreaterThan(1_000);
    expect(durationMs, name).toBeLessThan(6_000);
  }
});

test('each look has a picture of its own, and nothing else is served', async () => {
  const pictures = await Promise.all(
    LOOKS.names.map(async (look) => {
      const answer = await fetch(`${url}/looks/${look}.png`);
      expect(headersOf(answer), look).toEqual([200, 'image/png', 'public, max-age=86400']);
      const png = await bytesOf(answer);
      expect([png.readUInt32BE(16), png.readUInt32BE(20)], look).toEqual([640, 360]);
      return hash(png);
    }),
  );
  expect(new Set(pictures).size).toBe(LOOKS.names.length);
  expect(await readdir(dirname(lookPictureFile('paper')))).toHaveLength(LOOKS.names.length);
  const paths = [
    'looks/none.png',
    'looks/..%2flooks.ts.png',
    'voices/none/sample.mp3',
    'voices/toString/sample.mp3',
    'voices/en-us/sample.wav',
  ];
  for (const path of paths) expect((await fetch(`${url}/${path}`)).status, path).toBe(404);
});
