import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CAPTIONS, startStandIn, VIDEO, type StandIn, type StandInOptions } from '../../support/demo/stand-in.ts';

const PROGRAM = fileURLToPath(new URL('../../support/demo/main.ts', import.meta.url));

let folder: string;
let standIn: StandIn | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelwright-demo-'));
});
afterEach(async () => {
  await standIn?.close();
  standIn = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function serve(options: StandInOptions = {}): Promise<StandIn> {
  standIn = await startStandIn(options);
  return standIn;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command in a process of its own, in an empty folder. Nothing listens at its default address. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [PROGRAM, 'demo', ...args], {
    cwd: folder,
    env: { ...process.env, DATA_DIR: join(folder, 'data'), PUBLIC_URL: 'http://127.0.0.1:9', ...env },
  });
  const collected = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (collected.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (collected.stderr += text));
  const ended = once(child, 'close').then(([code]): Outcome => ({ code: code as number | null, ...collected }));
  return { child, ended };
}
const demo = (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome> => start(args, env).ended;

const saved = (name: string): Promise<Buffer> => readFile(join(folder, 'out', name));

describe('the demo', () => {
  it('makes a film on a running server and saves it with its captions', async () => {
    const { url, recorded } = await serve();
    const { code, stdout, stderr } = await demo(['--url', url, 'Clouds are heavy. Yet they float.']);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: 'out/clouds-are-heavy.mp4\nout/clouds-are-heavy.vtt\n' });
    expect(VIDEO.equals(await saved('clouds-are-heavy.mp4'))).toBe(true);
    expect(await saved('clouds-are-heavy.vtt')).toEqual(CAPTIONS);
    expect(await readdir(join(folder, 'out'))).toHaveLength(2);
    expect(recorded.inputs).toMatchObject([{ workspaceId: 'workspace-1', prompt: 'Clouds are heavy. Yet they float.' }]);
  });

  it('prints clean lines, never falling, where nobody looks', async () => {
    const { url } = await serve();
    const { stderr } = await demo(['--url', url]);
    expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    const percents = Array.from(stderr.matchAll(/^(\d+) %/gm), ([, percent]) => Number(percent));
    expect(percents.length).toBeGreaterThan(5);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(stderr).toContain('Voices: done');
    expect(stderr).toContain('31 s of film, 1280 × 720');
  });

  it('explains why the sky is blue when it gets no text', async () => {
    const { url, recorded } = await serve();
    expect((await demo(['--url', url])).stdout).toContain('why-the-sky-is-blue.mp4');
    expect(recorded.inputs[0]).toMatchObject({ prompt: 'Why the sky is blue', language: 'en' });
  });

  it('hands its options on', async () => {
    const { url, recorded } = await serve();
    await writeFile(join(folder, 'words.txt'), 'Wolken sind schwer.');
    const options = [
      '--script',
      'words.txt',
      '--language',
      'de',
      '--voice',
      'de-female',
      '--vertical',
      '--resolution',
      '480p',
      '--out',
      'a/b/film',
    ];
    expect(await demo([...options, '--url', `${url}/`])).toMatchObject({ code: 0, stdout: 'a/b/film.mp4\na/b/film.vtt\n' });
    const input = { script: 'Wolken sind schwer.', language: 'de', voice: 'de-female', resolution: 'P480', aspectRatio: 'PORTRAIT_9_16' };
    expect(recorded.inputs[0]).toMatchObject(input);
  });

  it('prints one JSON object with --json, and nothing else on standard output', async () => {
    const { url } = await serve();
    const { stdout } = await demo(['--url', url, '--json']);
    expect(stdout).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(stdout)).toMatchObject({
      jobId: 'job-1',
      server: url,
      files: { video: 'out/why-the-sky-is-blue.mp4', captions: 'out/why-the-sky-is-blue.vtt' },
      filmMs: 31_400,
      checks: [{ name: 'frames', ok: true }],
    });
  });

  it('keeps its account to itself and signs in with it again', async () => {
    const { url, recorded } = await serve();
    await demo(['--url', url]);
    expect((await stat(join(folder, 'data', 'demo.json'))).mode & 0o777).toBe(0o600);
    expect((await demo(['--url', url])).code).toBe(0);
    expect(recorded.accounts.size).toBe(1);
    recorded.accounts.clear();
    expect((await demo(['--url', url])).code).toBe(0);
    expect(recorded.accounts.size).toBe(1);
  });

  it('keeps one account for its DATA_DIR, whatever the port of its server', async () => {
    const { url, recorded } = await serve();
    for (const host of ['127.0.0.1', 'localhost'])
      expect((await demo([], { PUBLIC_URL: url.replace('127.0.0.1', host) })).stderr).toContain(`runs at http://${host}`);
    expect(recorded.accounts.size).toBe(1);
  });

  it('says how to see the film in the explorer, and what to run next, one whole command a line', async () => {
    const { url, recorded } = await serve();
    const [{ stderr }, DATA_DIR] = [await demo([], { PUBLIC_URL: url }), join(folder, 'data')];
    const [email] = [...recorded.accounts.keys()];
    expect(stderr).toContain(`open ${url}/graphql and sign in as ${email} with the password in ${join(DATA_DIR, 'demo.json')}.`);
    const [, next = ''] = stderr.split('\nNext:\n');
    expect(next).toMatch(/^DATA_DIR=\S+ PUBLIC_URL=\S+ npm run demo -- --vertical --language de "[^"]+"\n$/);
    const own = await demo([]);
    expect(own.stderr).toMatch(/\nNext:\nDATA_DIR=\S+ PUBLIC_URL=\S+ npm start\nDATA_DIR/);
  });

  it('gives a film of the same title a number, and never replaces one unless it is asked to', async () => {
    const { url } = await serve();
    const clouds = ['--url', url, 'Clouds are heavy.'];
    await demo(clouds);
    await writeFile(join(folder, 'out', 'clouds-are-heavy.mp4'), 'mine');
    expect((await demo(clouds)).stdout).toBe('out/clouds-are-heavy-2.mp4\nout/clouds-are-heavy-2.vtt\n');
    expect((await saved('clouds-are-heavy.mp4')).toString()).toBe('mine');
    const named = ['--out', 'out/clouds-are-heavy.mp4', ...clouds];
    expect(await demo(named)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--overwrite') as string });
    expect((await saved('clouds-are-heavy.mp4')).toString()).toBe('mine');
    expect((await demo(['--overwrite', ...named])).code).toBe(0);
    expect(VIDEO.equals(await saved('clouds-are-heavy.mp4'))).toBe(true);
  });

  it('takes a new account when its own has used up its credits', async () => {
    const { url, recorded } = await serve({ credits: 1 });
    expect((await demo(['--url', url])).code).toBe(0);
    const { code, stderr } = await demo(['--url', url]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('The demo account has too few credits: creating a new one');
    expect([recorded.accounts.size, recorded.inputs.length]).toEqual([2, 2]);
  });

  it('says plainly that the film needs more credits than a new account has', async () => {
    const { url, recorded } = await serve({ credits: 0 });
    const { code, stderr } = await demo(['--url', url]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'This needs 1 credit; 0 are available.\nThe operator can grant more: npm run grant-credits -- workspace-1 100 "for the demo"\n',
    );
    expect(recorded.accounts.size).toBe(1);
  });

  it('goes on where it was when the connection is lost', async () => {
    const { url, recorded } = await serve({ cutAt: 12, paceMs: 30 });
    const { code, stderr } = await demo(['--url', url]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('connection lost, reconnecting');
    const [first, second] = recorded.subscribed;
    expect(recorded.subscribed).toHaveLength(2);
    expect(first).toMatchObject({ after: undefined, authorization: 'Bearer token-1' });
    // What was under way when it was cut has not arrived; from there on everything comes once.
    const arrived = Number(second?.after);
    expect(first?.sent).toContain(arrived);
    expect(arrived).toBeGreaterThanOrEqual(10);
    expect(second?.sent).toEqual(Array.from({ length: 28 - arrived }, (_, index) => arrived + 1 + index));
  });
});

describe('a server of its own', () => {
  it('is started when none runs, and stopped at the end', async () => {
    const { code, stderr } = await demo([]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Reelwright started at http://127.0.0.1:');
    expect(await readFile(join(folder, 'data', 'stopped'), 'utf8')).toBe('');
    await expectNobodyAt(stderr);
  });

  it('is not started where one is running', async () => {
    const { url } = await serve();
    expect((await demo([], { PUBLIC_URL: url })).stderr).toContain(`Reelwright runs at ${url}`);
    await mkdir(join(folder, 'data'), { recursive: true });
    await writeFile(join(folder, 'data', 'runtime.json'), JSON.stringify({ PUBLIC_URL: url }));
    expect((await demo([])).stderr).toContain(`Reelwright runs at ${url}`);
  });

  it('is started although something else listens at its address', async () => {
    const other = createServer((_, response) => response.end('{"status":"ok"}')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const PUBLIC_URL = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}`;
    expect((await demo([], { PUBLIC_URL })).stderr).toContain('Reelwright started at');
    other.closeAllConnections();
    other.close();
  });

  it('that does not start shows its last words', async () => {
    const { code, stdout, stderr } = await demo([], { STAND_IN_FAILS: '1' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/Reelwright did not start\.\nThe last lines of .*demo\.log:\nThe port 4000 is in use\.\n$/);
  });
});

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('(%s) cancels the job and leaves nothing half-written', async (signal) => {
    const { url, recorded, happens } = await serve({ stallAt: 6, paceMs: 100 });
    const { child, ended } = start(['--url', url]);
    while (recorded.subscribed[0]?.sent.at(-1) !== 6) await once(happens, 'sent');
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({ code: 130, stdout: '', last: 'Canceled.' });
    expect(recorded.canceled).toBe(true);
    expect(await readdir(join(folder, 'out'))).toEqual([]);
  });

  it('stops the server that it started', async () => {
    const { child, ended } = start([], { STAND_IN_PACE: '100' });
    await vi.waitFor(() => readFile(join(folder, 'data', 'demo.json')), { timeout: 20_000 });
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(130);
    expect(await readdir(join(folder, 'data'))).toContain('stopped');
    await expectNobodyAt(stderr);
  });

  it('during the start stops it as well', async () => {
    const { child, ended } = start([]);
    await vi.waitFor(() => readFile(join(folder, 'data', 'log', 'demo.log')), { timeout: 20_000 });
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const url = await readFile(join(folder, 'data', 'runtime.json'), 'utf8').catch(() => '');
    await expectNobodyAt(url);
  });
});

describe('what goes wrong ends with one clear line and exit code 1', () => {
  const lines = (outcome: Outcome) => {
    expect(outcome.code, outcome.stderr).toBe(1);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).not.toMatch(/\bat .*\(.*:\d+:\d+\)/);
    return outcome.stderr;
  };

  it('nobody at the address', async () => {
    expect(lines(await demo(['--url', 'http://127.0.0.1:9']))).toContain('No Reelwright answers at http://127.0.0.1:9.\n');
  });

  it('a refused input, with its field', async () => {
    const { url } = await serve({ unsupportedLanguage: 'xx' });
    expect(lines(await demo(['--url', url, '--language', 'xx', 'Hello.']))).toContain(
      'Invalid input: language: This language is not spoken here.\n',
    );
  });

  it('a failed job, with its hint', async () => {
    const { url } = await serve({ failAt: 5 });
    const expected =
      'The film was not made: The text has no words that can be spoken. (NOTHING_TO_SPEAK in step VOICE)\nWrite at least one word.\n';
    expect(lines(await demo(['--url', url]))).toContain(expected);
    expect(await readdir(join(folder, 'out'))).toEqual([]);
  });

  it.each(['/proc/nowhere/film.mp4', 'taken/film.mp4'])('a film that could not be saved (%s), before anything is rendered', async (out) => {
    const { url, recorded } = await serve();
    await writeFile(join(folder, 'taken'), 'a file, no folder');
    expect(lines(await demo(['--url', url, '--out', out]))).toMatch(/^Cannot write .*film\.mp4: .*\.\n$/);
    expect(recorded.inputs).toEqual([]);
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--resolution', '77'], '--resolution 77: choose one of'],
    [
      ['--language', 'tlh'],
      '--language tlh: choose one of en, de, zh, fr, es, it, pt, nl, pl, tr, ru, uk, el, hi, ar, he, ko, vi, id, sv.',
    ],
    [['--url', 'nowhere'], '--url nowhere: must be an address'],
    [['--language'], "Option '--language <value>' argument missing"],
  ])('%j, with the usage', async (args, line) => {
    const stderr = lines(await demo(args));
    expect(stderr.split('\n')[0]).toContain(line);
    expect(stderr).toContain('Usage: npm run demo');
  });

  it('a script that cannot be read', async () => {
    expect(lines(await demo(['--script', 'nowhere.txt']))).toBe('Cannot read nowhere.txt: no such file or folder.\n');
  });
});

it('explains itself with --help', async () => {
  expect(await demo(['--help'])).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('--vertical') as string });
});

/** No server answers at the address that stands in the text, if one does. */
async function expectNobodyAt(text: string): Promise<void> {
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
  const answers = url === undefined ? [] : [fetch(url)];
  expect((await Promise.allSettled(answers)).map(({ status }) => status)).not.toContain('fulfilled');
}
