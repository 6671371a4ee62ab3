import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newScript } from '../support/factories.ts';
import { evenSpaces, probe, readCaptions } from '../support/films.ts';
import { ffmpegsOf, processesWith } from '../support/processes.ts';
import { endPrograms, launch, type Environment, type Program } from '../support/program.ts';
import { freePort, newDataDir, startStack, type Stack } from '../support/stack.ts';

const SCRIPT = newScript(2);
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

let stack: Stack;
let folder: string;
let script: string;

beforeAll(async () => {
  [stack, folder] = await Promise.all([startStack(), newDataDir()]);
  script = join(folder, 'script.txt');
  await writeFile(script, SCRIPT);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  await rm(folder, { recursive: true, force: true });
});

const demo = (args: readonly string[], env: Environment): Program => launch(['demo', '--resolution', '360', ...args], env);

/** In the terms of `npm run demo`, whose environment tells where the stack is. */
const beside = (): Environment => ({ DATA_DIR: stack.dataDir, PORT: String(stack.port) });

async function expectFilm(video: string): Promise<void> {
  const film = await probe(readFileSync(video), folder);
  const captions = readCaptions(readFileSync(video.replace(/mp4$/, 'vtt'), 'utf8'));
  expect(film.streams.map(({ codec_type }) => codec_type)).toEqual(['video', 'audio']);
  expect(evenSpaces(captions.map(({ text }) => text).join(' '))).toBe(evenSpaces(SCRIPT));
  // An opening of 1.2 s and an ending of 1.5 s.
  expect(Math.abs(film.durationMs - 2_700 - (film.speechMs[1] - film.speechMs[0]))).toBeLessThan(200);
}

describe('the demo beside a stack', () => {
  it('saves a film with its captions beside it and says where', async () => {
    const out = join(folder, 'beside', 'film.mp4');
    const program = demo(['--script', script, '--out', out], beside());
    expect(await program.ended, program.stderr()).toBe(0);
    expect(program.stdout()).toBe(`${out}\n${out.replace(/mp4$/, 'vtt')}\n`);
    expect(program.stderr()).not.toMatch(CONTROL);
    for (const said of ['Reelwright runs at http://', `:${stack.port}/graphql`, 'checks passed', '\nNext:\n'])
      expect(program.stderr()).toContain(said);
    expect(readdirSync(join(folder, 'beside')).toSorted()).toEqual(['film.mp4', 'film.vtt']);
    await expectFilm(out);
  });

  it('tells everything as one JSON object with --json', async () => {
    const out = join(folder, 'told.mp4');
    const program = demo(['--json', '--script', script, '--out', out, '--url', stack.url, 'A title'], { DATA_DIR: folder });
    expect(await program.ended, program.stderr()).toBe(0);
    expect(program.stdout()).toMatch(/^[^\n]+\n$/);
    const made = JSON.parse(program.stdout()) as { checks: { ok: boolean }[]; jobId: string };
    expect(made).toMatchObject({
      server: stack.url,
      title: 'A title',
      width: 640,
      height: 360,
      files: { video: out, captions: join(folder, 'told.vtt') },
    });
    expect(made.checks.every(({ ok }) => ok)).toBe(true);
    await expectFilm(out);
  });

  it('says in one line what the server refuses, and saves nothing', async () => {
    const out = join(folder, 'refused.mp4');
    const program = demo(['--voice', 'tlh', '--script', script, '--out', out], beside());
    expect(await program.ended).toBe(1);
    expect(program.stdout()).toBe('');
    expect(program.stderr()).toMatch(/^Invalid input: voice: Not supported\. Choose one of .*$/m);
    expect(program.stderr()).not.toMatch(/\n\s+at /);
    expect(existsSync(out)).toBe(false);
  });

  it('cancels its film at Ctrl-C and leaves the stack as it was', async () => {
    const out = join(folder, 'canceled', 'film.mp4');
    const long = join(folder, 'long.txt');
    await writeFile(long, newScript(2, 8));
    const program = launch(['demo', '--resolution', '1080', '--script', long, '--out', out], beside());
    await expect
      .poll(() => ffmpegsOf(stack.program.pid).some(({ command }) => command.includes('libx264')), { timeout: 60_000, interval: 50 })
      .toBe(true);
    expect(await program.end('SIGINT')).toBe(130);
    expect(program.stdout()).toBe('');
    expect(program.stderr().trim().split('\n').at(-1)).toBe('Canceled.');
    await expect.poll(() => ffmpegsOf(stack.program.pid), { timeout: 5_000, interval: 50 }).toEqual([]);
    expect(readdirSync(join(folder, 'canceled'))).toEqual([]);
    expect((await fetch(`${stack.url}/readyz`)).status).toBe(200);
  });
});

describe('the demo on its own', () => {
  it('starts a stack, makes a film and leaves nothing running; Ctrl-C in the middle of another one does not either', async () => {
    const dataDir = join(folder, 'own');
    const own = { DATA_DIR: dataDir, PORT: String(await freePort()) };
    const out = join(folder, 'own.mp4');
    const program = demo(['--script', script, '--out', out], own);
    expect(await program.ended, program.stderr()).toBe(0);
    expect(program.stderr()).toContain('Reelwright started at');
    expect(processesWith(dataDir)).toEqual([]);
    await expectFilm(out);

    const interrupted = demo(['--script', script, '--out', join(folder, 'never.mp4')], own);
    await expect.poll(() => interrupted.stderr(), { timeout: 60_000, interval: 50 }).toMatch(/Film: /);
    expect(await interrupted.end('SIGINT')).toBe(130);
    expect(processesWith(dataDir)).toEqual([]);
    expect(existsSync(join(folder, 'never.mp4'))).toBe(false);
  });

  it('says why it cannot start one', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const program = demo(['--script', script, '--out', join(folder, 'never.mp4')], { DATA_DIR: file, PORT: String(await freePort()) });
    expect(await program.ended).toBe(1);
    expect(program.stderr()).toMatch(/^Cannot write /m);
    expect(program.stdout()).toBe('');
  });
});
