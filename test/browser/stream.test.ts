import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { gql, register, type Person } from '../support/client.ts';
import { finished } from '../support/films.ts';
import { startStack, type Stack } from '../support/stack.ts';

/** A page of somebody else's that asks for a film and plays it with hls.js as soon as it has an address. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Stream</title><video muted width="640" height="360"></video>
<script src="/hls.js"></script>
<script type="module">
  const { api, token, workspaceId, script } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const ask = async (query, variables) => {
    const response = await fetch(api + '/graphql', { method: 'POST', body: JSON.stringify({ query, variables }),
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token } });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const video = document.querySelector('video');
  const seen = window.seen = { errors: [], waits: 0, jumps: [], ended: false, firstFrameMs: null, statusThen: null, urls: [] };
  const socket = new WebSocket(api.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
  const send = (message) => socket.send(JSON.stringify(message));
  const streamUrl = Promise.withResolvers();
  await new Promise((resolve) => {
    socket.onopen = () => send({ type: 'connection_init', payload: { authorization: 'Bearer ' + token } });
    socket.onmessage = ({ data }) => {
      const { type, payload } = JSON.parse(data);
      if (type === 'connection_ack') resolve();
      const url = payload?.data?.jobProgress?.job.streamUrl;
      if (url) streamUrl.resolve(url);
    };
  });
  const began = performance.now();
  const input = { workspaceId, script, resolution: 'P360', musicMood: 'calm', motion: 'NONE', renditions: ['HLS'] };
  const { generateVideo: { id } } = await ask('mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }', { input });
  window.jobId = id;
  const read = async () => (await ask('query ($id: ID!) { job(id: $id) { status } }', { id })).job;
  const query = 'subscription ($id: ID!) { jobProgress(jobId: $id) { job { streamUrl } } }';
  send({ id: '1', type: 'subscribe', payload: { query, variables: { id } } });
  const url = await streamUrl.promise;
  seen.segmentMs = performance.now() - began;
  // A small buffer, so that the sound is still loaded when the final one replaces that of the parts.
  const hls = window.hls = new Hls({ maxBufferLength: 4, maxMaxBufferLength: 4, enableWorker: false });
  hls.on(Hls.Events.ERROR, (_, { details, fatal }) => seen.errors.push({ details, fatal, at: video.currentTime }));
  hls.on(Hls.Events.FRAG_LOADED, (_, { frag }) => seen.urls.push(frag.type + ' ' + new URL(frag.url).pathname));
  video.requestVideoFrameCallback(async () => {
    seen.firstFrameMs = performance.now() - began;
    seen.statusThen = (await read()).status;
  });
  video.addEventListener('waiting', () => { seen.waits += 1; });
  video.addEventListener('ended', () => { seen.ended = true; });
  let last;
  setInterval(() => {
    const now = { at: performance.now(), time: video.currentTime };
    const passed = last ? (now.at - last.at) / 1000 : 0;
    if (last && (now.time < last.time || now.time - last.time > passed + 0.3)) seen.jumps.push([last.time, now.time]);
    last = now;
    seen.time = video.currentTime;
    seen.buffered = Array.from({ length: video.buffered.length }, (_, index) => [video.buffered.start(index), video.buffered.end(index)]);
    seen.state = [video.readyState, video.paused, video.duration, String(video.error && video.error.message)];
    if (window.holdAt && video.currentTime > window.holdAt) { window.holdAt = 0; video.pause(); }
  }, 50);
  window.holdAt = 5;
  hls.loadSource(url);
  hls.attachMedia(video);
  hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
</script>`;

interface Seen {
  readonly errors: readonly { readonly details: string; readonly fatal: boolean; readonly at: number }[];
  readonly jumps: readonly unknown[];
  readonly waits: number;
  readonly ended: boolean;
  readonly firstFrameMs: number | null;
  readonly segmentMs: number;
  readonly statusThen: string | null;
  readonly urls: readonly string[];
}

const SCENES = 5;
const sentence = (scene: number): string => `This is the sentence number ${scene} of a film that is watched while it is being made.`;

/** The first part of a stream lasts so long. */
const OPENING_SECONDS = 2;

let stack: Stack;
let browser: Browser;
let site: Server;
let person: Person;
beforeAll(async () => {
  const require = createRequire(import.meta.url);
  const hls = await readFile(require.resolve('hls.js/dist/hls.min.js'));
  site = createServer((request, response) => {
    const isScript = request.url === '/hls.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html').end(isScript ? hls : PAGE);
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  stack = await startStack();
  person = await register(stack.url);
  browser = await launchBrowser('--autoplay-policy=no-user-gesture-required');
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  site?.close();
});

it('plays a film from its first segment on while the rest is made, and goes on with the final sound without a jump', async () => {
  const page = await browser.newPage();
  const { accessToken, workspaceId } = person;
  const script = Array.from({ length: SCENES }, (_, scene) => sentence(scene + 1)).join('\n\n');
  const where = new URLSearchParams({ api: stack.url, token: accessToken, workspaceId, script });
  await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/#${where.toString()}`);
  const seen = () => page.evaluate<Seen>('seen');
  await expect.poll(async () => (await seen()).statusThen, { timeout: 60_000 }).not.toBeNull();
  const early = await seen();
  console.info(`first segment after ${Math.round(early.segmentMs)} ms, first frame after ${Math.round(early.firstFrameMs ?? 0)} ms`);
  expect(early.statusThen).toBe('RUNNING');

  const jobId = await page.evaluate<string>('jobId');
  const job = await finished(person, jobId);
  expect(job.status).toBe('COMPLETED');
  expect(job.checks.filter(({ name }) => name.startsWith('hls.'))).toHaveLength(6);
  // The page has stopped in the middle; the rest is played with the final sound.
  await expect.poll(() => page.evaluate<boolean>("document.querySelector('video').paused"), { timeout: 30_000 }).toBe(true);
  await page.evaluate("document.querySelector('video').play()");
  await expect.poll(seen, { timeout: 60_000 }).toMatchObject({ ended: true });
  const { errors, jumps, urls } = await seen();
  expect(jumps).toEqual([]);
  // The player counts from the time at which the first picture is decoded, two frames before it is shown, and skips to 0.1 s after that.
  // At the end of the opening it may wait for the next part, which a busy machine has not made yet.
  const waits = errors.filter(({ at }) => at > 0.2);
  console.info(`waits of the player: ${JSON.stringify(waits)}`);
  expect(waits.filter(({ fatal, at }) => fatal || Math.abs(at - OPENING_SECONDS) > 0.3)).toEqual([]);
  const sounds = urls.filter((url) => url.startsWith('audio'));
  expect(new Set(sounds).size).toBe(sounds.length);
  expect(sounds.at(-1)).toMatch(new RegExp(`/${jobId}/live-${SCENES}-\\d+\\.aac$`));
  const shown = await page.evaluate<number>("document.querySelector('video').currentTime");
  expect(Math.abs(shown * 1_000 - (job.video?.durationMs ?? 0))).toBeLessThan(100);

  // What the player loads now is, byte for byte, the sound of the finished stream, which is that of the film.
  const live = await page.evaluate<string>('hls.url');
  const bytesOf = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());
  const linksIn = async (playlist: URL): Promise<string[]> =>
    (await (await fetch(playlist)).text()).split('\n').filter((line) => line.startsWith('http'));
  const parts = await Promise.all((await linksIn(new URL('sound.m3u8', live))).map(bytesOf));
  expect(parts.length).toBeGreaterThan(SCENES);

  // The address of the finished stream, for players without JavaScript.
  const { job: read } = await gql<{ job: { streamUrl: string } }>(person, 'query ($id: ID!) { job(id: $id) { streamUrl } }', { id: jobId });
  const [whole = ''] = await linksIn(new URL('sound.m3u8', read.streamUrl));
  expect(Buffer.concat(parts).equals(await bytesOf(whole))).toBe(true);
  for (const { ffmpegPath } of ffmpegs) {
    const { stderr } = await promisify(execFile)(ffmpegPath, ['-hide_banner', '-i', read.streamUrl, '-f', 'null', '-']);
    const frames = Number(job.checks.find(({ name }) => name === 'frames')?.expected);
    expect(Number([...stderr.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1])).toBe(frames);
    expect(stderr).toContain('Audio: aac');
  }
});
