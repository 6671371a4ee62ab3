import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addVoice } from '../../../../src/platform/voice-install/add-voice.ts';
import type { AddVoice } from '../../../../src/platform/voice-install/add-voice.ts';
import { removeVoice, removeLeftovers } from '../../../../src/platform/voice-install/install-voice.ts';
import type { VoiceSpeaker } from '../../../../src/platform/voice-install/install-voice.ts';
import { readInstalledVoices } from '../../../../src/platform/catalogue/voices/installed.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { zipOf } from '../../../support/zip.ts';

const tone = Int16Array.from({ length: 24_000 }, (_, index) => 9_000 * Math.sin(index / 20));
const speaker: VoiceSpeaker = {
  speak: async () => [{ samples: tone, sampleRate: 24_000 }],
  copyPronunciation: (folder) => mkdir(folder, { recursive: true }).then(() => undefined),
};
const CONFIG = JSON.stringify({
  ...{ audio: { sample_rate: 22_050 }, espeak: { voice: 'en-us' }, phoneme_id_map: { _: [0], a: [14] } },
  ...{ language: { code: 'en_US' }, dataset: 'joe' },
});
const PIPER = { 'joe.onnx': 'a model', 'joe.onnx.json': CONFIG };
const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let voicesDir: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  voicesDir = join(folder.path, 'voices');
});
afterEach(() => folder[Symbol.asyncDispose]());

const add = (wish: AddVoice, by: Partial<VoiceSpeaker> = {}, signal = new AbortController().signal) =>
  addVoice(wish, { voicesDir, speaker: { ...speaker, ...by }, signal, onStage: () => undefined, onBytes: () => undefined });
const left = (): Promise<string[]> => readdir(voicesDir);

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, content);
  return path;
}

describe('a voice', () => {
  it('is added from an archive, listed with its licence and sample, and removed', async () => {
    const from = await file('voice.zip', zipOf({ ...PIPER, MODEL_CARD: '* License: CC0' }));
    expect(await add({ from })).toMatchObject({ name: 'en-us-joe', language: 'en-US', licence: 'CC0', sha256: sha256('a model') });
    expect(await left()).toEqual(['en-us-joe']);
    const model = await readFile(join(voicesDir, 'en-us-joe', 'model.onnx'), 'latin1');
    expect(model.startsWith('a model')).toBe(true);
    expect(model).toContain('sample_rate\x12\x0522050');
    expect(await readFile(join(voicesDir, 'en-us-joe', 'tokens.txt'), 'utf8')).toBe('_ 0\na 14\n');
    expect((await readFile(join(voicesDir, 'en-us-joe', 'sample.wav'))).subarray(0, 4).toString()).toBe('RIFF');
    await removeVoice(voicesDir, 'en-us-joe');
    expect(await left()).toEqual([]);
    await expect(removeVoice(voicesDir, 'en-us-joe')).rejects.toThrow('No voice en-us-joe is installed');
    await expect(removeVoice(voicesDir, '../voices')).rejects.toThrow('No voice');
  });

  it.each(['tar', 'tar.gz', 'tar.bz2'])('is added from a %s', async (kind) => {
    for (const [name, content] of Object.entries(PIPER)) await file(name, content);
    const flag = { tar: '', 'tar.gz': 'z', 'tar.bz2': 'j' }[kind];
    execFileSync('tar', [`-c${flag}f`, join(folder.path, 'v.any'), '-C', folder.path, ...Object.keys(PIPER)]);
    expect((await add({ from: join(folder.path, 'v.any') })).name).toBe('en-us-joe');
  });

  it('is added from a folder, and from a model with its description beside it', async () => {
    for (const [name, content] of Object.entries(PIPER)) await file(name, content);
    await add({ from: join(folder.path, 'joe.onnx'), name: 'one' });
    await mkdir(join(folder.path, 'v'));
    for (const [name, content] of Object.entries(PIPER)) await file(join('v', name), content);
    await add({ from: join(folder.path, 'v'), name: 'two', sha256: undefined });
    expect(readInstalledVoices(voicesDir).map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it.each<[string, AddVoice, string]>([
    ['a name that is taken by the program', { name: 'en-us' }, 'a voice of the program'],
    ['a name that leads elsewhere', { name: '../en' }, 'cannot be the name of a voice'],
    ['a language without films', { language: 'ja-JP' }, 'not spoken in this language'],
    ['a checksum of something else', { sha256: 'a'.repeat(64) }, 'is not what was expected'],
  ])('with %s is refused, and leaves nothing', async (_, wish, message) => {
    const from = await file('voice.zip', zipOf(PIPER));
    await expect(add({ from, ...wish })).rejects.toThrow(message);
    expect(await left()).toEqual([]);
  });

  it('that is installed already is kept', async () => {
    const from = await file('voice.zip', zipOf(PIPER));
    await add({ from });
    await expect(add({ from })).rejects.toThrow('is installed already');
    expect(await left()).toEqual(['en-us-joe']);
  });

  it.each<[string, Partial<VoiceSpeaker>]>([
    ['makes no sound', { speak: async () => [{ samples: new Int16Array(24_000), sampleRate: 24_000 }] }],
    ['says too little', { speak: async () => [{ samples: tone.subarray(0, 2_400), sampleRate: 24_000 }] }],
    ['crashes', { speak: () => Promise.reject(new Error('it crashed')) }],
    ['cannot be given a pronunciation', { copyPronunciation: () => Promise.reject(new Error('the disk is full')) }],
  ])('that %s is not installed, and leaves nothing', async (_, by) => {
    const from = await file('voice.zip', zipOf(PIPER));
    await expect(add({ from }, by)).rejects.toThrow();
    expect(await left()).toEqual([]);
  });

  it('is not installed after an abort', async () => {
    const stop = new AbortController();
    const from = await file('voice.zip', zipOf(PIPER));
    const speak: VoiceSpeaker['speak'] = async () => {
      stop.abort(new Error('stopped'));
      return [{ samples: tone, sampleRate: 24_000 }];
    };
    await expect(add({ from }, { speak }, stop.signal)).rejects.toThrow('stopped');
    expect(await left()).toEqual([]);
  });

  it('that was half added when the machine stopped is removed a day later', async () => {
    const [old, young] = ['.adding-old', '.adding-young'];
    for (const name of [old, young]) await mkdir(join(voicesDir, name), { recursive: true });
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await utimes(join(voicesDir, old), yesterday, yesterday);
    await removeLeftovers(voicesDir);
    expect(await left()).toEqual([young]);
    expect(readInstalledVoices(voicesDir)).toEqual([]);
  });
});

describe('an archive', () => {
  it.each<[string, Buffer, string]>([
    ['a name that leads out of it', zipOf({ ...PIPER, '../../evil.onnx': 'x' }), 'not safe to unpack'],
    ['an absolute name', zipOf({ ...PIPER, '/tmp/evil.onnx': 'x' }), 'not safe to unpack'],
    ['a backslash', zipOf({ ...PIPER, '..\\evil.onnx': 'x' }), 'not safe to unpack'],
    ['a link', zipOf({ ...PIPER, link: 'x' }, { mode: 0o120_777 }), 'contains a link'],
    ['more bytes than a disk has', zipOf(PIPER, { announced: 0xfffffff0 }), 'unpacks to more than'],
    [
      'an entry twice',
      Buffer.from(zipOf({ 'joe.onnx': 'a', 'jof.onnx': 'b' }).toString('latin1').replaceAll('jof.onnx', 'joe.onnx'), 'latin1'),
      'not safe to unpack',
    ],
    ['its end missing', zipOf(PIPER).subarray(0, 60), 'damaged'],
  ])('with %s is refused, and writes nothing outside', async (_, archive, message) => {
    const from = await file('voice.zip', archive);
    await expect(add({ from })).rejects.toThrow(message);
    expect(await left()).toEqual([]);
    expect((await readdir(folder.path)).toSorted()).toEqual(['voice.zip', 'voices']);
  });

  it.each([
    ['a link', ['link'], []],
    ['a name that leads out of it', ['../outside.txt'], ['-P']],
  ])('of tar with %s is refused', async (_, names, options) => {
    const inside = join(folder.path, 'inside');
    await mkdir(inside);
    await symlink('/etc/passwd', join(inside, 'link'));
    await file('outside.txt', 'x');
    const archive = join(folder.path, 'v.tar');
    execFileSync('tar', ['-cf', archive, ...options, '-C', inside, ...names]);
    await expect(add({ from: archive })).rejects.toThrow(/contains a|not safe/);
    expect(await left()).toEqual([]);
  });
});

describe('a download', () => {
  const archive = zipOf({ ...PIPER, filling: 'x'.repeat(300_000) });
  let serve: (request: IncomingMessage, response: ServerResponse) => void;
  let url: string;
  let close: () => void;
  beforeEach(async () => {
    const server = createServer((request, response) => serve(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/voice.zip`;
    close = () => (server.close(), server.closeAllConnections());
  });
  afterEach(() => close());

  /** Of the download that has begun. */
  async function partBytes(): Promise<number> {
    const names = await readdir(join(voicesDir, '.downloads'));
    const part = names.find((name) => name.endsWith('.part'));
    return part === undefined ? 0 : (await stat(join(voicesDir, '.downloads', part))).size;
  }

  /** Closes the connection once something of it is on the disk. */
  async function cutWhenKept(response: ServerResponse): Promise<void> {
    await vi.waitFor(async () => expect(await partBytes()).toBeGreaterThan(0));
    response.destroy();
  }

  const wholeOf = (response: ServerResponse): void =>
    void response.writeHead(200, { ETag: '"1"', 'Content-Length': archive.length }).end(archive);

  it('is installed, with the address as its source', async () => {
    serve = (_, response) => wholeOf(response);
    await add({ from: url, sha256: sha256(archive) });
    expect(await readdir(join(voicesDir, '.downloads'))).toEqual([]);
    expect(JSON.parse(await readFile(join(voicesDir, 'en-us-joe', 'voice.json'), 'utf8'))).toMatchObject({ source: url });
  });

  it('that is interrupted goes on where it stopped', async () => {
    const asked: (string | undefined)[] = [];
    serve = ({ headers: { range } }, response) => {
      asked.push(range);
      if (range === undefined) {
        response.writeHead(200, { ETag: '"1"', 'Content-Length': archive.length });
        response.write(archive.subarray(0, 100_000));
        void cutWhenKept(response);
        return;
      }
      const from = Number(/\d+/.exec(range)?.[0]);
      response.writeHead(206, { ETag: '"1"', 'Content-Length': archive.length - from }).end(archive.subarray(from));
    };
    await expect(add({ from: url })).rejects.toThrow('Run the command again to continue it');
    await add({ from: url, sha256: sha256(archive) });
    expect(asked[0]).toBeUndefined();
    expect(asked[1]).toMatch(/^bytes=\d+-$/);
  });

  it('of a file that has changed meanwhile begins again', async () => {
    let cut = true;
    serve = (_, response) => {
      if (!cut) return wholeOf(response);
      response.writeHead(200, { ETag: '"0"', 'Content-Length': 200_000 });
      response.write(Buffer.alloc(100_000), () => response.destroy());
    };
    await expect(add({ from: url })).rejects.toThrow('stopped');
    cut = false;
    expect((await add({ from: url, sha256: sha256(archive) })).name).toBe('en-us-joe');
  });

  it.each([
    ['is not there', (response: ServerResponse) => response.writeHead(404).end(), 'answered 404'],
    [
      'is larger than any voice',
      (response: ServerResponse) => response.writeHead(200, { 'Content-Length': 3e9 }).flushHeaders(),
      'larger than 2 GiB',
    ],
    ['is another file', (response: ServerResponse) => response.end('something else'), 'is not what was expected'],
  ])('that %s is refused, and leaves nothing', async (_, answer, message) => {
    serve = (_request, response) => {
      answer(response);
    };
    await expect(add({ from: url, sha256: sha256(archive) })).rejects.toThrow(message);
    expect((await readdir(join(voicesDir, '.downloads'))).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect((await left()).filter((name) => name !== '.downloads')).toEqual([]);
  });
});
